"""`gongzhi bench`: the benchmarks of a source checkout."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from gongzhi.site.cli import UsageError

_SOURCES = Path(__file__).resolve().parents[3]


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure speed and memory on this machine",
        description="Runs the benchmarks, each in a process of its own on a fresh database of its own (SQLite, and "
        "PostgreSQL from its wheel); your data is not touched. Rates stand beside raw rates of the same run, so that "
        "they say the same on a busy machine. One JSON object a benchmark on stdout. They come with the sources, not "
        "with the wheel: run it in a checkout after `make install`. What was measured, and what each figure means: "
        "docs/performance.md. Exit 0, 1 if one failed, 2 if the call is off or there are no sources.",
    )
    parser.add_argument("--quick", action="store_true", help="small numbers, in about a minute")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="which ones (a wrong name lists them); all where none is named"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if not (_SOURCES / "bench" / "__main__.py").is_file():
        raise UsageError("The benchmarks come with the sources: get them, run `make install`, then `gongzhi bench`.")
    call = [sys.executable, "-m", "bench", *(["--quick"] if args.quick else []), *args.parts]
    return subprocess.run(call, cwd=_SOURCES, check=False).returncode  # noqa: S603 - our own module
