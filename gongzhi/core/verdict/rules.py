"""The shape of a rule of decision: thresholds as exact shares, in force from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

MODES = ("voters", "households", "representatives")
ELECTIONS = ("residents-election", "party-election")
OWNERS = ("owners-general", "owners-special")


@dataclass(frozen=True, slots=True)
class Threshold:
    """`have` must be more than (`strict`), or at least, `share` of `of`. Both name counts: present, ballots …"""

    have: str
    of: str
    share: Fraction
    strict: bool
    article: str  # where it stands, as the record prints it

    def met(self, have: Fraction, base: Fraction) -> bool:
        """Whether it is reached; zero of zero never is."""
        bound = base * self.share
        return base > 0 and (have > bound if self.strict else have >= bound)

    def need(self, base: Fraction) -> int:
        """The least whole number that reaches it."""
        bound = base * self.share
        if self.strict:
            return int(bound // 1) + 1
        return -int(-bound // 1)


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule as it stands between two days (both included; None: without end)."""

    rule: str  # residents-assembly …: the name that `gongzhi verdict` takes
    title: str
    since: date | None = None
    until: date | None = None
    valid: tuple[Threshold, ...] = ()  # all must be met for the meeting or vote to count at all
    by_mode: Mapping[str, Threshold] | None = None  # who votes decides how many must take part
    passed: tuple[Threshold, ...] = ()  # all must be met
    elected: Threshold | None = None  # for each candidate
    runoff: Threshold | None = None  # for each candidate of a second ballot for seats left empty
    surplus: Fraction | None = None  # candidates beyond the seats, as a share of the seats; 0: one more
    surplus_article: str = ""


def in_force(rules: Iterable[Rules], rule: str, on: date) -> Rules | None:
    """The rule of that name on that day; of several the one that began last. None where none was in force."""
    fit = [r for r in rules if r.rule == rule and (r.since or on) <= on <= (r.until or on)]
    return max(fit, key=lambda r: r.since or date.min, default=None)
