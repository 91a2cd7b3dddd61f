"""The figures that a story proves, by row of the requirements: read through the pages' own queries, never counted by
the story; expected values are the pack's figures, or bounds that follow from the pack's shares."""

from __future__ import annotations

from gongzhi.stories.figures.advice import advise, title
from gongzhi.stories.figures.board import b4
from gongzhi.stories.figures.claimed import f1
from gongzhi.stories.figures.deliberation import deliberated
from gongzhi.stories.figures.elections import e9
from gongzhi.stories.figures.emergency import a15
from gongzhi.stories.figures.exchange import a14, a18
from gongzhi.stories.figures.handling import c1, c2
from gongzhi.stories.figures.homes import c7, c8
from gongzhi.stories.figures.mediated import mediated
from gongzhi.stories.figures.offices import a5, a6, a11, a16, a17
from gongzhi.stories.figures.receptions import c3
from gongzhi.stories.figures.said import said
from gongzhi.stories.figures.shape import Row, as_json
from gongzhi.stories.figures.snapshot import Snapshot, snapshot
from gongzhi.stories.figures.structure import a1, a2, a3, a4, a9, a10, a13
from gongzhi.stories.figures.together import a7, a8, a12
from gongzhi.stories.figures.walks import together, walks
from gongzhi.stories.figures.watch import c6, d7
from gongzhi.stories.world import World

__all__ = ["Row", "Snapshot", "as_json", "rows", "said", "snapshot", "title"]


def rows(world: World, at_end: Snapshot) -> dict[str, Row]:
    """All rows; `at_end` was taken when the last request had come in, the rest is read now."""
    found = {
        "A1": a1(world),
        "A2": a2(world),
        "A3": a3(world),
        "A4": a4(world),
        "A5": a5(world),
        "A6": a6(world),
        "A7": a7(world),
        "A8": a8(world),
        "A9": a9(world),
        "A10": a10(world),
        "A11": a11(world),
        "A12": a12(world),
        "A13": a13(world, at_end.areas),
        "A14": a14(world),
        "A15": a15(world),
        "A16": a16(world),
        "A17": a17(world),
        "A18": a18(world),
        "B4": b4(world),
        "C1": c1(world),
        "C2": c2(world, at_end),
        "C3": c3(world),
        "C5": Row(),  # of `walks` and `mediated`
        "C6": c6(world),
        "C7": c7(world),
        "C8": c8(world),
        "D7": d7(world),
        "E9": e9(world),
        "F1": f1(world),
        **walks(world),
        **together(world),
    }
    deliberated(world, found)
    mediated(world, found["C5"])
    told = {key: row for key, row in found.items() if row.figures}
    advise(world, told)
    return told
