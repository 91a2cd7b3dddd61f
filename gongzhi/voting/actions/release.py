"""Release: a closed poll is counted, its verdict found by the rule of its day, and both made public in one step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.core.verdict import counts_of, decide, stored
from gongzhi.ledger import public as ledger
from gongzhi.voting import events
from gongzhi.voting.models import Ballot, Poll, Result, Tally, Voice
from gongzhi.voting.policies import require_hold, require_within
from gongzhi.voting.queries.polls import poll, turnout_of
from gongzhi.voting.queries.released import released_text
from gongzhi.voting.queries.result import Outcome, result
from gongzhi.voting.queries.rules import rule_set_on
from gongzhi.voting.rules.words import BLANK, OTHER, WRITTEN, PollState, RegisterKind, Secrecy, VoiceState

if TYPE_CHECKING:
    from gongzhi.core.verdict import Rules

INVALID = "invalid"


@dataclass
class _Sum:
    """Counts by option, areas by option, voices by channel, how many ballots and how much area took part; by name who
    was written in."""

    counts: dict[str, int]
    areas: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    ballots: int = 0
    area: int = 0
    written: dict[str, int] = field(default_factory=dict)

    def add(self, choice: str, channel: str, times: int = 1, area: int = 0) -> None:
        for key in choice.split(",") if choice else [BLANK]:
            self.counts[key] += times
            self.areas[key] = self.areas.get(key, 0) + area
        self.channels[channel] = self.channels.get(channel, 0) + times
        self.ballots += times
        self.area += area


@transaction.atomic
def release(poll_id: int, *, actor: Actor, present: int | None = None, within: int | None = None) -> Outcome:
    """Make the result of a closed poll public: counts, verdict with every number and article, in the ledger.
    `present`: how many were there, of a meeting, if that was not said at the closing.
    `within` as in `close_poll`.

    Raises Forbidden (`vote:hold`), NotAllowed (not closed), Conflict (released already), Invalid (the counts cannot be,
    by the rule).
    """
    one = poll(poll_id)
    require_hold(actor, one)
    require_within(actor, one, within)
    changed = Poll.objects.filter(pk=poll_id, state=PollState.CLOSED.value).update(
        state=PollState.RELEASED.value, version=F("version") + 1
    )
    if not changed:
        if one.state == PollState.RELEASED:
            raise Conflict("The result is public already.")
        raise NotAllowed("Close the vote first.")
    if present is not None:
        one.present = min(present, one.electorate.rows)
        Poll.objects.filter(pk=poll_id).update(present=one.present)
    sums = _count(one)
    closed = one.closed_at or clock.now()
    day = clock.local(min(closed, one.closes_at)).date()
    found = rule_set_on(one.rule, day)
    if one.rule and found is None:
        raise Invalid("No such rule is in force.", field="rule")
    figures = _figures(one, sums, found.rules() if found else None)
    verdict = decide(found.rules(), counts_of(figures, found.rules())) if found else None
    kept = stored(verdict) if verdict else None
    entry = _record(one, sums, day.isoformat(), found.key if found else "", kept, actor)
    row = Result(
        poll=one, counts=sums.counts, areas=sums.areas if sums.area else {}, channels=sums.channels, figures=figures,
        rule_key=found.key if found else "", day=day, verdict=kept, entry=entry, released_by=actor.appointment_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("The result is public already.") from None
    return result(poll_id)


def _count(one: Poll) -> _Sum:
    sums = _Sum(dict.fromkeys([*one.keys, *([OTHER] if one.seats else []), BLANK, INVALID], 0))
    if one.secrecy == Secrecy.NAMED:
        rows = Voice.objects.filter(poll=one, state=VoiceState.COUNTED.value).order_by("id")
        for choice, channel, area in rows.values_list("choice", "channel", "elector__area").iterator(2000):
            sums.add(choice or "", channel, area=area or 0)
        return sums
    for choice in Ballot.objects.filter(poll_id=one.pk).order_by("id").values_list("choice", flat=True):
        sums.add(choice, "online")
    for tally in Tally.objects.filter(poll=one, state=VoiceState.COUNTED.value).order_by("channel"):
        for key in sums.counts:
            sums.counts[key] += tally.counts.get(key, 0)
        for name, n in sorted((k.removeprefix(WRITTEN), n) for k, n in tally.counts.items() if k.startswith(WRITTEN)):
            sums.written[name] = sums.written.get(name, 0) + n
        sums.channels[tally.channel] = sums.channels.get(tally.channel, 0) + tally.counts["ballots"]
        sums.ballots += tally.counts["ballots"]
    return sums


def _figures(one: Poll, sums: _Sum, rules: Rules | None) -> dict[str, Any]:
    """The counts as the rule asks for them; areas in square metres, exact, as texts."""
    present = max(one.present or 0, sums.ballots)
    figures: dict[str, Any] = {"entitled": one.electorate.rows, "present": present}
    kind = RegisterKind(one.electorate.kind)
    if rules is not None and rules.elected is not None:
        labels = {o["key"]: o["label"] for o in one.options}
        votes = {labels[k]: sums.counts[k] for k in one.keys}
        return figures | {"mode": kind.mode, "ballots": sums.ballots, "seats": one.seats or 1, "candidates": votes,
                          "runoff": one.runoff, **({"written": sums.written} if sums.written else {})}  # fmt: skip
    figures["for"] = sums.counts.get("for", 0)
    figures["against"] = sums.counts.get("against", 0)
    figures["abstained"] = sums.counts.get("abstain", 0) + sums.counts[BLANK] + sums.counts[INVALID]
    if kind is RegisterKind.OWNERS:
        whole = turnout_of(one).area_entitled
        areas = {"area_entitled": whole, "area_present": sums.area, "area_for": sums.areas.get("for", 0)}
        figures |= {name: str(Decimal(n) / 100) for name, n in areas.items()}
    if rules is not None and rules.rule == "residents-recall":
        figures["mode"] = kind.mode
    return figures


def _record(one: Poll, sums: _Sum, day: str, rule_key: str, kept: dict[str, Any] | None, actor: Actor) -> int:
    counts = " ".join(f"{k}={n}" for k, n in sums.counts.items())
    areas = " ".join(f"{k}={n}" for k, n in sums.areas.items()) if sums.area else ""
    articles = "；".join(dict.fromkeys(r["article"] for r in kept["reasons"])) if kept else ""
    text = released_text(one, sums.counts, sums.areas if sums.area else {}, kept)
    whole = hashlib.sha256(text.encode()).hexdigest()
    codes: dict[str, str | int | bool | None] = {
        "counts": counts if len(counts) <= 200 else None, "areas": areas if 0 < len(areas) <= 200 else None,
        "rule": rule_key, "day": day, "articles": articles[:200], "hash": whole,
    }  # fmt: skip
    if kept:
        codes |= {"valid": kept["valid"], "passed": kept["passed"], "elected": len(kept["elected"])}
    texts = {"counts": counts, "elected": "、".join(kept["elected"]) if kept else ""}
    return ledger.record(events.POLL_RELEASED, stream=one.pk, actor=actor, codes=codes, texts=texts)


@transaction.atomic
def override_result(poll_id: int, *, passed: bool, reason: str, actor: Actor, within: int | None = None) -> Outcome:
    """Set a verdict aside: who did it and why stands beside the result for everybody. Counts are never changed.

    Raises Forbidden (`vote:hold`), Invalid, NotAllowed (not released), Conflict (done already).
    """
    outcome = result(poll_id)
    require_hold(actor, outcome.poll)
    require_within(actor, outcome.poll, within)
    reason = reason.strip()
    if not 10 <= len(reason) <= 500:
        raise Invalid("Give the reasons in 10 to 500 characters; everybody will read them.", field="reason")
    if outcome.verdict is None or outcome.verdict["passed"] == passed:
        raise NotAllowed("The verdict says so already.")
    told = {"passed": passed, "reason": reason, "appointment": actor.appointment_id, "at": clock.now().isoformat()}
    if not Result.objects.filter(poll=poll_id, override__isnull=True).update(override=told):
        raise Conflict("This verdict has been set aside already.")
    codes = {"passed": passed, "verdict": bool(outcome.verdict["passed"])}
    ledger.record(events.POLL_OVERRIDDEN, stream=poll_id, actor=actor, codes=codes, texts={"reason": reason})
    return result(poll_id)
