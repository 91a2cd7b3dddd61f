"""Open, close and call off a poll."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.core.verdict.counts import fewest
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.voting import events
from gongzhi.voting.actions import keys
from gongzhi.voting.actions.objections import holders_among
from gongzhi.voting.actions.sealing import seal_rest
from gongzhi.voting.models import Elector, Poll, Tally, Voice
from gongzhi.voting.policies import require_hold, require_within
from gongzhi.voting.queries.polls import poll
from gongzhi.voting.queries.registers import register
from gongzhi.voting.queries.rules import online_allowed, rule_set_on
from gongzhi.voting.rules.words import (
    BLANK,
    Channel,
    PollState,
    RegisterKind,
    RegisterState,
    Secrecy,
    VoiceState,
    digest,
)

MOTION = ({"key": "for", "label": "同意"}, {"key": "against", "label": "不同意"}, {"key": "abstain", "label": "弃权"})


def open_poll(
    *,
    electorate: int,
    rule: str,
    question: str,
    options: Sequence[Mapping[str, str]] = MOTION,
    secrecy: str,
    channels: Sequence[str],
    opens_at: datetime,
    closes_at: datetime,
    about: int | None = None,
    actor: Actor,
    most: int = 1,
    seats: int = 0,
    runoff: bool = False,
    candidates: Sequence[int] = (),
    present: int | None = None,
) -> Poll:
    """Open a vote by a frozen register.

    `rule`: a name of the pack's rule sets, or empty where opinions are asked. `options`: key and label; the keys `for`,
    `against`, `abstain` are those of motions, candidates have keys of their own (`seats`: how many are elected).
    `candidates`: the electors who stand; they may hold no proxy. `present`: of a meeting, how many are there.
    Raises Forbidden (`vote:hold`), Invalid, NotAllowed.
    """
    found = register(electorate)
    require(actor, Permission.VOTE_HOLD, places.ancestors(found.place_id))
    if found.state != RegisterState.FROZEN:
        raise NotAllowed("Freeze the register first.")
    question = " ".join(question.split())
    if not 2 <= len(question) <= 200:
        raise Invalid("Write the question in 2 to 200 characters.", field="question")
    _check_options(options, most, seats)
    _check_ways(secrecy, channels, rule, opens_at, closes_at)
    _check_register(found.kind, found.published_on, rule, opens_at)
    _check_rule(rule, clock.local(closes_at).date(), [o["key"] for o in options], most, seats, runoff)
    if Elector.objects.filter(electorate=found, pk__in=list(candidates)).count() != len(set(candidates)):
        raise Invalid("A candidate does not stand in the register.", field="candidates")
    if holders_among(list(candidates)):
        raise NotAllowed("A candidate takes no proxy.")
    made = Poll(
        electorate=found, rule=rule, question=question, options=[dict(o) for o in options], most=most, seats=seats,
        runoff=runoff, candidates=sorted(candidates), secrecy=secrecy, channels=sorted(set(channels)),
        opens_at=opens_at, closes_at=closes_at, about=about, present=present,
    )  # fmt: skip
    secret = secrecy == Secrecy.SECRET and Channel.ONLINE in channels
    made.key = keys.make(made.pk) if secret else ""
    try:
        with transaction.atomic():
            _save(made, actor)
    except BaseException:
        keys.destroy(made.pk)
        raise
    return made


def _save(made: Poll, actor: Actor) -> None:
    made.save(force_insert=True)
    # keys are never drawn from a story's chance, so a story's ledger does not name them
    named = "" if entropy.is_seeded() or not made.key else hashlib.sha256(made.key.encode()).hexdigest()
    codes: dict[str, str | int | bool | None] = {
        "register": made.electorate_id, "rule": made.rule, "secrecy": made.secrecy,
        "channels": " ".join(made.channels), "opens": made.opens_at.isoformat(), "closes": made.closes_at.isoformat(),
        "options": len(made.options), "most": made.most, "seats": made.seats, "about": made.about, "key": named,
    }  # fmt: skip
    labels = "\n".join(f"{o['key']}: {o['label']}" for o in made.options)
    texts = {"question": made.question, "options": labels}
    ledger.record(events.POLL_OPENED, stream=made.pk, actor=actor, codes=codes, texts=texts, first=True)


def _check_options(options: Sequence[Mapping[str, str]], most: int, seats: int) -> None:
    names = [o.get("key", "") for o in options]
    if not 2 <= len(names) <= 50 and not (seats and names):
        raise Invalid("Give 2 to 50 choices.", field="options")
    fit = all(n and n.isascii() and n.replace("-", "").isalnum() and len(n) <= 30 and n != BLANK for n in names)
    if not fit or len(set(names)) != len(names) or sum(map(len, names)) + len(names) > 400:
        raise Invalid("The choices are not well formed.", field="options")
    labels = [o.get("label", "").strip() for o in options]
    if not all(labels) or len(set(labels)) != len(labels) or any(len(t) > 80 for t in labels):
        raise Invalid("Give each choice a name of its own, of at most 80 characters.", field="options")
    if not 1 <= most <= len(names):
        raise Invalid("So many cannot be chosen.", field="most")


def _check_ways(secrecy: str, channels: Sequence[str], rule: str, opens_at: datetime, closes_at: datetime) -> None:
    if secrecy not in set(Secrecy):
        raise Invalid("Choose how votes are given.", field="secrecy")
    if not channels or not set(channels) <= set(Channel):
        raise Invalid("Choose at least one way to vote.", field="channels")
    if not opens_at < closes_at or closes_at <= clock.now() or closes_at - opens_at > timedelta(days=366):
        raise Invalid("The end lies before the beginning, or is over.", field="closes_at")
    if rule and rule_set_on(rule, clock.local(closes_at).date()) is None:
        raise Invalid("No such rule is in force.", field="rule")
    if secrecy == Secrecy.SHOW and set(channels) != {Channel.MEETING}:
        raise Invalid("Hands are shown in a meeting.", field="channels")
    if secrecy == Secrecy.SECRET and {Channel.PHONE, Channel.DOOR} & set(channels):
        raise Invalid("A secret vote is not given by phone or at the door.", field="channels")
    if Channel.ONLINE in channels and not online_allowed(rule, clock.local(closes_at).date()):
        raise NotAllowed("The rule of this vote does not allow it on line: it asks for booths or for being present.")


def _check_register(kind: str, published_on: date | None, rule: str, opens_at: datetime) -> None:
    day = clock.local(opens_at).date()
    found = rule_set_on(rule, day)
    days = (found.roll_days if found is not None else None) or 0
    if days and (published_on is None or published_on > day - timedelta(days=days)):
        raise NotAllowed("The register must have been public for %(n)s days before the vote.", n=days)
    if rule.startswith("owners-") != (kind == RegisterKind.OWNERS) and rule:
        raise Invalid("This rule is for another kind of register.", field="rule")


def _check_rule(rule: str, day: date, names: Sequence[str], most: int, seats: int, runoff: bool) -> None:
    """What the rule asks of the choices, now and not when the ballots are counted."""
    found = rule_set_on(rule, day)
    if found is None:
        return
    rules = found.rules()
    if rules.elected is None:
        if "for" not in names:
            raise Invalid("By this rule one votes for or against: leave the choices as they are.", field="options")
        return
    if not seats >= 1 or most > seats:
        raise Invalid("Say how many seats there are; a ballot names no more people than that.", field="seats")
    need = fewest(rules, seats, runoff=runoff)
    if len(names) < need:
        raise Invalid(
            "%(n)s candidates for %(seats)s seats are too few: %(need)s are needed (%(article)s).",
            field="options", n=len(names), seats=seats, need=need, article=rules.surplus_article,
        )  # fmt: skip


@transaction.atomic
def close_poll(poll_id: int, *, actor: Actor, present: int | None = None, within: int | None = None) -> Poll:
    """Close a poll: nobody votes any more, the last secret ballots are sealed, the key is destroyed. `present`: how
    many were there, of a meeting. `within`: the id of what the poll is about, where that closes it. Raises Forbidden,
    NotAllowed (an entry waits for its second person; the poll belongs to something), Conflict, Invalid.
    """
    one = poll(poll_id)
    require_hold(actor, one)
    require_within(actor, one, within)
    if actor != SYSTEM and one.state == PollState.OPEN and clock.now() < one.opens_at:
        raise NotAllowed("The vote has not begun. Call it off instead.")
    entitled = one.electorate.rows
    if present is not None and not 0 <= present <= entitled:
        raise Invalid("More were present than are entitled.", field="present")
    counted = {} if present is None else {"present": present}
    changed = Poll.objects.filter(pk=poll_id, state=PollState.OPEN.value).update(
        state=PollState.CLOSED.value, closed_at=clock.now(), version=F("version") + 1, **counted
    )
    if not changed:
        raise Conflict("This vote is closed already.")
    if Voice.objects.filter(poll=one).exclude(state=VoiceState.COUNTED.value).exists():
        raise NotAllowed("Some votes were entered by one person only, or differently by two. Settle them first.")
    if Tally.objects.filter(poll=one).exclude(state=VoiceState.COUNTED.value).exists():
        raise NotAllowed("A count was entered by one person only, or differently by two. Settle it first.")
    seal_rest(one)
    voices = Voice.objects.filter(poll=one).order_by("elector")
    hashed = digest(voices.values_list("elector", "channel", "choice", "salt").iterator(2000))
    codes: dict[str, str | int | bool | None] = {"voices": voices.count(), "hash": hashed, "present": present}
    ledger.record(events.POLL_CLOSED, stream=poll_id, actor=actor, codes=codes)
    return poll(poll_id)


@transaction.atomic
def cancel_poll(poll_id: int, *, reason: str, actor: Actor, within: int | None = None) -> Poll:
    """Call a poll off, with a reason; nothing of it is counted. `within` as in `close_poll`. Raises Forbidden, Invalid,
    NotAllowed, Conflict."""
    one = poll(poll_id)
    require_hold(actor, one)
    require_within(actor, one, within)
    if len(reason.strip()) < 2:
        raise Invalid("Give a reason.", field="reason")
    changed = Poll.objects.filter(pk=poll_id, state=PollState.OPEN.value).update(
        state=PollState.CANCELLED.value, closed_at=clock.now(), version=F("version") + 1
    )
    if not changed:
        raise Conflict("This vote is closed already.")
    ledger.record(events.POLL_CANCELLED, stream=poll_id, actor=actor, codes={}, texts={"reason": reason.strip()})
    transaction.on_commit(lambda: keys.destroy(poll_id))
    return poll(poll_id)
