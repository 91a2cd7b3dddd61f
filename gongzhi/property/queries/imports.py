"""A table of fee income, row by row: what would be saved, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.access.public import Actor, Permission
from gongzhi.core.errors import Invalid
from gongzhi.kit.errors import text_of as text_of_error
from gongzhi.kit.tables import Cells, Table, text_of
from gongzhi.places import public as places
from gongzhi.property.models import Estate, Income
from gongzhi.property.queries import estates as queries
from gongzhi.property.queries.labels import quarter_words
from gongzhi.property.rules import money, quarters
from gongzhi.property.rules.lines import IncomeLine, check_income

COLUMNS = {
    "estate": ("小区", "小区名称", "estate"), "quarter": ("季度", "期间", "quarter"),
    "due": ("应收", "应收(元)", "应收（元）", "应收金额", "due"),
    "collected": ("实收", "实收(元)", "实收（元）", "实收金额", "collected"),
}  # fmt: skip
MOST = 2000


@dataclass(frozen=True, slots=True)
class Looked:
    """A row of the table: `line` to be saved, None with `wrong` words; `was`: what stands there now."""

    row: int
    estate: str
    quarter: str
    due: str
    collected: str
    line: IncomeLine | None = None
    was: Income | None = None
    wrong: Invalid | None = None
    late: bool = False  # it is entered after the fact

    @property
    def words(self) -> str:
        """What is wrong, in the reader's language."""
        return text_of_error(self.wrong) if self.wrong is not None else ""

    @property
    def same(self) -> bool:
        """Whether this stands there already."""
        was, line = self.was, self.line
        return was is not None and line is not None and (was.due_fen, was.collected_fen) == (line.due, line.collected)


def look(table: Table, actor: Actor) -> list[Looked]:
    """What each row of a table says. Two queries. Raises Invalid (a column is missing, too many rows, none)."""
    at = _columns(table)
    return look_at([(n, {k: text_of(cells[i]) for k, i in at.items()}) for n, cells in _bounded(table)], actor)


def look_at(rows: Sequence[tuple[int, dict[str, str]]], actor: Actor) -> list[Looked]:
    """What each row says, a text by each key of `COLUMNS`. Two queries."""
    known: dict[str, list[Estate]] = {}
    for e in Estate.objects.filter(places.below(actor, Permission.PROPERTY_MANAGE)).select_related("place"):
        known.setdefault(e.name, []).append(e)
    ids = [e.pk for found in known.values() for e in found]
    held = {(i.estate_id, i.quarter): i for i in Income.objects.filter(estate__in=ids)}
    seen: set[tuple[int, object]] = set()
    return [_looked(n, cells, known, held, seen) for n, cells in rows]


def _columns(table: Table) -> dict[str, int]:
    names = [h.strip() for h in table.header]
    found = {k: next((i for i, h in enumerate(names) if h in words), -1) for k, words in COLUMNS.items()}
    missing = next((k for k, i in found.items() if i < 0), None)
    if missing is not None:
        raise Invalid("The column “%(name)s” is missing.", field="file", name=COLUMNS[missing][0])
    return found


def _bounded(table: Table) -> list[tuple[int, Cells]]:
    rows = []
    for row in table.rows():
        rows.append(row)
        if len(rows) > MOST:
            raise Invalid("At most %(n)s rows at once.", field="file", n=MOST)
    if not rows:
        raise Invalid("The file is empty.", field="file")
    return rows


def _looked(n: int, cells: dict[str, str], known: dict[str, list[Estate]], held: dict, seen: set) -> Looked:  # type: ignore[type-arg]
    plain = (n, cells["estate"], cells["quarter"], cells["due"], cells["collected"])
    try:
        estates = known.get(cells["estate"], [])
        if len(estates) != 1:
            raise Invalid("There is no such estate." if not estates else "Two estates have this name.")
        quarter = quarters.read(cells["quarter"])
        due, collected = money.read_fen(cells["due"]), money.read_fen(cells["collected"])
        check_income(quarter, due, collected)
        key = (estates[0].pk, quarter)
        if key in seen:
            raise Invalid("This quarter stands in the table twice.")
        seen.add(key)
        was = held.get(key)
        line = IncomeLine(estates[0].pk, quarter, due, collected, was.version if was else 0)
    except Invalid as error:
        return Looked(*plain, wrong=error)
    shown = (n, cells["estate"], quarter_words(quarter), money.yuan(due), money.yuan(collected))
    return Looked(*shown, line, was, late=was is None and queries.late(estates[0], quarter))
