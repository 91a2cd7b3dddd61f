"""The `gongzhi` command. Each module beside this file brings subcommands by `add(commands)`.

Modules import nothing heavy at their top (Django only inside `run`), so that commands without a database
(worktime, pack …) answer at once; a test holds this.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module


class UsageError(Exception):
    """The call itself is off: the sentence is printed and the exit code is 2."""


def modules() -> list[str]:
    """The names of the modules that bring subcommands, in order."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith(("_", "tests")))


def main(argv: Sequence[str] | None = None) -> int:
    """Run `gongzhi …`; the exit code of the command (2: the call itself is off)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    parser = argparse.ArgumentParser(prog="gongzhi", description="Gongzhi (共治), the platform of an urban community.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in modules():
        import_module(f"gongzhi.site.cli.{name}").add(commands)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args) or 0)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
