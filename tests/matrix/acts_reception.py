"""Every act of reception: what stands beside a request belongs to the post that holds it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core.numbers import new_number
from gongzhi.procedures import public as procedures
from gongzhi.reception.actions import items, looks, roster, visits, weeks
from gongzhi.reception.models import Hours, Item, Waiting
from gongzhi.requests.models import Request
from tests.matrix.acts import Act, W, any_of, nobody
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.reception.actions"
HOLDS = ("hard_receiving",)


def prepare(w: W) -> None:
    """A request that the receiver of a station holds, with an item."""
    from gongzhi.access.public import SYSTEM

    w.reception_post, w.hard_receiving = held(body("x", "接待站", w.own), "x", "接待员")
    matter = procedures.open_matter(
        kind="request", procedure="people-mediation", place_id=w.own.pk, title="难事", holder_post=w.reception_post.pk,
        actor=SYSTEM,
    )  # fmt: skip
    w.hard = Request.objects.create(
        matter=matter, number=new_number(), home_district=matter.home_district, type_key="x", channel="hall",
        description="难事", located=False,
    )  # fmt: skip
    w.wait = save(Waiting(request=w.hard, place=w.own, ending="on_list", listed=True, since=TODAY, due_on=TODAY))
    w.reception_hours = save(
        Hours(place=w.own, weekday=TODAY.weekday(), starts=time(9), ends=time(11), room="室", leader=w.reception_post,
              starts_on=TODAY)
    )  # fmt: skip
    w.raised = save(Item(request=w.hard, position=1, words="一项"))


TODAY = date(2026, 3, 2)  # of the manual clock


def of_holder(act: Any, name: str, *more: Any) -> Act:
    """An act of whoever holds the request."""

    def call(w: W, a: Actor) -> Any:
        return act(getattr(w, name).pk, *more, actor=a)

    return Act(nobody, call, HOLDS)


PLAN = any_of(P.RECEPTION_EDIT)


def _hours(w: W) -> roster.HoursDraft:
    return roster.HoursDraft(0, time(9), time(11), "室", w.reception_post.pk)


ACTS: dict[str, Act] = {
    "items.add_items": of_holder(items.add_items, "hard", ""),
    "items.answer_item": of_holder(items.answer_item, "raised", ""),
    "items.strike_item": of_holder(items.strike_item, "raised"),
    "looks.look": Act(any_of(P.REQUEST_ANSWER), lambda w, a: looks.look(w.wait.pk, looks.Look("", ""), actor=a), HOLDS),
    "roster.add_hours": Act(PLAN, lambda w, a: roster.add_hours(w.own.pk, _hours(w), actor=a)),
    "roster.end_hours": Act(PLAN, lambda w, a: roster.end_hours(w.reception_hours.pk, actor=a)),
    "roster.change_day": Act(
        PLAN, lambda w, a: roster.change_day(w.reception_hours.pk, TODAY, roster.ChangeDraft(""), actor=a)
    ),
    "roster.swap": Act(
        PLAN, lambda w, a: roster.swap(w.reception_hours.pk, TODAY, w.reception_hours.pk, TODAY, reason="", actor=a)
    ),
    "roster.restore_day": Act(PLAN, lambda w, a: roster.restore_day(w.reception_hours.pk, TODAY, actor=a)),
    "roster.write_down": Act(
        any_of(P.REQUEST_REGISTER), lambda w, a: roster.write_down(w.reception_hours.pk, TODAY, None, actor=a), HOLDS
    ),
    "weeks.confirm_list": Act(nobody, lambda w, a: weeks.confirm_list(w.own.pk, TODAY, actor=a), HOLDS),
    "visits.explain": of_holder(visits.explain, "hard", visits.PolicyDraft("", "")),
    "visits.plan_visit": of_holder(visits.plan_visit, "hard", TODAY),
    "visits.drop_visit": of_holder(visits.drop_visit, "hard"),
    "visits.record_visit": of_holder(visits.record_visit, "hard", TODAY, ""),
}
INSIDE = {"roster.receives", "looks.on_reopened", "shared.in_hand", "shared.record", "items.put_down"}
