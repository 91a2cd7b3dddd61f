"""`gongzhi docs`: the documentation that is written from the code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "docs",
        help="write the documentation that follows from the code",
        description="Writes docs/pack.schema.json (the JSON Schema of packs) and docs/configuration.md (every "
        "environment variable). With --check writes nothing and exits 1 where a file is not current.",
    )
    parser.add_argument("--to", type=Path, default=Path("docs"), metavar="DIR", help="the folder (default docs)")
    parser.add_argument("--check", action="store_true", help="only say what is not current")
    parser.set_defaults(run=run)


def pages() -> dict[str, str]:
    """Name and content of every generated page."""
    from gongzhi.packs.loader import schema_json
    from gongzhi.site.variables import markdown

    return {"pack.schema.json": schema_json(), "configuration.md": markdown()}


def run(args: argparse.Namespace) -> int:
    stale = 0
    for name, content in pages().items():
        file = args.to / name
        current = file.exists() and file.read_text(encoding="utf-8").rstrip("\n") == content.rstrip("\n")
        if current:
            continue
        stale += 1
        if args.check:
            print(f"{file} is not current: make docs", file=sys.stderr)
        else:
            args.to.mkdir(parents=True, exist_ok=True)
            file.write_text(content.rstrip("\n") + "\n", encoding="utf-8")
            print(f"wrote {file}", file=sys.stderr)
    return int(bool(stale and args.check))
