"""A lived request's rows as a compiled function: one call gives the rows of a copy, for the driver as it wants them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import BinaryField, JSONField, Model

from bench.synthetic.lives import Life
from gongzhi.disclosure.models import Posting
from gongzhi.ledger.models import Entry, Opening
from gongzhi.people.models import Contact, Person
from gongzhi.procedures.models import NEVER, Clock, Escalation, Matter, Move, Standing
from gongzhi.requests.models import Rating, Reporter, Request
from gongzhi.requests.rules import spoken

TABLES: tuple[type[Model], ...] = (
    Person, Contact, Matter, Clock, Move, Standing, Escalation, Request, Reporter, Rating, Posting,
)  # fmt: skip
SPOT = ("lon", "lat", "near_cell")
ID_BITS, OWN_MOST = 22, 128
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


@dataclass(slots=True)
class Template:
    """`ids`: (milliseconds, ordinal) of every own row; `times`, `stamps` (ms of the ledger), `mapped` (ids of places,
    posts and staff of the model community). `make(I, T, X, A, M, N, S, TI, DE, AD, CH, P, C)` gives a text or a list of
    rows for each of `TABLES`; `codes` and `texts` what the entries of the ledger hold."""

    life: Life
    opened_at: datetime
    type_title: str
    ids: list[tuple[int, int]]
    times: list[datetime]
    isos: list[datetime]
    stamps: list[int]
    mapped: list[int]
    contacts: list[int]  # the ordinals of own contacts
    entries: list[dict[str, Any]]
    make: Callable[..., Sequence[Any]]
    codes: Callable[..., Sequence[str]]


class _Source:
    """Collects what varies, and writes values as Python source."""

    def __init__(self, life: Life, text: bool, known: dict[int, int]) -> None:
        self.text, self.known = text, known  # known: id -> index in `mapped` of the whole town
        self.own: dict[int, int] = {}
        self.times: dict[datetime, int] = {}
        self.isos: dict[str, int] = {}
        self.stamps: dict[int, int] = {}
        self.mapped: dict[int, int] = {}
        self.words: dict[str, str] = {}
        self.pattern = re.compile("$^")

    def ready(self) -> None:
        """All words that vary are known."""
        self.words |= {str(pk): f"I[{i}]" for pk, i in self.own.items()}
        parts = sorted(self.words, key=len, reverse=True)
        self.pattern = re.compile("|".join([*map(re.escape, parts), _ISO.pattern, r"\b\d{18,19}\b"]))

    def _spot(self, found: str) -> str | None:
        if found in self.words:
            return self.words[found]
        if _ISO.fullmatch(found):
            return f"X[{self.isos.setdefault(found, len(self.isos))}]"
        if int(found) in self.known:
            return f"M[{self.mapped.setdefault(int(found), len(self.mapped))}]"
        return None

    def inner(self, value: str) -> str:
        """The inside of an f-string."""
        out, at = [], 0
        for match in self.pattern.finditer(value):
            spot = self._spot(match.group())
            if spot is None:
                continue
            out += [_quoted(value[at : match.start()]), "{" + spot + "}"]
            at = match.end()
        return "".join([*out, _quoted(value[at:])])

    def value(self, value: Any) -> str:
        """A value as an expression (rows) or as the inside of an f-string (text of COPY)."""
        if value == NEVER:
            return self._plain(value.isoformat() if self.text else sqlite_text(value))
        if isinstance(value, datetime):
            return self._var(f"T[{self.times.setdefault(value, len(self.times))}]")
        if isinstance(value, bool) or value is None or isinstance(value, float):
            return self._plain(value)
        if isinstance(value, int):
            if value in self.own:
                return self._var(f"I[{self.own[value]}]")
            if value in self.known:
                return self._var(f"M[{self.mapped.setdefault(value, len(self.mapped))}]")
            return self._plain(value)
        if isinstance(value, date):
            return self._plain(value.isoformat())
        if self.text:
            return self.inner(str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"))
        return f"f'{self.inner(str(value))}'"

    def _var(self, name: str) -> str:
        return "{" + name + "}" if self.text else name

    def _plain(self, value: Any) -> str:
        if not self.text:
            return repr(int(value) if isinstance(value, bool) else value)
        return "\\\\N" if value is None else ("t" if value else "f") if isinstance(value, bool) else _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.encode("unicode_escape").decode()
    return escaped.replace("'", "\\'").replace("{", "{{").replace("}", "}}")


def _rows_of(life: Life) -> dict[type[Model], list[Model]]:
    pk = life.matter_id
    persons = list(Reporter.objects.filter(request=pk).values_list("person_id", flat=True))
    where: dict[type[Model], dict[str, Any]] = {
        Person: {"pk__in": persons}, Contact: {"person__in": persons}, Matter: {"pk": pk}, Request: {"pk": pk},
        Posting: {"about": pk}, Entry: {"stream": pk}, Opening: {"entry__stream": pk},
    }  # fmt: skip
    found = {}
    for model in (*TABLES, Entry, Opening):
        by = where.get(model) or {"request" if model in (Reporter, Rating) else "matter": pk}
        order = ("entry__seq", "field") if model is Opening else ("pk",)
        found[model] = list(model.objects.filter(**by).order_by(*order))  # type: ignore[attr-defined]
    return found


def _prepared(row: Model, name: str, field: Any) -> Any:
    value = getattr(row, name)
    if isinstance(field, JSONField):
        return json.dumps(value)
    assert not isinstance(field, BinaryField)
    return value


def compile_life(life: Life, type_title: str, known: dict[int, int], *, text: bool) -> Template:
    """Read a life's rows and compile them. `text`: for COPY, else rows of values."""
    found = _rows_of(life)
    source = _Source(life, text, known)
    own = sorted(row.pk for rows in found.values() for row in rows if row.pk != life.matter_id)
    source.own = {pk: i for i, pk in enumerate([life.matter_id, *own])}
    assert len(source.own) <= OWN_MOST
    request, matter = found[Request][0], found[Matter][0]
    source.words = {
        request.number: "N", spoken(request.number): "S", request.description: "DE", matter.title: "TI",  # type: ignore[attr-defined]
        request.address: "AD",  # type: ignore[attr-defined]
    }  # fmt: skip
    source.ready()
    tables = ", ".join(_table(source, model, found[model]) for model in TABLES)
    entries, codes = _entries(source, found[Entry], found[Opening])
    scope: dict[str, Any] = {}
    exec(  # noqa: S102 - source made here from rows made here
        f"def make(I, T, X, A, M, N, S, TI, DE, AD, CH, P, C):\n    return ({tables},)\n"
        f"def codes(I, T, X, A, M, N, S, TI, DE, AD, CH, P):\n    return ({', '.join(codes)},)\n",
        scope,
    )
    ids = [(pk >> ID_BITS, i) for pk, i in source.own.items()]
    contacts = [source.own[row.pk] for row in found[Contact]]
    isos = [datetime.fromisoformat(t) for t in source.isos]
    return Template(
        life, matter.opened_at, type_title, ids, list(source.times), isos, list(source.stamps), list(source.mapped),  # type: ignore[attr-defined]
        contacts, entries, scope["make"], scope["codes"],
    )  # fmt: skip


