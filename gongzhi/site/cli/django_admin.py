"""`gongzhi django …`: Django's own commands (migrate, makemigrations, shell…)."""

from __future__ import annotations

import argparse
from typing import Any


def add(commands: Any) -> None:
    parser = commands.add_parser("django", help="Django's own commands, for developers", add_help=False)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongzhi django", *args.rest])
    return 0
