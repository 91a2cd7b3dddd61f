"""A procedure as a flow chart: SVG with a title, a description and real text. Pure; words are handed in.

Steps stand one below the other in the order of the pack. An outcome that leads to the next step is a line down, one
that leaps ahead runs on the right, one that goes back on the left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from gongzhi.procedures.rules.model import END, Definition

BOX, HEAD, LINE, GAP = 220, 44, 22, 44  # width of a box, its height, one more outcome's height, space below
SIDE, LANE, PAD = 108, 14, 12  # room for words beside a box, width of a lane, margin


@dataclass(frozen=True, slots=True)
class Edge:
    """Outcomes from one row to another, drawn as one line."""

    start: int
    end: int
    text: str

    @property
    def side(self) -> int:
        """0 down to the next row, 1 ahead on the right, -1 back on the left."""
        return 0 if self.end == self.start + 1 else (1 if self.end > self.start else -1)


def draw(
    definition: Definition,
    notes: Mapping[str, str],
    *,
    end: str,
    description: str,
    watch: tuple[str, str] | None = None,
) -> str:
    """The chart. `notes`: step key → a line below its title (kind, limit); `end`: the word for the end; `watch`: who
    supervises all steps and what they may do, in a dashed box above. A join stands on two boxes behind it."""
    keys = [s.key for s in definition.steps]
    titles = [(s.title, notes.get(s.key, "")) for s in definition.steps]
    if any(o.next == END for s in definition.steps for o in s.outcomes):
        keys.append(END)
        titles.append((end, ""))
    edges = _edges(definition, keys)
    left = 1 + max((len(_lane(edges, -1)),), default=0)
    right = 1 + len(_lane(edges, 1))
    x = PAD + (SIDE + left * LANE if left > 1 else 0)
    tops, height = _rows(len(keys), edges, PAD + HEAD + PAD if watch else PAD)
    width = x + BOX + (SIDE + right * LANE if right > 1 else 0) + PAD
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="img" aria-labelledby="flow-t flow-d" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-size="14" font-family="inherit">',
        f'<title id="flow-t">{escape(definition.title)}</title><desc id="flow-d">{escape(description)}</desc>',
        '<defs><marker id="flow-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0L8 4L0 8z" fill="#455"/></marker></defs>',
    ]
    if watch:
        parts.append(_box(x, PAD, PAD + HEAD, *watch, dashed=True))
    joins = {s.key for s in definition.steps if s.join}
    for key, (top, bottom), title in zip(keys, tops, titles, strict=True):
        parts += [_frame(x + d, top - d, bottom - d) for d in (8, 4) if key in joins]
        parts.append(_box(x, top, bottom, *title))
    parts += _lines(edges, tops, x)
    return "".join([*parts, "</svg>"])


def _edges(definition: Definition, keys: list[str]) -> list[Edge]:
    joined: dict[tuple[int, int], list[str]] = {}
    for row, step in enumerate(definition.steps):
        for outcome in step.outcomes:
            joined.setdefault((row, keys.index(outcome.next)), []).append(outcome.title)
    return [
        Edge(a, b, (", " if all(map(str.isascii, texts)) else "、").join(texts)) for (a, b), texts in joined.items()
    ]


def _lane(edges: list[Edge], side: int) -> list[Edge]:
    """The edges of one side, the shortest nearest to the boxes."""
    return sorted((e for e in edges if e.side == side), key=lambda e: (abs(e.end - e.start), e.start))


def _exits(edges: list[Edge], row: int) -> list[Edge]:
    return [e for e in edges if e.start == row and e.side != 0]


def _rows(count: int, edges: list[Edge], y: int) -> tuple[list[tuple[int, int]], int]:
    rows = []
    for row in range(count):
        bottom = y + HEAD + LINE * max(len(_exits(edges, row)) - 1, 0)
        rows.append((y, bottom))
        y = bottom + GAP
    return rows, y - GAP + PAD


def _frame(x: int, top: int, bottom: int, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<rect x="{x}" y="{top}" width="{BOX}" height="{bottom - top}" rx="6" fill="#fff" stroke="#355"{dash}/>'


def _box(x: int, top: int, bottom: int, title: str, note: str, *, dashed: bool = False) -> str:
    middle = x + BOX // 2
    base = top + (19 if note else 27)
    text = f'<text x="{middle}" y="{base}" text-anchor="middle" font-weight="600" fill="#122">{escape(title)}</text>'
    if note:
        fit = f' textLength="{BOX - 16}" lengthAdjust="spacingAndGlyphs"' if _wide(note) > BOX - 16 else ""
        text += (
            f'<text x="{middle}" y="{top + 37}" text-anchor="middle" font-size="12" fill="#344"{fit}>'
            f"{escape(note)}</text>"
        )
    return _frame(x, top, bottom, dashed=dashed) + text


def _wide(note: str) -> float:
    """About how wide a note is at its size, in px."""
    return sum(12 if c > "\u2e7f" else 6.5 for c in note)


def _lines(edges: list[Edge], rows: list[tuple[int, int]], x: int) -> list[str]:
    parts = []
    middle = x + BOX // 2
    lanes = {side: {e: n for n, e in enumerate(_lane(edges, side))} for side in (-1, 1)}
    for edge in edges:
        bottom = rows[edge.start][1]
        target = rows[edge.end]
        if edge.side == 0:
            parts.append(_path(f"M{middle} {bottom}V{target[0]}"))
            parts.append(_text(middle + 8, bottom + GAP // 2 + 4, edge.text, 16))
            continue
        exits = _exits(edges, edge.start)
        y = rows[edge.start][0] + HEAD - 14 + LINE * exits.index(edge)
        face = x + BOX if edge.side > 0 else x
        lane = face + edge.side * (SIDE + LANE * lanes[edge.side][edge])
        into = target[0] + 10
        parts.append(_path(f"M{face} {y}H{lane}V{into}H{face}"))
        start = face + 6 if edge.side > 0 else face - SIDE + 4
        parts.append(_text(start, y - 5, edge.text, 8))
    return parts


def _path(d: str) -> str:
    return f'<path d="{d}" fill="none" stroke="#455" marker-end="url(#flow-a)"/>'


def _text(x: int, y: int, text: str, most: int) -> str:
    shown = text if len(text) <= most else text[: most - 1] + "…"
    full = f"<title>{escape(text)}</title>" if shown != text else ""
    return f'<text x="{x}" y="{y}" font-size="12" fill="#233">{full}{escape(shown)}</text>'
