"""What a reporter may do with the own link: add words, rate the answer, reopen (C2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.core.texts import check_length
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, rules
from gongzhi.requests.actions import notify
from gongzhi.requests.models import Rating, Reporter, Request
from gongzhi.requests.policies import waits_for

COMMENT_MAX = 500


def add_words(reporter: Reporter, *, words: str, actor: Actor, file_ids: tuple[int, ...] = ()) -> None:
    """Add words or photos; where the staff asked something, the answer starts the clock again.

    Raises Invalid (no words), NotAllowed (the request ended).
    """
    words = words.strip()
    if not file_ids and not rules.has_words(words):
        raise Invalid("Say in a few words what you want to add.", field="words")
    check_length(words, rules.WORDS_MAX, field="words")
    with transaction.atomic():
        matter = reporter.request.matter
        if matter.state not in procedures.LIVE:
            raise NotAllowed("This request has ended. You may reopen it or report anew.")
        if file_ids:
            files.attach(file_ids, about=matter.pk, by_person=reporter.person_id)
        procedures.comment(
            matter.pk,
            actor=actor,
            public_text=words,
            data={"what": "added", "photos": len(file_ids), "by": reporter.pk},
            vouched=True,
        )
        ledger.record(
            events.WORDS_ADDED,
            stream=matter.pk,
            actor=actor,
            codes={"files": len(file_ids)},
            texts={"words": words},
            persons={"words": reporter.person_id},
        )
        if is_asked(reporter.request):
            procedures.resume(matter.pk, actor=actor, vouched=True)
        notify.words_added(reporter.request)


WORKED_ON = (procedures.StepKind.TASK, procedures.StepKind.DISPATCH, procedures.StepKind.JOIN)


def is_asked(request: Request) -> bool:
    """Whether the staff asked the reporter something and the clock waits for it."""
    matter = request.matter
    if matter.state != procedures.Status.WAITING:
        return False
    worked_on = procedures.step_of(matter).kind in WORKED_ON or procedures.unposted(matter) is not None
    return worked_on and not waits_for(request)


def rate(reporter: Reporter, *, stars: int, solved: bool, comment: str = "", actor: Actor) -> Rating:
    """Rate the answer, once a reporter and answer; later the same reporter may change it while the window is open.

    Raises NotAllowed (no answer yet, archived), Invalid.
    """
    if not 1 <= stars <= 5:
        raise Invalid("Choose one of the five grades.", field="stars")
    comment = comment.strip()
    check_length(comment, COMMENT_MAX, field="comment")
    with transaction.atomic():
        request = reporter.request
        if request.answered_at is None or request.matter.state != "closed":
            raise NotAllowed("There is no answer to rate now.")
        number = request.round
        rating, _created = Rating.objects.update_or_create(
            reporter=reporter,
            round=number,
            defaults={"request": request, "stars": stars, "solved": solved, "comment": comment, "at": clock.now()},
        )
        ledger.record(
            events.RATED,
            stream=request.pk,
            actor=actor,
            codes={"stars": stars, "solved": solved, "round": number},
            texts={"comment": comment} if comment else None,
            persons={"comment": reporter.person_id},
        )
        return rating


def may_reopen(request: Request) -> bool:
    """Whether the window of reopening (pack data, calendar days) is still open."""
    if request.matter.state not in procedures.OVER or request.answered_at is None:
        return False
    days = packs.revision(request.matter.revision_id).procedure(request.matter.procedure).reopen_days
    return clock.now() <= request.answered_at + timedelta(days=days)


def reopen(reporter: Reporter, *, reason: str, actor: Actor) -> None:
    """Reopen because it is not solved: a new clock, back to the last holder's post. Raises Invalid, NotAllowed."""
    reason = reason.strip()
    if not rules.has_words(reason):
        raise Invalid("Say in a few words what is not solved.", field="reason")
    if not may_reopen(reporter.request):
        raise NotAllowed("The time to reopen is over. Please report anew.")
    with transaction.atomic():
        procedures.reopen(reporter.request.pk, actor=actor, reason=reason, vouched=True)
        Request.objects.filter(pk=reporter.request.pk).update(round=F("round") + 1, updated_at=clock.now())
        notify.reopened(reporter.request)
