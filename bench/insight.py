"""The leader's page at size: each level by week, month and year, and the lists behind its numbers, whole pages.

`python -m bench.insight [--quick] [--database postgres|sqlite|both] [--sizes 10000,1000000] [--keep FOLDER]`: the
databases of `bench.lists` (loaded now where they are not kept), the pages through Django's test client as the hotline's
supervisor: everything that a request passes but the socket. Milliseconds a page, those of the processor (with
PostgreSQL's) apart, statements, growth. What misses a bar stands in bold.
"""

from __future__ import annotations

import html
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from bench.lists import BAR_GROWTH, BAR_MS, at_sizes

TURNS = 7
WARM = 6  # PostgreSQL plans a statement anew the first five times
PERIODS = ("week", "month", "year")
SAID = {
    "place": "",
    "until": "",
    "done_until": "",
    "entered": "",
    "since": "came",
    "done_since": "closed",
    "type": "of a type",
}


def main() -> None:
    at_sizes("bench.insight", __doc__, measure, table)


def measure() -> dict[str, Any]:
    """Each page of the present database."""
    import django

    django.setup()
    from django.conf import settings

    import gongzhi.site.wsgi  # noqa: F401 - the collector as it is where pages are served

    settings.ALLOWED_HOSTS = ["*"]
    settings.PACK_RECHECK_SECONDS = 3600
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.pages import Reader

    reader, spent = Reader("supervisor"), _spent()
    out: dict[str, Any] = {}
    for name, path in _pages(reader):
        wall, cpu = [], []
        for _turn in range(WARM):
            reader.client.get(path)
        for _turn in range(TURNS):
            begun, used = time.perf_counter(), spent()
            answer = reader.client.get(path)
            wall.append((time.perf_counter() - begun) * 1000)
            cpu.append((spent() - used) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
        with CaptureQueriesContext(connection) as made:
            reader.client.get(path)
        out[name] = {
            "p50": round(statistics.median(wall), 1),
            "p95": round(sorted(wall)[int(TURNS * 0.95)], 1),
            "cpu": round(statistics.median(cpu), 1),
            "statements": len(made),
        }
    return out


def _spent() -> Callable[[], float]:
    """Seconds of the processor so far: of this process, and of PostgreSQL's for it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9


def _pages(reader: Any) -> Iterator[tuple[str, str]]:
    """Names and addresses: every level by every period, then one list behind each kind of number of the year's page."""
    from gongzhi.insight.queries.figures import NO_PAGE, places_of
    from gongzhi.places import public as places

    below: list[Any] = places_of(reader.actor)
    while below and below[0].kind not in NO_PAGE:
        place = below[0]
        for period in PERIODS:
            yield f"{place.kind}, {period}", f"/desk/insight/?place={place.pk}&period={period}"
        page = reader.client.get(f"/desk/insight/?place={place.pk}&period=year").content.decode()
        kinds: dict[str, str] = {}
        for path in re.findall(r'href="(/desk/requests/\?[^"]+)"', page):
            query = dict(parse_qsl(html.unescape(path).partition("?")[2]))
            said = [SAID.get(key) or f"{key} {value}" for key, value in query.items() if SAID.get(key) != ""]
            if query.get("place") == str(place.pk) and not ("type" in query and len(said) > 3):
                kinds.setdefault(", ".join(said), html.unescape(path))
        yield from ((f"{place.kind}, list: {kind}", path) for kind, path in kinds.items())
        below = places.children(place.pk)


def table(database: str, found: dict[int, dict[str, Any]]) -> str:
    """Rows of Markdown; what misses a bar is marked."""
    sizes = sorted(found)
    low, high = sizes[0], sizes[-1]
    head = "".join(f" {n:,}: p50 / p95 / processor |" for n in sizes)
    lines = [f"### {database}", "", f"| page |{head} growth | statements |", "|---" * (len(sizes) + 3) + "|"]
    names = [name for name in found[high] if all(name in found[n] for n in sizes)]
    missed = 0
    for name in names:
        cells = [found[n][name] for n in sizes]
        growth = cells[-1]["cpu"] / max(cells[0]["cpu"], 1.0)
        bad = cells[-1]["cpu"] > BAR_MS or growth > BAR_GROWTH
        missed += bad
        mark = "**" if bad else ""
        text = "".join(f" {c['p50']} / {c['p95']} / {c['cpu']} |" for c in cells)
        lines.append(f"| {mark}{name}{mark} |{text} {growth:.2f} | {cells[-1]['statements']} |")
    lines += ["", f"{len(names)} pages, {missed} beyond a bar ({BAR_MS:.0f} ms of the processor, {BAR_GROWTH} times"
              f" from {low:,} to {high:,}).", ""]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
