"""The `gongzhi` command. Each subcommand is a module beside this file with `add(subparsers)`.

Commands without a database (worktime, pack …) never load Django, so that they answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = ("django_admin",)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `gongzhi …`; the exit code of the command (2: the call itself is off)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    parser = argparse.ArgumentParser(prog="gongzhi", description="Gongzhi (共治), the platform of an urban community.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"gongzhi.site.cli.{name}").add(commands)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
