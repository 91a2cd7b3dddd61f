"""The leader on duty confirms having looked at the weekly list."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.places import public as places
from gongzhi.reception import events
from gongzhi.reception.actions.shared import Codes, record
from gongzhi.reception.models import ListSeen
from gongzhi.reception.queries.weekly import on_duty, weekly_list


@transaction.atomic
def confirm_list(place_id: int, week: date, *, actor: Actor) -> ListSeen:
    """That the leader on duty looked at the list of this week, or the one before; what it said is kept. A second time
    is the first one. Raises NotFound, Forbidden, Invalid."""
    place, week = places.get(place_id), week_of(week)
    post = on_duty(place, week, actor)
    if post is None:
        raise Forbidden("Only the leader on duty of this week confirms the list.")
    if not clock.today() - 2 * WEEK < week <= clock.today():
        raise Invalid("This list is confirmed in its week or the one after.", field="week")
    counts = weekly_list(place, week).counts
    row, new = ListSeen.objects.get_or_create(place=place, week=week, post_id=post, defaults={"counts": counts})
    if new:
        codes: Codes = {"place": place.pk, "week": week.isoformat(), "open": counts["open"],
                 "unanswered": counts["unanswered"]}  # fmt: skip
        record(events.LIST_SEEN, row.pk, actor, codes, first=True)
    return row
