"""Recording: one entry at the end of its stream, inside the writer's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection

from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.core.ids import new_id
from gongzhi.kit.db.gather import notes, on_clash, run
from gongzhi.kit.db.insert import insert_text
from gongzhi.ledger.actions.insert import insert_rows
from gongzhi.ledger.events import registered
from gongzhi.ledger.models import ms_of
from gongzhi.ledger.rules.canonical import Code, codes_text, commit
from gongzhi.ledger.rules.chunks import chunks
from gongzhi.ledger.rules.verify_ledger import ZERO, entry_hash

_COLUMNS = (
    "id",
    "stream",
    "seq",
    "at_ms",
    "tag",
    "actor_kind",
    "appointment_id",
    "codes",
    "commitments",
    "prev",
    "hash",
)
_OPENING = ("id", "entry_id", "field", "salt", "text", "person_id")
_LAST = "SELECT seq, hash FROM ledger_entry WHERE stream = %s ORDER BY seq DESC LIMIT 1"
_UNLESS_TAKEN = "ON CONFLICT (stream, seq) DO NOTHING"
_INSERT_ONE = insert_text("ledger_entry", _COLUMNS, 1)
_TRIES = 20  # each waits for another transaction to end


def _busy() -> Conflict:
    return Conflict("Somebody else changed this at the same moment. Please try again.")


on_clash("ledger_entry_stream_seq", _busy)


class ActorLike(Protocol):
    """What the ledger asks of an actor (`access.Actor` is one): the capacity, and the appointment held."""

    @property
    def kind(self) -> str: ...
    @property
    def appointment_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be, for `record_many`; the fields are those of `record`."""

    tag: str
    stream: int
    actor: ActorLike | None
    codes: Mapping[str, Code]
    texts: Mapping[str, str | None] = field(default_factory=dict)
    persons: Mapping[str, int] = field(default_factory=dict)
    appointment_id: int | None = None
    first: bool = False


_Openings = list[tuple[str, bytes, str]]
_Body = tuple[int, int, str, str, int | None, str, str]  # id, at_ms … commitments: all but the place in the stream


def _body(draft: Draft) -> tuple[_Body, _Openings]:
    codes = codes_text(draft.codes, registered(draft.tag).codes)
    commitments, openings = commit(draft.texts)
    kind = "system" if draft.actor is None else str(draft.actor.kind)
    appointment = draft.appointment_id or (draft.actor.appointment_id if draft.actor else None)
    return (new_id(), ms_of(clock.now()), draft.tag, kind, appointment, codes, commitments), openings


def _columns(body: _Body, stream: int, seq: int, prev: bytes) -> tuple[Any, ...]:
    number, at_ms, tag, kind, appointment, codes, commitments = body
    digest = entry_hash(number, stream, seq, at_ms, tag, kind, appointment, codes, commitments, prev)
    return number, stream, seq, at_ms, tag, kind, appointment, codes, commitments, prev, digest


def _open(entry_id: int, draft: Draft, openings: _Openings) -> list[tuple[Any, ...]]:
    return [(new_id(), entry_id, name, salt, text, draft.persons.get(name)) for name, salt, text in openings]


def _must_be_atomic() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is recorded in the transaction of the act that it tells of")


def record(
    tag: str,
    *,
    stream: int,
    actor: ActorLike | None,
    codes: Mapping[str, Code],
    texts: Mapping[str, str | None] | None = None,
    persons: Mapping[str, int] | None = None,
    appointment_id: int | None = None,
    first: bool = False,
) -> int:
    """Append an entry to `stream` in the present transaction; returns its id.

    `codes`: closed values in clear (str of at most 200 characters, int, bool, None). `texts`: free text, names, hashes
    of files: kept as salted commitments, their openings apart. `persons`: field of `texts` → the person whose erasure
    deletes that opening. `actor` None is the system; `appointment_id` names one appointment where the actor holds
    several. `first=True` where the stream is new (saves a look-up, and is an IntegrityError or harmless if it is not).
    Raises RuntimeError outside a transaction, LookupError for a tag nobody registered, ValueError for codes that are
    not closed, Conflict where the stream is too busy.
    """
    _must_be_atomic()
    draft = Draft(tag, stream, actor, codes, texts or {}, persons or {}, appointment_id, first)
    body, openings = _body(draft)
    gathered = notes()
    if gathered is None:
        _append(body, stream, first=first)
    else:
        ends: dict[int, tuple[int, bytes]] = gathered.setdefault("ledger", {})
        seq, prev = ends.get(stream) or ((0, ZERO) if first else _end_of(stream))
        row = _columns(body, stream, seq + 1, prev)
        ends[stream] = seq + 1, row[-1]
        run(_INSERT_ONE, row)  # taken meanwhile: Conflict when it is sent
    _run_openings(_open(body[0], draft, openings))
    return body[0]


