"""`python -m bench.synthetic --requests 1000000 [--open 0.05] [--communities 31]`: fill the empty DATABASE_URL.

Everything is marked as synthetic: the pack's title at the head of every page, the name of the city, the words of every
request. Messages and submissions by programs are not written (they are swept away after their time). Times lie within
the last two years, after which the words of a request are forgotten.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

BATCH = 4000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--open", type=float, default=0.05, help="the share that is open")
    parser.add_argument("--communities", type=int, default=31)
    args = parser.parse_args()
    django.setup()
    print(json.dumps(load(args.requests, args.open, args.communities)))


def load(requests: int, share_open: float, communities: int) -> dict[str, float]:
    """Fill the database; seconds and numbers."""
    from django.core.management import call_command
    from django.db import transaction

    from bench.synthetic import copies, lives, templates, town, write
    from gongzhi.core import clock
    from gongzhi.insight import public as insight
    from gongzhi.ledger import public as ledger
    from gongzhi.ledger.models import Tree
    from gongzhi.places.models import Place
    from gongzhi.requests import public as requests_
    from gongzhi.stories.live import on_stage, swift

    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    if Place.objects.exists():
        raise SystemExit("This database is not empty.")
    swift()
    now = clock.now().replace(second=0, microsecond=0)
    with on_stage(now - timedelta(days=1000), 7) as manual:
        pack = town.install()
        with transaction.atomic():
            settled = town.build(pack, communities)
        _tell(begun, f"{communities} communities settled")
        manual.set(now - timedelta(days=lives.DAYS))
        lived = lives.live(lives.Stage(manual, settled), pack, now)
        ledger.sequence_all()
        requests_.index_words(10_000)
        _tell(begun, f"{len(lived)} requests lived")
    towns = _towns(settled, communities)
    out = write.writer()
    known = {pk: i for i, pk in enumerate(towns[0])}
    made = [
        templates.compile_life(life, pack.request_type(life.type_key).title, known, text=out.text) for life in lived
    ]
    chance = random.Random(5)
    live_now = sum(1 for life in lived if life.open)
    planned = copies.plans(made, requests - len(lived), round(requests * share_open) - live_now, len(towns), chance)
    tables = [m._meta.db_table for m in (*templates.TABLES, *copies.LEDGER)] + ["requests_words"]
    copier = copies.Copier(out, towns, settled.places["grid-01"], chance)  # reads before `begin` locks the tables
    out.begin(tables)
    for at, batch in copies.batches(planned, BATCH):
        copier.write(batch, at)
        if not at % (BATCH * 10):
            _tell(begun, f"{at + len(batch):,} written")
    from gongzhi.ledger.rules.verify_ledger import fold

    _tell(begun, "rows written; indexes")
    out.end(tables)
    Tree.objects.update(size=copier.size, root=fold(copier.frontier))
    ledger.sign_now()
    insight.rebuild()
    _tell(begun, "figures made; done")
    return {"requests": requests, "entries": copier.size, "seconds": round(time.perf_counter() - begun, 1)}


def _tell(begun: float, what: str) -> None:
    print(f"{time.perf_counter() - begun:7.1f} s  {what}", file=sys.stderr, flush=True)


def _towns(settled: Settled, communities: int) -> list[dict[int, int]]:
    """For each grid of each community: id in the model's first grid -> id there (places, posts, staff)."""
    from bench.synthetic.town import key_in

    sections = {g: (g - 1) // 3 + 1 for g in range(1, 13)}
    found = []
    for number in range(communities):
        for grid, section in sections.items():
            swap = {
                "grid-01": f"grid-{grid:02d}", "section-1": f"section-{section}", "worker-01": f"worker-{grid:02d}",
                "leader-1": f"leader-{section}",
            }  # fmt: skip
            row: dict[int, int] = {}
            for ids in (settled.places, settled.posts, settled.holders, settled.appointments):
                for key, value in ids.items():
                    if "@" in key:
                        continue
                    there = key_in(swap.get(key, key), number)
                    other = ids.get(there, value)  # of the district: the same everywhere
                    pairs = zip(value, other, strict=False) if isinstance(value, list) else [(value, other)]
                    row |= dict(pairs)
            found.append(row)
    return found


if __name__ == "__main__":
    main()
