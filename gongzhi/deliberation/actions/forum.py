"""The discussion under a topic (网上论坛): answers of staff, reports, its closing. No likes, nothing that ranks people.

Who took part hears once that staff have answered and once that the discussion is closed, not of each comment."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, ActorKind, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Comment, Report, Topic
from gongzhi.deliberation.rules.topics import WORDS_MAX, Shown
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.places import public as places


def _runner(topic: Topic, actor: Actor) -> int:
    """The post by which the actor looks after the discussion. Raises Forbidden."""
    return post_for(actor, Permission.TOPIC_RUN, places.ancestors(topic.matter.place_id)).post_id


@transaction.atomic
def answer(topic: Topic, words: str, *, actor: Actor, reply_to: int | None = None, submission: str = "") -> Comment:
    """Staff answer in the name of their post, in public at once; to one comment, or to all.

    Raises Forbidden, Invalid, NotFound, NotAllowed (not in public), PersonalDataFound."""
    post = _runner(topic, actor)
    if submission and (sent := Comment.objects.filter(submission=submission).first()):
        return sent
    words = words.strip()
    if not 2 <= len(words) <= WORDS_MAX:
        raise Invalid("Say it in a few words.", field="words")
    if topic.shown != Shown.SHOWN:
        raise NotAllowed("This topic is not in public yet.")
    parent = head_of(topic, reply_to)
    disclosure.check_texts({"words": words}, "")
    made = Comment(
        topic=topic, step=topic.matter.step, words=words, state=Shown.SHOWN.value, post_id=post, reply_to=parent,
        submission=submission or None,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: events.Codes = {"comment": made.pk, "channel": "official", "step": made.step}
    ledger.record(events.COMMENTED, stream=topic.pk, actor=actor, codes=codes, texts={"words": words})
    _tell(topic, lambda: _("There is an answer in the discussion of “%(title)s”.") % {"title": topic.matter.title},
          "answered")  # fmt: skip
    return made


def head_of(topic: Topic, comment_id: int | None) -> Comment | None:
    """The comment that is replied to: one level, so that a reply to a reply joins the same thread. Raises NotFound."""
    if comment_id is None:
        return None
    found = Comment.objects.filter(topic=topic, pk=comment_id, state=Shown.SHOWN).select_related("reply_to").first()
    if found is None:
        raise NotFound("There is no such comment.")
    return found.reply_to or found


def _tell(topic: Topic, words: Callable[[], str], key: str) -> None:
    """Who proposed it and who said something, once each for this key."""
    said = Comment.objects.filter(topic=topic, person__isnull=False).order_by("person").values_list("person", flat=True)
    persons = sorted({p for p in (*said, topic.proposer_id) if p is not None})
    notices.tell(persons, words, key=f"forum-{key}-{topic.pk}", about=topic.pk, by_sms=False)


@transaction.atomic
def close(topic: Topic, *, reason: str, actor: Actor) -> None:
    """Nothing more is said; why stands in public. What was said stays. Raises Forbidden, Invalid, NotAllowed."""
    _runner(topic, actor)
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="words")
    disclosure.check_texts({"words": reason}, "")
    changed = Topic.objects.filter(pk=topic.pk, talk_closed_at=None)
    if not changed.update(talk_closed_at=clock.now(), talk_closed_why=reason.strip()[:300]):
        raise NotAllowed("The discussion is closed already.")
    texts = {"reason": reason.strip()}
    ledger.record(events.TALK_CLOSED, stream=topic.pk, actor=actor, codes={"closed": True}, texts=texts)
    _tell(topic, lambda: _("The discussion of “%(title)s” is closed: %(reason)s") % {
        "title": topic.matter.title, "reason": reason.strip()}, "closed")  # fmt: skip


@transaction.atomic
def reopen(topic: Topic, *, actor: Actor) -> None:
    """Something may be said again. Raises Forbidden, NotAllowed."""
    _runner(topic, actor)
    if not Topic.objects.filter(pk=topic.pk, talk_closed_at__isnull=False).update(
        talk_closed_at=None, talk_closed_why=""
    ):
        raise NotAllowed("The discussion is open.")
    ledger.record(events.TALK_CLOSED, stream=topic.pk, actor=actor, codes={"closed": False})


@transaction.atomic
def report(made: Comment, words: str, *, actor: Actor) -> None:
    """Somebody finds that a comment should not stand in public: it is looked at again. It stays until then.

    Raises Invalid, NotAllowed (official, reported already, looked at again already)."""
    if made.state != Shown.SHOWN or made.post_id is not None:
        raise NotAllowed("This cannot be reported.")
    if len(words.strip()) < 2:
        raise Invalid("Say why.", field="words")
    if Report.objects.filter(comment=made, kept=True).exists():
        raise NotAllowed("Somebody has looked at this again already; it stays.")
    person = actor.person_id if actor.kind is ActorKind.RESIDENT else None
    row = Report(comment=made, person_id=person, words=words.strip()[:300])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotAllowed("Somebody has reported this already. It is looked at again.") from None
    codes: events.Codes = {"comment": made.pk, "report": row.pk}
    texts, persons = {"words": row.words}, {"words": person} if person else {}
    ledger.record(events.COMMENT_REPORTED, stream=made.topic_id, actor=actor, codes=codes, texts=texts, persons=persons)


@transaction.atomic
def decide(row: Report, *, keep: bool, reason: str, actor: Actor) -> None:
    """A reported comment stays, or is taken out with the reason that its writer reads, who may appeal.

    Raises Forbidden, Invalid, Conflict."""
    made = row.comment
    by = post_for(actor, Permission.TOPIC_RUN, places.ancestors(made.topic.matter.place_id))
    if not keep and len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    if not Report.objects.filter(pk=row.pk, closed_at=None).update(closed_at=clock.now(), kept=keep, person=None):
        raise Conflict("Somebody else decided this meanwhile.")
    if not keep:
        Comment.objects.filter(pk=made.pk).update(
            state=Shown.REFUSED, reason=reason.strip()[:300], decided_by=by.appointment_id
        )
    codes: events.Codes = {"comment": made.pk, "report": row.pk, "kept": keep}
    texts = {"reason": reason.strip()} if reason.strip() else {}
    ledger.record(events.REPORT_DECIDED, stream=made.topic_id, actor=actor, codes=codes, texts=texts)
