"""An order of another office (12345) comes in by its interface: a list of one row, with the office's own columns kept.

It goes the way of a list (`imports`): the same checks, the same number there is the same order, the promise made there
goes before ours. What the office sends beyond what we read goes back with the answer as it came: nothing is retyped.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.kit.tables import Table
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.requests.actions import imports, notify
from gongzhi.requests.actions.imports import own
from gongzhi.requests.models import ImportRun, OutsideOrder, Request

AT_ONCE = timedelta(hours=1)  # what came here so soon was not entered after the fact
COLUMNS = (
    "number",
    "reported_at",
    "due",
    "title",
    "description",
    "name",
    "phone",
    "address",
    "point",
    "type",
    "channel",
)


@dataclass(frozen=True, slots=True)
class Order:
    """`source`: whose number it is; `texts`: of COLUMNS but the times; `extra`: what we keep and give back."""

    source: str
    number: str
    received_at: datetime
    due_at: datetime
    texts: Mapping[str, str]
    extra: Mapping[str, Any]

    @property
    def digest(self) -> str:
        said = [self.source, self.number, self.received_at.isoformat(), self.due_at.isoformat(),
                sorted(self.texts.items()), self.extra]  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OrderTaken:
    request: Request
    again: bool


def take_order(order: Order) -> OrderTaken:
    """Take an order in, once. Raises Conflict (the number came with other content), Invalid (field), NotFound."""
    for _try in range(2):
        known = (
            OutsideOrder.objects.select_related("request__matter")
            .filter(request__source=order.source, request__outside_number=order.number)
            .exclude(body="")
        )  # what came in a list
        if (row := known.first()) is not None:
            if row.body != order.digest:
                raise Conflict("This order was sent before with other content.")
            return OrderTaken(row.request, again=True)
        try:
            with transaction.atomic():
                return OrderTaken(_take(order), again=False)
        except IntegrityError:
            continue
        except Conflict:
            if not known.exists():  # not the same order at the same moment: it came in a list
                raise
    raise Conflict("This is being taken in at this moment.")


def _take(order: Order) -> Request:
    post_id = _receiver()
    late = clock.now() - order.received_at > AT_ONCE
    names = tuple(name for name in COLUMNS if late or name != "reported_at")
    table, columns = _table(order, names), {name: at for at, name in enumerate(names)}
    run = ImportRun(
        state="mapping", file_name=order.number[:120], digest=order.digest, source=order.source,
        header=list(names), columns=columns, post_id=post_id,
    )  # fmt: skip
    run.save(force_insert=True)
    imports.check(run, columns, table=table)
    if run.counts["wrong"]:
        first = imports.findings_of(run)["wrong"][0]
        raise Invalid("The order cannot be read: %(why)s", field=first["column"], why=first["why"])
    if run.counts["known"]:
        raise Conflict("An order of this number is here already, from a list.")
    imports.perform(run, actor=SYSTEM, table=table)
    request = Request.objects.select_related("matter").get(imported=run.pk)
    kept = own.seal(request.pk, dict(order.extra))
    OutsideOrder.objects.update_or_create(request=request, defaults={"fields": kept, "body": order.digest})
    notify.tell_post(request, post_id, "assigned")
    return request


def extra_of(order: OutsideOrder) -> dict[str, Any]:
    """The office's own columns as they came; nothing where the person was erased."""
    found: dict[str, Any] = own.unseal(order) or {}
    return found


def _receiver() -> int:
    """The first post that registers requests and answers for what has no grid. Raises NotFound."""
    needs = {Permission.REQUEST_REGISTER, Permission.REQUEST_TAKE_UNLOCATED}
    kinds = [k.key for k in packs.active().post_kinds if needs <= set(k.permissions)]
    found = orgs.Post.objects.filter(kind__in=kinds, ends_on=None).order_by("id").values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("No post is set up to receive this here yet.")
    return found


def _table(order: Order, names: tuple[str, ...]) -> Table:
    """The order as a table of one row."""
    times = {"reported_at": _said(order.received_at), "due": _said(order.due_at)}
    values = {**order.texts, **times, "number": order.number}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerow([values.get(name, "") for name in names])
    return Table(out.getvalue().encode(), "csv", "utf-8", names, 1)


def _said(moment: datetime) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")
