"""Import places from a file: preview, then the good rows in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.ids import new_id, new_ids
from gongzhi.places import loader
from gongzhi.places.actions import shared
from gongzhi.places.actions.bulk import PlaceWriter
from gongzhi.places.actions.indexes import made_after
from gongzhi.places.loader import Line
from gongzhi.places.models import Place
from gongzhi.places.queries.tree import in_force
from gongzhi.places.rules import paths

Progress = Callable[[str, int], None]
OnWrong = Callable[[Line, Invalid], None]
_EVERY = 50_000
_AT_ONCE = 1_000
_MANY = 20_000  # rows, from which on indexes are made after them
_NO_PARENT = gettext_noop("There is no place with the code of the parent.")
_WRONG_PARENT = gettext_noop("The row of its parent is wrong.")


@dataclass(slots=True)
class ImportReport:
    """What a file holds, and what was done with it."""

    rows: int = 0
    added: int = 0
    already_there: int = 0
    wrong: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    committed: bool = False


@dataclass(slots=True)
class _Known:
    """An open place of the database that a row may hang under or repeat."""

    place_id: int
    path: str
    district: str
    name: str
    parent: str


def import_places(
    file: Path,
    *,
    actor: Actor,
    dry_run: bool = False,
    crs: str = "wgs84",
    starts_on: date | None = None,
    on_wrong: OnWrong = lambda line, why: None,
    progress: Progress = lambda what, rows: None,
) -> ImportReport:
    """Read the file twice: check every row, then write the good ones in one transaction (not with `dry_run`).

    A row that repeats an open place with the same name and parent counts as already there, so the same file may be
    imported again. `on_wrong` gets each bad row with its reason. Raises Forbidden, Invalid (the file as a whole).
    """
    shared.require_root(actor)
    known = _known()
    bad, report, parents = _check(file, crs, known, on_wrong, progress)
    if dry_run or not report.added:
        return report
    with transaction.atomic():
        day, whole = starts_on or clock.today(), report.added
        with ExitStack() as stack:
            if whole >= _MANY and not Place.objects.exists():
                stack.enter_context(made_after(lambda n, of: progress("indexed", whole * n // of)))
            written = _write(file, crs, day, known, bad, parents, progress)
        if written != report.added:
            raise Invalid("The file changed while it was read.", field="file")
        stream = new_id()
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        shared.note(shared.IMPORTED, stream=stream, actor=actor, codes={"rows": written}, texts={"file": digest})
    report.committed = True
    return report


def _known() -> dict[str, _Known]:
    rows = (
        Place.objects.filter(in_force())
        .exclude(code="")
        .values_list("code", "id", "path", "home_district", "name", "parent__code")
    )
    return {r[0]: _Known(r[1], r[2], r[3], r[4], r[5] or "") for r in rows.iterator(chunk_size=5_000)}


def _check(
    file: Path, crs: str, known: dict[str, _Known], on_wrong: OnWrong, progress: Progress
) -> tuple[set[int], ImportReport, set[str]]:
    """The rows not to write (by number), the report, and the codes that are somebody's parent."""
    report, bad = ImportReport(), set[int]()
    parent_of: dict[str, str] = {}

    def refuse(line: Line, why: Invalid) -> None:
        bad.add(line.row)
        report.wrong += 1
        on_wrong(line, why)

    for line in loader.lines(file, crs):
        report.rows += 1
        if report.rows % _EVERY == 0:
            progress("checked", report.rows)
        there = known.get(line.code)
        if line.problem is not None:
            refuse(line, line.problem)
        elif line.code in parent_of:
            refuse(line, Invalid("The code stands twice in the file.", field="code"))
        elif there is not None:
            if (there.name, there.parent) == (line.name, line.parent):
                bad.add(line.row)
                report.already_there += 1
            else:
                refuse(line, Invalid("The code belongs to another place already: %(name)s.", name=there.name))
        else:
            parent_of[line.code] = line.parent
            report.kinds[line.kind] += 1
    progress("checked", report.rows)
    lost = _unrooted(parent_of, known)
    if lost:  # read once more, so that the whole row can be named
        for line in loader.lines(file, crs):
            if line.code in lost and line.row not in bad:
                missing = line.parent not in parent_of
                why = _NO_PARENT if missing else _WRONG_PARENT
                refuse(line, Invalid(why, field="parent"))
                report.kinds[line.kind] -= 1
        for code in lost:
            del parent_of[code]
    report.added = len(parent_of)
    parents = set(parent_of.values())
    parents.discard("")
    return bad, report, parents


def _unrooted(parent_of: dict[str, str], known: dict[str, _Known]) -> set[str]:
    """The codes whose chain of parents ends nowhere, or runs in a circle."""
    rooted: dict[str, bool] = {}
    for start in parent_of:
        code, chain = start, dict[str, None]()
        while code and code not in known and code not in rooted and code in parent_of and code not in chain:
            chain[code] = None
            code = parent_of[code]
        good = not code or code in known or rooted.get(code, False)
        rooted.update(dict.fromkeys(chain, good))
    return {code for code, good in rooted.items() if not good}


def _write(
    file: Path,
    crs: str,
    starts_on: date,
    known: dict[str, _Known],
    bad: set[int],
    parents: set[str],
    progress: Progress,
) -> int:
    writer = PlaceWriter(starts_on)
    made: dict[str, tuple[int, str, str]] = {
        c: (k.place_id, k.path, k.district) for c, k in known.items() if c in parents
    }
    waiting: dict[str, list[Line]] = {}
    written = 0
    drawn: list[int] = []
    ready: list[Line] = []
    for first in loader.lines(file, crs):
        if first.row in bad or first.problem is not None:
            continue
        ready.append(first)
        while ready:
            line = ready.pop()
            if line.parent and line.parent not in made:
                waiting.setdefault(line.parent, []).append(line)
                continue
            parent_id, above, district = made[line.parent] if line.parent else (None, "", "")
            if not drawn:
                drawn = new_ids(_AT_ONCE)[::-1]
            new = drawn.pop()
            path = above + paths.join((new,))
            own = district if district and not district.endswith("00") else line.code[:6]
            if line.code in parents:
                made[line.code] = (new, path, own)
                ready += waiting.pop(line.code, [])
            writer.add(new, parent_id, path, own, code=line.code, kind=line.kind, name=line.name,
                       address=line.address, shape=line.shape, point=line.point)  # fmt: skip
            written += 1
            if written % _EVERY == 0:
                progress("written", written)
    writer.flush()
    progress("written", written)
    return written
