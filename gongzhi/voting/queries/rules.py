"""The rule set of the pack in force on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gongzhi.core.verdict import in_force
from gongzhi.packs import public as packs
from gongzhi.voting.rules.words import OBJECTION_DAYS, RULING_DAYS

if TYPE_CHECKING:
    from gongzhi.packs.schema.rulesets import RuleSet


def rule_set_on(rule: str, on: date) -> RuleSet | None:
    """The dated rule set of that name on that day; None where none was in force, or no rule is named."""
    if not rule:
        return None
    sets = packs.active().rule_sets
    plain = [s.rules() for s in sets]
    found = in_force(plain, rule, on)
    return sets[plain.index(found)] if found is not None else None


def rule_title(rule: str, on: date) -> str:
    """What the rule in force on that day is called; its name where none was."""
    found = rule_set_on(rule, on)
    return packs.named(found) if found is not None else rule


def rule_choices(on: date, *, elections: bool = True) -> list[tuple[str, str]]:
    """The rules in force on a day with their titles; those of elections too, unless told otherwise."""
    seen: dict[str, str] = {}
    for one in packs.active().rule_sets:
        found = rule_set_on(one.rule, on)
        if found is not None and (elections or found.elected is None):
            seen.setdefault(one.rule, packs.named(found))
    return list(seen.items())


def objection_days(rule: str, on: date) -> tuple[int, int]:
    """Days to object and days to rule on it."""
    found = rule_set_on(rule, on)
    return (
        (found.objection_days if found else None) or OBJECTION_DAYS,
        (found.ruling_days if found else None) or RULING_DAYS,
    )


def online_allowed(rule: str, on: date) -> bool:
    """Whether votes under the rule may be cast on line; without a rule (asking for opinions) they may."""
    found = rule_set_on(rule, on)
    return not rule or (found is not None and found.online)
