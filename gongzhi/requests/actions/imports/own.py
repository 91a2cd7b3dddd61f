"""What orders of another office (12345) carry beyond what we read, given back as it came; and their return window."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.core.worktime import Limit, Unit
from gongzhi.kit import crypto
from gongzhi.kit.db.insert import insert_all
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions.imports.prepare import Prepared
from gongzhi.requests.models import ImportRun, OutsideOrder, Request

_MOMENTS: Mapping[str, Any] = {"datetime": datetime, "date": date, "time": time}


def orders_channel() -> packs.Channel | None:
    """The channel of the pack by which another office's orders come; None where there is none."""
    return next((c for c in packs.active().channels if c.orders_of and c.in_use), None)


def orders_source() -> str:
    """Whose numbers these orders carry (`orders_of` of the channel). Raises Conflict where the pack takes none."""
    channel = orders_channel()
    if channel is None:
        raise Conflict("Orders of other offices are not taken here.")
    return channel.orders_of


def are_orders(run: ImportRun) -> bool:
    """Whether the list holds orders that go back to the office from which they came."""
    channel = orders_channel()
    return channel is not None and run.source == channel.orders_of


def others(run: ImportRun) -> list[tuple[int, str]]:
    """(column from 0, heading) of what the list has beyond the columns that we read."""
    read = set(run.columns.values())
    return [(at, name) for at, name in enumerate(run.header) if at not in read]


def keep(run: ImportRun, rows: Sequence[Prepared], requests: Sequence[Request]) -> None:
    """Beside each order of the list: its other cells, and until when it goes back. The caller's transaction."""
    if not are_orders(run):
        return
    places = [at for at, _name in others(run)]
    made = []
    for row, request in zip(rows, requests, strict=True):
        cells = [[at, _plain(row.line.cells[at])] for at in places if row.line.cells[at] not in (None, "")]
        made.append(OutsideOrder(
            request=request, fields=seal(request.pk, cells) if cells else "",
            return_by=None if request.answered_at else return_by(request.matter.place_id),
        ))  # fmt: skip
    insert_all(made)


def cells_of(order: OutsideOrder) -> dict[int, Any]:
    """column from 0 → what stood there; nothing where the person was erased."""
    return {at: _cell(value) for at, value in (unseal(order) or [])}


def return_by(place_id: int) -> datetime | None:
    """Until when an order that reaches us now may go back: working time of the place. None: at any time."""
    channel = orders_channel()
    limit = channel.return_within if channel else None
    if limit is None:
        return None
    return procedures.calendar_for(place_id).add(clock.now(), Limit(limit.amount, Unit(limit.unit.value))).at


def seal(request_id: int, kept: object) -> str:
    text = json.dumps(kept, ensure_ascii=False)
    return crypto.keyring().encrypt(text, aad=f"requests_outsideorder.fields.{request_id}")


def unseal(order: OutsideOrder) -> Any:
    """What was kept: an object of an order by the interface, a list of (column, cell) of a list; None: nothing."""
    if not order.fields:
        return None
    return json.loads(crypto.keyring().decrypt(order.fields, aad=f"requests_outsideorder.fields.{order.pk}"))


def _plain(value: Any) -> Any:
    """A cell as JSON: texts, numbers and truths as they are, the rest with its kind."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    for kind, known in _MOMENTS.items():
        if type(value) is known:
            return {kind: value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else str(value)


def _cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, said),) = value.items()
    if kind == "seconds":
        return timedelta(seconds=said)
    return Decimal(said) if kind == "decimal" else _MOMENTS[kind].fromisoformat(said)
