"""`gongzhi worktime START --plus "N UNIT"`: when a limit is due, by the official calendar. No database."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "worktime",
        help="when a limit is due, by the official calendar (调休 included)",
        description="Prints the day on which a limit is due, or the time where START has one. ' provisional' stands "
        "behind it where a year on the way has no official calendar yet. Hours are 09:00-12:00 and 13:00-17:00. "
        "No database. Bad input: exit 2 and a sentence.",
    )
    parser.add_argument("start", metavar="START", help="a date (2026-09-24) or a time (2026-09-24T10:30), in Shanghai")
    parser.add_argument(
        "--plus",
        required=True,
        metavar='"N UNIT"',
        help="UNIT: working minutes, working hours, working days, calendar days, months",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.core.worktime import Limit
    from gongzhi.site.cli import UsageError

    start = _start(args.start)
    try:
        text, provisional = _due(start, Limit.parse(args.plus))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"gongzhi worktime: {error}") from None
    print(f"{text} provisional" if provisional else text)
    return 0


def _start(text: str) -> date | datetime:
    from gongzhi.core.clock import SHANGHAI
    from gongzhi.site.cli import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise UsageError(
            f"gongzhi worktime: “{text[:60]}” is neither a date like 2026-09-24 nor a time like 2026-09-24T10:30."
        ) from None


def _due(start: date | datetime, limit: Any) -> tuple[str, bool]:
    from gongzhi.core.clock import SHANGHAI
    from gongzhi.core.worktime import national

    if isinstance(start, datetime):
        due = national().add(start, limit)
        return due.at.astimezone(SHANGHAI).isoformat(timespec="seconds"), due.provisional
    day, provisional = national().add_days(start, limit)
    return day.isoformat(), provisional
