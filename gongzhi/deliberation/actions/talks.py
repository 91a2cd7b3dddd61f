"""Rounds of talks on one subject: called, what was said written down, held or dropped; the talks closed.

All need `topic:run` at the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Agreed, Guest, Round, Said, Series, Topic
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.queries import talks as queries
from gongzhi.deliberation.rules.talks import SPOT, RoundState
from gongzhi.deliberation.rules.topics import ENTERED, Channel
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures


@dataclass(frozen=True, slots=True)
class TalksDraft:
    """The subject; `topic_id`: the topic that is talked over."""

    place_id: int
    subject: str
    words: str
    topic_id: int | None = None
    submission: str = ""


def begin(draft: TalksDraft, *, actor: Actor) -> Series:
    """Talks on a subject, in public from now on. Raises Forbidden, Invalid, PersonalDataFound, Conflict."""
    gardens.runner(actor, draft.place_id)
    wrong = {
        name: Invalid("Say it in a few words.", field=name)
        for name in ("subject", "words")
        if len(getattr(draft, name).strip()) < 2
    }
    if wrong:
        raise InvalidMany(wrong)
    by = queries.convener(actor, draft.place_id)
    disclosure.check_texts({"subject": draft.subject, "words": draft.words}, "")
    topic = Topic.objects.filter(pk=draft.topic_id, matter__place=draft.place_id).first() if draft.topic_id else None
    if draft.topic_id is not None and topic is None:
        raise NotFound("There is no such topic.")
    if draft.submission and (sent := Series.objects.filter(submission=draft.submission).first()):
        return sent
    made = Series(
        place_id=draft.place_id, post_id=by.post_id, topic=topic, subject=draft.subject.strip(),
        words=draft.words.strip(), submission=draft.submission or None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            codes: events.Codes = {"place": draft.place_id, "topic": draft.topic_id}
            texts = {"subject": made.subject, "words": made.words}
            ledger.record(events.TALKS_BEGUN, stream=made.pk, actor=actor, codes=codes, texts=texts, first=True)
    except IntegrityError:
        raise Conflict("There are talks on this topic already.") from None
    return made


def _open(series: Series, actor: Actor) -> None:
    gardens.runner(actor, series.place_id)
    if series.closed_at is not None:
        raise NotAllowed("These talks are closed.")


@transaction.atomic
def call(
    series: Series, *, starts_at: datetime, venue: str, sides: Sequence[str], posts: Sequence[int] = (), actor: Actor
) -> Round:
    """The next round; the posts that are invited hear of it. One at a time. Raises Forbidden, Invalid, NotAllowed."""
    _open(series, actor)
    if not venue.strip():
        raise Invalid("Say where it is.", field="venue")
    rules = queries.rules()
    if starts_at < clock.now() + timedelta(days=rules.notice_days):
        raise Invalid("Choose a time at least %(days)s days ahead.", field="starts_at", days=rules.notice_days)
    known = [s.key for s in rules.sides if s.key in sides]
    if not known:
        raise Invalid("Say who is invited.", field="sides")
    n = Round.objects.filter(series=series).count() + 1
    if n > rules.most_rounds:
        raise NotAllowed("There have been as many rounds as the rules allow: close the talks.")
    row = Round(series=series, n=n, starts_at=starts_at, venue=venue.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("A round is called already.") from None
    invited = [p for p, _label in queries.owners(series) if p in set(posts)]
    for side in known:
        Guest(round=row, side=side).save(force_insert=True)
    for post in invited:
        Guest(round=row, side="", post_id=post).save(force_insert=True)
    persons = [h for h in (orgs.holder_of(p).person_id for p in invited) if h is not None]
    when = f"{clock.local(starts_at):%Y-%m-%d %H:%M}"
    notices.tell(
        persons, lambda: _("You are invited to round %(n)s of the talks on “%(subject)s”: %(when)s, %(venue)s.") % {
            "n": n, "subject": series.subject, "when": when, "venue": row.venue},
        key=f"round-{row.pk}", about=series.pk,
    )  # fmt: skip
    codes: events.Codes = {"round": row.pk, "n": n, "at": when}
    ledger.record(events.ROUND_CALLED, stream=series.pk, actor=actor, codes=codes, texts={"venue": row.venue})
    return row


def under_way(series: Series, actor: Actor) -> Round:
    _open(series, actor)
    row = queries.current(series)
    if row is None or not queries.begun(row):
        raise NotAllowed("No round is under way: it is written down once its hour has come.")
    return row


@transaction.atomic
def say(series: Series, *, side: str, words: str, channel: str = SPOT, source: str = "", actor: Actor) -> Said:
    """What a side said in the round under way, on the spot or by paper, phone, at the door, on line with its source."""
    row = under_way(series, actor)
    if side not in {s.key for s in queries.rules().sides}:
        raise Invalid("Choose who said it.", field="side")
    if len(words.strip()) < 2:
        raise Invalid("Say it in a few words.", field="words")
    if channel not in {SPOT, *Channel}:
        raise Invalid("Say how it came.", field="channel")
    if channel in ENTERED and not source.strip():
        raise Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    disclosure.check_texts({"words": words}, "")
    made = Said(round=row, side=side, words=words.strip()[:2000], channel=channel, source=source.strip()[:200])
    made.save(force_insert=True)
    codes: events.Codes = {"round": row.pk, "side": side, "channel": channel}
    ledger.record(events.SAID, stream=series.pk, actor=actor, codes=codes, texts={"words": made.words})
    return made


@transaction.atomic
def unsay(series: Series, said_id: int, *, actor: Actor) -> None:
    """Written down by mistake, while the round is under way. Raises NotFound, NotAllowed."""
    row = under_way(series, actor)
    if not Said.objects.filter(pk=said_id, round=row).delete()[0]:
        raise NotFound("There is no such entry.")
    ledger.record(
        events.SAID, stream=series.pk, actor=actor, codes={"round": row.pk, "side": None, "channel": "removed"}
    )


@transaction.atomic
def hold(series: Series, *, came: Mapping[int, int], summary: str, outcome: str = "", actor: Actor) -> None:
    """The round is written down: how many of each side came, what it came to; with `outcome` its topic goes on.

    What was reported must have been looked at; what is not reported is carried over to the next round."""
    row = under_way(series, actor)
    guests = list(Guest.objects.filter(round=row).order_by("id"))
    present = {g.pk: came.get(g.pk, 0) for g in guests}
    if not any(present.values()):
        raise Invalid("Enter how many came.", field="summary")
    if any(n < 0 or n > 500 for n in present.values()):
        raise Invalid("Enter how many came.", field="summary")
    if len(summary.strip()) < 2:
        raise Invalid("Say what the round came to.", field="summary")
    waiting = [a["title"] for a in queries.agreed_of(series) if a["state"] == "reported" and a["n"] < row.n]
    if waiting:
        raise NotAllowed("Look first at what is reported: %(titles)s.", titles="、".join(waiting))
    disclosure.check_texts({"summary": summary}, "")
    for pk, n in present.items():
        Guest.objects.filter(pk=pk).update(came=n)
    changed = Round.objects.filter(pk=row.pk, state=RoundState.CALLED)
    if not changed.update(state=RoundState.HELD, summary=summary.strip(), closed_at=clock.now()):
        raise Conflict("Somebody else changed this round meanwhile.")
    codes: events.Codes = {"round": row.pk, "n": row.n, "present": sum(present.values())}
    ledger.record(events.ROUND_HELD, stream=series.pk, actor=actor, codes=codes, texts={"summary": summary.strip()})
    if outcome and series.topic is not None:
        if outcome not in dict(queries.outcomes(series, actor)):
            raise Invalid("Choose what it came to for the topic.", field="outcome")
        procedures.choose(series.topic.pk, outcome=outcome, actor=actor, internal_text=summary.strip())


@transaction.atomic
def drop(series: Series, *, reason: str, actor: Actor) -> None:
    """The round that was called does not take place; who was invited hears why. Nothing may have been agreed in it."""
    _open(series, actor)
    row = queries.current(series)
    if row is None:
        raise NotAllowed("No round is called.")
    if Agreed.objects.filter(round=row).exists():
        raise NotAllowed("This round has agreed on something: write it down instead.")
    if len(reason.strip()) < 2:
        raise Invalid("Say why.", field="reason")
    changed = Round.objects.filter(pk=row.pk, state=RoundState.CALLED)
    if not changed.update(state=RoundState.DROPPED, reason=reason.strip()[:200], closed_at=clock.now()):
        raise Conflict("Somebody else changed this round meanwhile.")
    posts = list(Guest.objects.filter(round=row, post__isnull=False).order_by("id").values_list("post", flat=True))
    persons = [h for h in (orgs.holder_of(p).person_id for p in posts) if h is not None]
    notices.tell(
        persons, lambda: _("Round %(n)s of the talks on “%(subject)s” does not take place: %(reason)s") % {
            "n": row.n, "subject": series.subject, "reason": reason.strip()}, key=f"dropped-{row.pk}", about=series.pk,
    )  # fmt: skip
    codes: events.Codes = {"round": row.pk, "n": row.n}
    ledger.record(events.ROUND_DROPPED, stream=series.pk, actor=actor, codes=codes, texts={"reason": reason.strip()})


@transaction.atomic
def close(series: Series, *, result: str, actor: Actor) -> None:
    """The talks are over, with what they came to; every agreement is struck off by then. Raises as it says."""
    _open(series, actor)
    if queries.current(series) is not None:
        raise NotAllowed("A round is called: hold it, or call it off.")
    if Agreed.objects.filter(series=series, struck_on=None).exists():
        raise NotAllowed("Something that was agreed is open: call another round.")
    if len(result.strip()) < 2:
        raise Invalid("Say what the talks came to.", field="result")
    disclosure.check_texts({"result": result}, "")
    if not Series.objects.filter(pk=series.pk, closed_at=None).update(closed_at=clock.now(), result=result.strip()):
        raise Conflict("These talks were closed meanwhile.")
    codes: events.Codes = {"rounds": Round.objects.filter(series=series, state=RoundState.HELD).count()}
    ledger.record(events.TALKS_CLOSED, stream=series.pk, actor=actor, codes=codes, texts={"result": result.strip()})