def expect(stream: int) -> None:
    """Entries of that stream follow in this block: look up its end now, before other writes wait to be sent."""
    gathered = notes()
    if gathered is not None:
        ends = gathered.setdefault("ledger", {})
        if stream not in ends:
            ends[stream] = _end_of(stream)


def _append(body: _Body, stream: int, *, first: bool) -> None:
    for attempt in range(_TRIES):
        seq, prev = (0, ZERO) if first and not attempt else _end_of(stream)
        # another transaction may have appended meanwhile: then nothing is inserted, and we look again
        if insert_rows("ledger_entry", _COLUMNS, [_columns(body, stream, seq + 1, prev)], _UNLESS_TAKEN):
            return
    raise _busy()


def _run_openings(rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        run(insert_text("ledger_opening", _OPENING, len(rows)), [value for row in rows for value in row])


def _end_of(stream: int) -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [stream])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, ZERO)


def record_many(drafts: Iterable[Draft]) -> list[int]:
    """Append many entries in the present transaction (loaders); ids in the order given. Conflict where another
    transaction appends to one of the streams meanwhile."""
    _must_be_atomic()
    ids: list[int] = []
    for chunk in chunks(drafts, 2000):
        ids += _record_chunk(chunk)
    return ids


def _record_chunk(drafts: Sequence[Draft]) -> list[int]:
    last = _last_of(sorted({d.stream for d in drafts if not d.first}))
    rows: list[tuple[Any, ...]] = []
    openings: list[tuple[Any, ...]] = []
    for draft in drafts:
        body, opened = _body(draft)
        seq, prev = last.get(draft.stream, (0, ZERO))
        row = _columns(body, draft.stream, seq + 1, prev)
        last[draft.stream] = (seq + 1, row[-1])
        rows.append(row)
        openings += _open(body[0], draft, opened)
    if insert_rows("ledger_entry", _COLUMNS, rows, _UNLESS_TAKEN) != len(rows):
        raise _busy()
    insert_rows("ledger_opening", _OPENING, openings)
    return [row[0] for row in rows]


# One look-up a stream. PostgreSQL would read the whole table for the other form while it knows nothing of its size.
_LAST_EACH = (
    "SELECT v.stream, l.seq, l.hash FROM unnest(%s::bigint[]) AS v(stream) CROSS JOIN LATERAL"
    " (SELECT seq, hash FROM ledger_entry e WHERE e.stream = v.stream ORDER BY seq DESC LIMIT 1) l"
)


def _last_of(streams: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    last: dict[int, tuple[int, bytes]] = {}
    with connection.cursor() as cursor:
        for part in chunks(streams, 500):
            if connection.vendor == "postgresql":
                cursor.execute(_LAST_EACH, [list(part)])
            else:
                marks = ", ".join(["%s"] * len(part))
                cursor.execute(
                    "SELECT e.stream, e.seq, e.hash FROM ledger_entry e JOIN (SELECT stream, MAX(seq) AS seq"  # noqa: S608
                    f" FROM ledger_entry WHERE stream IN ({marks}) GROUP BY stream) l"
                    " ON l.stream = e.stream AND l.seq = e.seq",
                    list(part),
                )
            last |= {stream: (seq, bytes(digest)) for stream, seq, digest in cursor.fetchall()}
    return last
