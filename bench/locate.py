"""Point to grid among 100,000 outlines: points a second in bulk, one point on the hot path, memory of the process.

`python -m bench.locate [--grids 100000] [--points 100000]` uses a temporary SQLite, or DATABASE_URL if it is given
(a fresh, empty database). Prints one JSON object. The ratio is to bare look-ups by primary key in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from math import cos, isqrt, pi, sin
from pathlib import Path
from typing import Any

WEST, SOUTH, SIDE = 106.3, 26.2, 0.002
_PART = 25_000  # points a call, as an import would


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grids", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--step", choices=("fill", "measure"), help="(a process of its own each)")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    if args.step:
        print(json.dumps(fill(args.grids) if args.step == "fill" else measure(args.grids, args.points)))
        return
    print(json.dumps(run(args.grids, args.points), indent=1))


def run(grids: int, points: int) -> dict[str, Any]:
    """Fill in one process, measure in a fresh one, so that memory is the worker's alone."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as home:
        env = {**os.environ, "GONGZHI_VAR": home}
        env.setdefault("DATABASE_URL", f"sqlite:///{home}/bench.sqlite3")
        out: dict[str, Any] = {"database": env["DATABASE_URL"].split(":")[0], "grids": grids, "points": points}
        for step in ("fill", "measure"):
            call = [
                sys.executable,
                "-m",
                "bench.locate",
                "--step",
                step,
                "--grids",
                str(grids),
                "--points",
                str(points),
            ]
            done = subprocess.run(call, env=env, check=True, stdout=subprocess.PIPE, text=True)
            out |= json.loads(done.stdout.splitlines()[-1])
        return out


def outlines(grids: int) -> Iterator[list[list[float]]]:
    """Twelve-cornered outlines that touch their neighbours; every tenth is large."""
    across = isqrt(grids) + 1
    for n in range(grids):
        x, y = WEST + n % across * SIDE, SOUTH + n // across * SIDE
        reach = SIDE * (1.5 if n % 10 == 0 else 0.55)
        ring = [[x + reach * cos(a * pi / 6), y + reach * sin(a * pi / 6)] for a in range(12)]
        yield [*ring, ring[0]]


def fill(grids: int) -> dict[str, Any]:
    """A city with that many grids, by the import that everyone uses."""
    import django

    django.setup()
    from django.core.management import call_command

    from gongzhi.access.public import SYSTEM
    from gongzhi.places import public as places

    for app in ("people", "ledger", "places"):
        call_command("migrate", app, verbosity=0)
    parent = None
    for kind, code in (
        ("city", "520100"),
        ("county", "520103"),
        ("street", "520103001"),
        ("community", "520103001001"),
    ):
        parent = places.add_place(
            kind=kind, name=f"场{code}", code=code, parent_id=parent.pk if parent else None, actor=SYSTEM
        )
    started = time.perf_counter()
    with tempfile.NamedTemporaryFile("w", suffix=".geojsonl") as file:
        for n, ring in enumerate(outlines(grids)):
            names = {"code": f"52010300100{n:07d}", "name": f"第{n}网格", "parent": "520103001001", "kind": "grid"}
            line = {"type": "Feature", "properties": names, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            file.write(json.dumps(line) + "\n")
        file.flush()
        report = places.import_places(Path(file.name), actor=SYSTEM)
    assert report.added == grids, report
    return {"import_s": round(time.perf_counter() - started, 1)}


def measure(grids: int, points: int) -> dict[str, Any]:
    """Figures of a fresh process."""
    import django

    django.setup()
    from gongzhi.places import public as places
    from gongzhi.places.models import Place

    across = isqrt(grids) + 1
    chance = random.Random(1)
    span = across * SIDE
    spots = [(WEST + chance.random() * span, SOUTH + chance.random() * span) for _ in range(points)]
    places.locate_many(spots[:100])
    started = time.perf_counter()
    found = [f for n in range(0, points, _PART) for f in places.locate_many(spots[n : n + _PART])]
    bulk = points / (time.perf_counter() - started)
    hot = spots[:2_000]
    for spot in hot[:200]:
        places.locate(*spot)
    started = time.perf_counter()
    alone = [places.locate(*spot) for spot in hot]
    single = (time.perf_counter() - started) / len(hot)
    assert alone == found[: len(hot)]
    ids = list(Place.objects.values_list("pk", flat=True)[:2_000])
    started = time.perf_counter()
    for pk in ids:
        Place.objects.filter(pk=pk).values_list("pk", flat=True).first()
    bare = len(ids) / (time.perf_counter() - started)
    return {
        "bulk_points_per_s": round(bulk),
        "single_ms": round(single * 1000, 3),
        "bare_look_ups_per_s": round(bare),
        "bulk_to_bare": round(bulk / bare, 2),
        "in_a_grid": sum(1 for f in found if f.grid_id is not None),
        "rss_mb": _peak_rss_mb(),
    }


def _peak_rss_mb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main()
