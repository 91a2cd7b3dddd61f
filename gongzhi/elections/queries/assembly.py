"""The assembly as its page shows it: who came, the quorum, which ballot runs, how far the count is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from gongzhi.core.verdict.decide import LEAST, MORE, NAMES
from gongzhi.elections.models import Election
from gongzhi.elections.queries.elections import polls, present, rule_set
from gongzhi.voting import public as voting


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many came, how many are entitled, and each condition of the rule that speaks of those who came."""

    present: int
    entitled: int
    enough: bool
    words: list[str]


def quorum(election: Election) -> Quorum:
    """As it stands now."""
    here = present(election)
    register = election.electorate
    entitled = (register.rows or voting.size_of(register.pk).rows) if register is not None else 0
    rules = rule_set(election).rules()
    tests = [*rules.valid]
    if rules.by_mode and register is not None:
        tests.append(rules.by_mode[voting.RegisterKind(register.kind).mode])
    enough, words = bool(here), []
    for test in tests:
        met = test.met(
            Fraction(here), Fraction(entitled)
        )  # ballots come from those who are here: fewer cannot be enough
        enough = enough and met
        params = {
            "what": _(NAMES["present"]), "have": here, "base": entitled, "whole": _(NAMES["entitled"]),
            "share": f"{test.share.numerator}/{test.share.denominator}", "need": test.need(Fraction(entitled)),
        }  # fmt: skip
        words.append(f"{_(MORE if test.strict else LEAST) % params}（{test.article}）")
    return Quorum(here, entitled, enough, words)


def running(election: Election) -> voting.Poll | None:
    """The ballot that is open, or closed and not released."""
    over = (voting.PollState.RELEASED, voting.PollState.CANCELLED)
    return next((p for p in polls(election) if p.state not in over), None)


def was_given(poll: voting.Poll | None, elector_id: int) -> bool:
    """Whether the voter has a ballot paper."""
    return poll is not None and voting.Voice.objects.filter(poll=poll, elector=elector_id).exists()


def count_state(election: Election) -> str:
    """ "" (no ballot), waiting, entered (by one person), disputed, counted."""
    poll = running(election)
    if poll is None:
        return ""
    there = voting.tallies_of(poll.pk)
    return there[0].state if there else "waiting"


def outcomes(election: Election) -> list[voting.Outcome]:
    """The ballots that are released, in order."""
    return [voting.result(p.pk) for p in polls(election) if p.state == voting.PollState.RELEASED]
