"""Counts by a rule: the verdict, with every number that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gongzhi.core.texts import N_
from gongzhi.core.verdict.counts import Counts, fewest
from gongzhi.core.verdict.rules import Rules, Threshold

# What the counts are called in a sentence.
NAMES = {
    "entitled": N_("those entitled"),
    "present": N_("present"),
    "ballots": N_("ballots cast"),
    "for": N_("votes for"),
    "area_entitled": N_("the whole area"),
    "area_present": N_("the area taking part"),
    "area_for": N_("the area for it"),
}
MORE = N_("%(what)s: %(have)s. More than %(share)s of %(whole)s (%(base)s) is needed, at least %(need)s.")
LEAST = N_("%(what)s: %(have)s. At least %(share)s of %(whole)s (%(base)s) is needed, that is %(need)s.")
MORE_AREA = N_("%(what)s: %(have)s m². More than %(share)s of %(whole)s (%(base)s m²) is needed.")
LEAST_AREA = N_("%(what)s: %(have)s m². At least %(share)s of %(whole)s (%(base)s m²) is needed.")
SURPLUS = N_("%(have)s candidates for %(seats)s seats; at least %(need)s are needed.")
TIED = N_("%(names)s have %(have)s votes each for %(left)s seats that are left: they are voted on again.")
CROWDED = N_("%(what)s: %(have)s votes, enough, but others have more and the %(seats)s seats are filled.")
EMPTY = N_("%(have)s of %(need)s seats are filled; the others are voted on again.")


@dataclass(frozen=True, slots=True)
class Reason:
    """One number that the verdict rests on. `text` is a msgid for `params`; those in `translate` are msgids too."""

    text: str
    params: Mapping[str, object]
    need: Fraction
    have: Fraction
    article: str
    met: bool
    translate: tuple[str, ...] = field(default=("what", "whole"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid`: enough took part. `passed`: adopted; of an election: all seats filled. `elected`: most votes first."""

    valid: bool
    passed: bool
    elected: tuple[str, ...]
    reasons: tuple[Reason, ...]


def decide(rules: Rules, counts: Counts) -> Verdict:
    """What the counts mean under the rule (`counts_of` made them for it)."""
    tests = [*rules.valid, *([rules.by_mode[counts.mode]] if rules.by_mode else [])]
    reasons = [_reason(t, counts) for t in tests]
    valid = all(r.met for r in reasons)
    if rules.elected is not None:
        return _election(rules, counts, valid, reasons)
    found = [_reason(t, counts) for t in rules.passed]
    return Verdict(valid, valid and all(r.met for r in found), (), (*reasons, *found))


def _reason(test: Threshold, counts: Counts) -> Reason:
    have, base = counts.number(test.have), counts.number(test.of)
    return _said(test, have, base, NAMES[test.have])


def _said(test: Threshold, have: Fraction, base: Fraction, what: str, *, name: bool = False) -> Reason:
    area = test.have.startswith("area_")
    text = (MORE_AREA if area else MORE) if test.strict else (LEAST_AREA if area else LEAST)
    need = base * test.share if area else Fraction(test.need(base))
    params = {
        "what": what, "have": _plain(have), "base": _plain(base), "need": _plain(need),
        "share": f"{test.share.numerator}/{test.share.denominator}", "whole": NAMES[test.of],
    }  # fmt: skip
    translate = ("whole",) if name else ("what", "whole")
    return Reason(text, params, need, have, test.article, test.met(have, base), translate)


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else round(float(number), 2)


def _election(rules: Rules, counts: Counts, valid: bool, reasons: list[Reason]) -> Verdict:
    seats = int(counts.number("seats"))
    if rules.surplus is not None and not counts.runoff:
        need, have = fewest(rules, seats), len(counts.candidates)
        params = {"have": have, "seats": seats, "need": need}
        reasons.append(Reason(SURPLUS, params, Fraction(need), Fraction(have), rules.surplus_article, True, ()))
    test = rules.runoff if counts.runoff else rules.elected
    assert test is not None  # of an election, and `counts_of` refuses a run-off where there is none
    base = counts.number(test.of)
    ranked = sorted((*counts.candidates.items(), *counts.written.items()), key=lambda c: -c[1])
    enough = []
    for name, votes in ranked:
        reason = _said(test, Fraction(votes), base, name, name=True)
        reasons.append(reason)
        if reason.met:
            enough.append((name, votes))
    elected, more = _seated(enough, seats, test.article)
    if not valid:
        return Verdict(False, False, (), tuple(reasons))
    if len(elected) < seats:
        params = {"have": len(elected), "need": seats}
        more.append(Reason(EMPTY, params, Fraction(seats), Fraction(len(elected)), test.article, False, ()))
    return Verdict(True, len(elected) == seats, tuple(elected), (*reasons, *more))


def _seated(enough: list[tuple[str, int]], seats: int, article: str) -> tuple[list[str], list[Reason]]:
    """Who takes a seat; equal votes for the last seats seat none of those who are equal."""
    if len(enough) <= seats:
        return [name for name, _ in enough], []
    last = enough[seats - 1][1]
    above = [name for name, votes in enough if votes > last]
    equal = [name for name, votes in enough if votes == last]
    said = []
    if len(above) + len(equal) > seats:
        left = seats - len(above)
        params = {"names": "、".join(equal), "have": last, "left": left}
        said.append(Reason(TIED, params, Fraction(left), Fraction(len(equal)), article, False, ()))
        seated = above
    else:
        seated = above + equal
    for name, votes in enough:
        if votes < last:
            params = {"what": name, "have": votes, "seats": seats}
            said.append(Reason(CROWDED, params, Fraction(last), Fraction(votes), article, False, ()))
    return seated, said
