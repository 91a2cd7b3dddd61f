"""Point to grid among 100,000 outlines: points a second in bulk, one point on the hot path, memory of the process.

`python -m bench.locate [--databases sqlite postgres] [--grids 100000] [--points 100000]` makes the city in one process
and measures in a fresh one, on a fresh database of each kind, and prints one JSON object. `base_mb` is the memory with
the settings loaded and nothing done, `peak_mb` the most that the process ever held. The ratio is to bare look-ups by
primary key in the same run, so that it says the same on a busy machine; so does the rate a second of the process's own
processor time (PostgreSQL's server works beside it).
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
from collections.abc import Iterator, Sequence
from itertools import islice
from math import cos, isqrt, pi, sin
from pathlib import Path
from typing import Any

from bench.databases import KINDS, fresh, rss_mb

WEST, SOUTH, SIDE = 106.3, 26.2, 0.002
_HOT = 2_000  # points asked for one by one


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.locate", description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--grids", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--step", choices=("fill", "measure"), help="(a process of its own each)")
    args = parser.parse_args(argv)
    if args.step:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
        print(json.dumps(fill(args.grids) if args.step == "fill" else measure(args.grids, args.points)))
        return
    print(json.dumps({kind: run(kind, args.grids, args.points) for kind in args.databases}, indent=1))


def run(kind: str, grids: int, points: int) -> dict[str, Any]:
    """The figures on a fresh database of this kind."""
    out: dict[str, Any] = {"grids": grids, "points": points}
    with fresh(kind) as env:
        for step in ("fill", "measure"):
            words = ["--step", step, "--grids", str(grids), "--points", str(points)]
            call = [sys.executable, "-m", "bench.locate", *words]
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


def spots(grids: int, points: int) -> Iterator[tuple[float, float]]:
    """Points scattered over the city, the same ones each time."""
    chance = random.Random(1)
    span = (isqrt(grids) + 1) * SIDE
    for _ in range(points):
        yield WEST + chance.random() * span, SOUTH + chance.random() * span


def measure(grids: int, points: int) -> dict[str, Any]:
    """Figures of a fresh process."""
    import django

    django.setup()
    from gongzhi.places import public as places
    from gongzhi.places.models import Place

    base = rss_mb()
    hot = list(spots(grids, _HOT))
    places.locate_many(hot[:100])
    started, spent = time.perf_counter(), time.process_time()
    in_a_grid = sum(1 for found in places.locations_of(spots(grids, points)) if found.grid_id is not None)
    bulk = points / (time.perf_counter() - started)
    bulk_cpu = points / (time.process_time() - spent)
    after = rss_mb()
    for spot in hot[:200]:
        places.locate(*spot)
    started = time.perf_counter()
    alone = [places.locate(*spot) for spot in hot]
    single = (time.perf_counter() - started) / len(hot)
    assert alone == list(islice(places.locations_of(spots(grids, points)), _HOT))
    ids = list(Place.objects.values_list("pk", flat=True)[:_HOT])
    started = time.perf_counter()
    for pk in ids:
        Place.objects.filter(pk=pk).values_list("pk", flat=True).first()
    bare = len(ids) / (time.perf_counter() - started)
    return {
        "bulk_points_per_s": round(bulk),
        "bulk_points_per_own_cpu_s": round(bulk_cpu),
        "single_ms": round(single * 1000, 3),
        "bare_look_ups_per_s": round(bare),
        "bulk_to_bare": round(bulk / bare, 2),
        "single_to_bare": round(1 / single / bare, 2),
        "in_a_grid": in_a_grid,
        "base_mb": base,
        "after_bulk_mb": after,
        "peak_mb": rss_mb(field="VmHWM"),
    }


if __name__ == "__main__":
    main()