def _table(source: _Source, model: type[Model], rows: list[Model]) -> str:
    lines = []
    for number, row in enumerate(rows):
        values = []
        for field in model._meta.local_concrete_fields:
            if field.name == "channel":
                values.append(source._var("CH"))
            elif model is Request and field.name in SPOT:
                values.append(source._var(f"P[{SPOT.index(field.name)}]"))
            elif model is Contact and field.name in ("sealed", "index"):
                values.append(source._var(f"C[{number}][{0 if field.name == 'sealed' else 1}]"))
            else:
                values.append(source.value(_prepared(row, field.attname, field)))
        lines.append("\\t".join(values) + "\\n" if source.text else f"({', '.join(values)},)")
    return f"f'{''.join(lines)}'" if source.text else f"[{', '.join(lines)}]"


def _entries(source: _Source, rows: list[Any], openings: list[Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """What is fixed of each entry, and expressions: the codes of each, then the text of each opening."""
    entries, codes, texts = [], [], []
    for row in sorted(rows, key=lambda r: r.seq):
        mine = [o for o in openings if o.entry_id == row.pk]
        entries.append(
            {
                "own": source.own[row.pk], "seq": row.seq, "tag": row.tag, "actor_kind": row.actor_kind,
                "at": source.stamps.setdefault(row.at_ms, len(source.stamps)),
                "appointment": row.appointment_id if row.appointment_id in source.known else None,
                "fixed_appointment": row.appointment_id,
                "openings": [
                    (source.own[o.pk], o.field, source.own.get(o.person_id, o.person_id), o.person_id in source.own)
                    for o in mine
                ],
            }
        )  # fmt: skip
        if row.appointment_id in source.known:
            source.mapped.setdefault(row.appointment_id, len(source.mapped))
        channel = '"channel":"' + (json.loads(row.codes).get("channel") or "-") + '"'
        body = source.inner(row.codes).replace(channel, '"channel":"{CH}"')
        codes.append(f"f'{body}'")
        texts += [f"f'{source.inner(o.text)}'" for o in mine]
    return entries, codes + texts


def sqlite_text(moment: datetime) -> str:
    """A time as Django keeps it in SQLite."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
