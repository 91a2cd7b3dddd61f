"""A whole story: lived, read, proved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TextIO

from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.stories import adjust, figures, live
from gongzhi.stories.world import local


def tell(
    pack: str, *, seed: int, begin: date, weeks: int, progress: TextIO | None = None, lang: str = "zh"
) -> dict[str, Any]:
    """Live `weeks` from `begin` in the present database, which must be empty; the JSON of the contract.

    `lang`: of what is said where it stops or a figure is off. Raises ValueError where something lives there already or
    the pack has no community, BadPack, Stopped where it cannot go on.
    """
    if places.Place.objects.exists():
        raise ValueError("This database is not empty: a story needs one of its own.")
    live.swift()
    start = local(begin, 0)
    end = start + timedelta(weeks=weeks)
    with live.on_stage(start, seed) as manual:
        world = live.begin(pack, manual, seed=seed, end=end, lang=lang)
        for week in range(1, weeks + 1):
            world.run(start + timedelta(weeks=week))
            if progress:
                print(f"week {week}: {len(world.cases)} requests", file=progress, flush=True)
        at_end = figures.snapshot(world)
        adjust.way_back(world)
        live.finish(world)
        rows = figures.as_json(figures.rows(world, at_end))
        live.settle_ledger()
        head = ledger.head()
    return {
        "pack": world.pack.name,
        "seed": seed,
        "rows": rows,
        "ledger": {"entries": head.size, "head": head.root},
    }
