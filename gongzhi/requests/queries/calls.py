"""Calls back: what is due, and what came of them as sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.places import public as places
from gongzhi.requests.models import CallBack, CallState, Content

PAST = (CallState.DONE, CallState.UNREACHED, CallState.REFUSED)


@dataclass(frozen=True, slots=True)
class Called:
    """Calls back over a period. `content`, `manner`: of those reached, how many are content with it."""

    planned: int
    reached: int
    unreached: int
    refused: int
    content: int
    manner: int
    reopened: int


def mine(actor: Actor, *, past: bool) -> QuerySet[CallBack]:
    """The calls of the actor's posts: to be made (of the present answer alone), or made."""
    rows = CallBack.objects.select_related("request__matter", "reporter").filter(post__in=actor.post_ids)
    if past:
        return rows.filter(state__in=PAST)
    return rows.filter(state=CallState.DUE)


def called(within: Iterable[int] | None, first: date, last: date, *, post_ids: Iterable[int] | None = None) -> Called:
    """Sums over the calls drawn on these days, for answers at or below these places (None: everywhere), or of some
    posts. One query. The caller has checked who reads."""
    begin, end = (clock.begin_of(d) for d in (first, last + timedelta(days=1)))
    rows = CallBack.objects.filter(places.inside(within, "place__"), made_at__gte=begin, made_at__lt=end)
    if post_ids is not None:
        rows = rows.filter(post__in=list(post_ids))
    sums = rows.aggregate(
        planned=Count("pk"),
        reached=Count("pk", filter=Q(state=CallState.DONE)),
        unreached=Count("pk", filter=Q(state=CallState.UNREACHED)),
        refused=Count("pk", filter=Q(state=CallState.REFUSED)),
        content=Count("pk", filter=Q(content=Content.YES)),
        manner=Count("pk", filter=Q(manner=Content.YES)),
        reopened=Count("pk", filter=Q(reopened=True)),
    )
    return Called(**sums)
