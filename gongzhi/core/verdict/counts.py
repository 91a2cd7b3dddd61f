"""The counts of a meeting or a vote, checked: what cannot be is refused before any rule is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from gongzhi.core.errors import Invalid
from gongzhi.core.verdict.rules import MODES, Rules

WHOLE = ("entitled", "present", "for", "against", "abstained", "ballots", "seats")
AREAS = ("area_entitled", "area_present", "area_for")
# Each count with the one that it cannot exceed.
WITHIN = (
    ("present", "entitled"),
    ("ballots", "present"),
    ("area_present", "area_entitled"),
    ("area_for", "area_present"),
)


# What may be said of who votes, whether or not the rule of that day asks.
MODAL = ("residents-election", "residents-recall")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted. `numbers`: persons, ballots, square metres by name; candidates by name, in the order given;
    `written`: the same of people who stood on no ballot paper and were written in."""

    numbers: Mapping[str, Fraction]
    mode: str = ""
    candidates: Mapping[str, int] = field(default_factory=dict)
    runoff: bool = False
    written: Mapping[str, int] = field(default_factory=dict)

    def number(self, name: str) -> Fraction:
        """A count by its name, exact."""
        return self.numbers[name]


def counts_of(raw: object, rules: Rules) -> Counts:
    """The counts in a JSON object, as a rule asks for them. Raises Invalid with a sentence."""
    if not isinstance(raw, Mapping):
        raise Invalid("The counts must be one JSON object.")
    asked = _asked(rules)
    for name in raw:
        if name not in asked:
            raise Invalid("“%(name)s” is not a count of this rule.", field=str(name), name=str(name)[:40])
    numbers = {name: _number(raw, name) for name in (*WHOLE, *AREAS) if name in asked}
    for less, more in WITHIN:
        if less in numbers and more in numbers and numbers[less] > numbers[more]:
            raise Invalid(
                "“%(less)s” is %(n)s, more than “%(more)s”, %(m)s.",
                field=less, less=less, more=more, n=plain(numbers[less]), m=plain(numbers[more]),
            )  # fmt: skip
    if not numbers["entitled"]:
        raise Invalid("Nobody is entitled: there is nothing to decide.", field="entitled")
    _votes(numbers)
    votes, written = _candidates(raw, rules, numbers)
    return Counts(numbers, _mode(raw, rules), votes, _runoff(raw, rules), written)


def plain(number: Fraction) -> int | float:
    """For a record or JSON: a whole number where it is one."""
    return int(number) if number.denominator == 1 else float(number)


def _asked(rules: Rules) -> set[str]:
    if rules.elected is not None:
        return {"mode", "entitled", "present", "ballots", "seats", "candidates", "runoff", "written"}
    areas = set(AREAS) if any(t.have in AREAS for t in (*rules.valid, *rules.passed)) else set()
    return {"entitled", "present", "for", "against", "abstained", *areas, *(("mode",) if rules.rule in MODAL else ())}


def _number(raw: Mapping[str, object], name: str) -> Fraction:
    """Counts are whole; areas may have decimals, as a number or as text (so that no digit is lost)."""
    value = raw.get(name)
    if value is None:
        if name in ("against", "abstained"):
            return Fraction(0)
        raise Invalid("“%(name)s” is missing.", field=name, name=name)
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise InvalidOperation
        number = Decimal(str(value))
        if not number.is_finite() or number < 0 or number > 10**12 or (name not in AREAS and number % 1):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise Invalid(
            "“%(name)s” must be a number, not negative, whole unless it is an area.", field=name, name=name
        ) from None
    return Fraction(number)


def _votes(numbers: Mapping[str, Fraction]) -> None:
    if "for" not in numbers:
        return
    cast = numbers["for"] + numbers["against"] + numbers["abstained"]
    if cast > numbers["present"]:
        raise Invalid(
            "%(n)s votes from %(m)s present: more votes than people.",
            field="for", n=plain(cast), m=plain(numbers["present"]),
        )  # fmt: skip


def _mode(raw: Mapping[str, object], rules: Rules) -> str:
    """Who votes: must be said of a committee's election; a recall without it is by voters."""
    mode = raw.get("mode", MODES[0] if rules.elected is None or not rules.by_mode else None)
    if mode not in MODES:
        raise Invalid("“mode” must be one of %(modes)s.", field="mode", modes=", ".join(MODES))
    return str(mode)


def _runoff(raw: Mapping[str, object], rules: Rules) -> bool:
    value = raw.get("runoff", False)
    if not isinstance(value, bool):
        raise Invalid("“runoff” must be true or false.", field="runoff")
    if value and rules.runoff is None:
        raise Invalid("This rule knows no second ballot of its own.", field="runoff")
    return value


def _candidates(
    raw: Mapping[str, object], rules: Rules, numbers: Mapping[str, Fraction]
) -> tuple[dict[str, int], dict[str, int]]:
    """Votes of who stood on the ballot paper, and of who was written in."""
    if rules.elected is None:
        return {}, {}
    given, more = raw.get("candidates"), raw.get("written", {})
    for found in (given, more):
        if not isinstance(found, Mapping) or not all(isinstance(name, str) and name.strip() for name in found):
            raise Invalid("“candidates” must give each name its votes.", field="candidates")
    assert isinstance(given, Mapping)
    assert isinstance(more, Mapping)
    if twice := sorted(set(given) & set(more)):
        raise Invalid("%(name)s stands on the ballot paper.", field="written", name=twice[0])
    seats, ballots = int(numbers["seats"]), int(numbers["ballots"])
    if seats < 1:
        raise Invalid("“seats” must be at least 1.", field="seats")
    votes = {name: int(_number({name: given[name]}, name)) for name in given}
    need = fewest(rules, seats, runoff=_runoff(raw, rules))
    if len(votes) < need:
        raise Invalid(
            "%(n)s candidates for %(seats)s seats are too few: %(need)s are needed (%(article)s).",
            field="candidates", n=len(votes), seats=seats, need=need, article=rules.surplus_article,
        )  # fmt: skip
    written = {name: int(_number({name: more[name]}, name)) for name in more}
    for name, count in (votes | written).items():
        if count > ballots:
            raise Invalid(
                "%(name)s has %(n)s votes from %(m)s ballots.", field="candidates", name=name, n=count, m=ballots
            )
    whole = sum(votes.values()) + sum(written.values())
    if whole > ballots * seats:
        raise Invalid(
            "%(n)s votes on %(m)s ballots for %(seats)s seats: a ballot names no more people than there are seats.",
            field="candidates", n=whole, m=ballots, seats=seats,
        )  # fmt: skip
    return votes, written


def fewest(rules: Rules, seats: int, *, runoff: bool = False) -> int:
    """How many candidates the rule asks for: always at least one more than seats, where it asks for a choice at all."""
    if rules.surplus is None or runoff:
        return 1
    return seats + max(1, -int(-(rules.surplus * seats) // 1))
