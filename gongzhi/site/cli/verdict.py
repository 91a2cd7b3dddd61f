"""`gongzhi verdict RULE --date DATE --json COUNTS`: what a vote decided, by the rule of its day. No database."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongzhi.core.errors import DomainError
    from gongzhi.core.verdict import Reason, Verdict

NAMES = (
    "residents-assembly",
    "residents-representatives",
    "residents-election",
    "residents-recall",
    "party-vote",
    "party-election",
    "owners-general",
    "owners-special",
)


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "verdict",
        help="whether a vote passed, or who is elected, by the law of its day",
        description="COUNTS is JSON: entitled, present, for, against, abstained; owners also area_entitled, "
        "area_present, area_for; elections mode (voters, households, representatives: of residents' committees), "
        "entitled, present, ballots, seats, candidates {name: votes}, and runoff true for a second ballot. "
        "Prints one JSON object; passed means for an election that every seat is filled. No database. "
        "Counts that cannot be, or a day without a rule: exit 2 and a sentence.",
    )
    parser.add_argument("rule", metavar="RULE", choices=NAMES, help=", ".join(NAMES))
    parser.add_argument("--date", required=True, metavar="DATE", help="the day of the meeting or vote, 2026-03-02")
    parser.add_argument("--json", required=True, metavar="COUNTS", help='{"entitled": 100, "present": 51, "for": 26}')
    parser.add_argument(
        "--pack", default="base", metavar="PACK", help="a pack with rules of its own (default: the law)"
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the reasons")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.core.errors import Invalid
    from gongzhi.core.verdict import counts_of, decide, in_force
    from gongzhi.packs.loader import BadPack, load
    from gongzhi.site.cli import UsageError

    try:
        day = date.fromisoformat(args.date)
    except ValueError:
        raise UsageError(f"gongzhi verdict: “{args.date[:40]}” is not a day like 2026-03-02.") from None
    try:
        raw = json.loads(args.json, object_pairs_hook=_pairs)
        rules = in_force((r.rules() for r in load(args.pack).rule_sets), args.rule, day)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"gongzhi verdict: the counts are not JSON: {error}") from None
    except BadPack as error:
        raise UsageError(f"gongzhi verdict: {error}") from None
    if rules is None:
        raise UsageError(f"gongzhi verdict: no rule of {args.rule} was in force on {day}: the law set no shares then.")
    try:
        found = decide(rules, counts_of(raw, rules))
    except Invalid as error:
        raise UsageError(f"gongzhi verdict: {_sentence(error, args.lang)}") from None
    print(json.dumps(_shown(found, args.lang), ensure_ascii=False))
    return 0


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name that stands twice is a mistake: neither count may win unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _translator(lang: str) -> Any:
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans" if lang == "zh" else "en")
    return translation.gettext


def _sentence(error: DomainError, lang: str) -> str:
    text: str = _translator(lang)(error.message)
    return text % error.params if error.params else text


def _shown(found: Verdict, lang: str) -> dict[str, object]:
    from gongzhi.core.verdict import sentence, stored_reason

    say = _translator(lang)

    def reason(one: Reason) -> dict[str, object]:
        text = sentence(stored_reason(one), say)
        return {"text": text, "need": _json(one.need), "have": _json(one.have), "article": one.article}

    return {
        "valid": found.valid,
        "passed": found.passed,
        "elected": list(found.elected),
        "reasons": [reason(one) for one in found.reasons],
    }


def _json(number: Any) -> int | float:
    return int(number) if number.denominator == 1 else float(number)
