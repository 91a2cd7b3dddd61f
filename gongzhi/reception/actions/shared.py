"""What every act needs: the request in hand, the same form sent twice, the entry of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures
from gongzhi.reception.queries.items import station_of
from gongzhi.requests import public as requests

Codes = Mapping[str, str | int | bool | None]
M = TypeVar("M", bound=Model)


def in_hand(matter_id: int, actor: Actor) -> tuple[requests.Request, int]:
    """The request, which the actor holds and which is under way, and the post that holds it. Its row stays locked, so
    that it does not end meanwhile. Raises NotFound, Forbidden, NotAllowed, Conflict."""
    about = requests.Request.objects.select_related("matter").filter(pk=matter_id).first()
    if about is None:
        raise NotFound("There is no such request.")
    held = actor.holding(about.matter.holder_post_id)
    if held is None or Permission.REQUEST_HANDLE not in held.permissions:
        raise Forbidden("Only the post that holds this request does this.", permission=Permission.REQUEST_HANDLE)
    if about.matter.state not in procedures.LIVE:
        raise NotAllowed("This request has ended.")
    if station_of(about) is None:
        raise NotAllowed("This request is not one of a reception.")
    lock(about)
    return about, held.post_id


def lock(about: requests.Request) -> None:
    """Keep the request from ending until the transaction is over. Raises Conflict (it just did)."""
    rows = requests.Request.objects.filter(pk=about.pk, answered_at=about.answered_at, round=about.round)
    if not rows.update(updated_at=clock.now()):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")


def sent_before(model: type[M], submission: str) -> M | None:
    """What the same form made when it was sent the first time."""
    return model._default_manager.filter(submission=submission).first() if submission else None


def record(tag: str, stream: int, actor: Actor, codes: Codes, *, first: bool = False) -> None:
    """An entry of closed values: what was said stays out of the ledger."""
    ledger.record(tag, stream=stream, actor=actor, codes=dict(codes), first=first)
