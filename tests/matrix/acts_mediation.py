"""Every act of mediation. A case belongs to who mediates it: no permission opens it, whoever stands above."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.numbers import new_number
from gongzhi.mediation.actions import agreeing, opening, sittings, stations, steps
from gongzhi.mediation.models import Case, Shift, Side, Sitting, Station
from gongzhi.mediation.rules.stations import ShiftDraft, StationDraft
from gongzhi.mediation.rules.words import MEDIATION, CaseDraft, SideDraft
from gongzhi.procedures import public as procedures
from tests.matrix.acts import Act, W, any_of, everybody, nobody
from tests.matrix.acts_elections import strong
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.mediation.actions"
MEDIATES, ASKED = ("mediating",), ("asked_to",)


def prepare(w: W) -> None:
    """Who mediates a case, who is asked to."""
    w.mediation_post, w.mediating = held(body("x", "调解室", w.own), "x", "调解员")
    w.asked_post, w.asked_to = held(body("x", "劝和队", w.own), "x", "队长")
    w.case = _case(w)
    w.asked_case = _case(w)
    procedures.Matter.objects.filter(pk=w.asked_case.pk).update(
        offered_post=w.asked_post, offered_by=w.mediation_post, offered_at=clock.now()
    )
    w.side = save(Side(case=w.case, position=1))
    w.help_station = save(Station(kind="legal", place=w.own, title="援助站", venue="二楼"))
    w.help_shift = save(
        Shift(station=w.help_station, weekday=1, starts=time(9), ends=time(10), from_on=clock.today(), helper="律")
    )
    w.appointment = save(Sitting(case=w.case, starts_at=clock.now() - timedelta(hours=1), venue="室"))


def _case(w: W) -> Case:
    from gongzhi.access.public import SYSTEM

    matter = procedures.open_matter(
        kind=MEDIATION, procedure="people-mediation", place_id=w.own.pk, title="调解", holder_post=w.mediation_post.pk,
        actor=SYSTEM,
    )  # fmt: skip
    return Case.objects.create(matter=matter, number=new_number(), way="people", kind="other", channel="hall")


def _fresh(case: Case) -> Case:
    return Case.objects.select_related("matter__place").get(pk=case.pk)


def own(act: Any, *more: Any, **fields: Any) -> Act:
    """An act of who mediates the case."""
    return Act(nobody, lambda w, a: act(_fresh(w.case), *more, actor=strong(a), **fields), MEDIATES)


def _draft(w: W, *names: str) -> CaseDraft:
    return CaseDraft("people", "other", w.own.pk, "楼上漏水", tuple(SideDraft(n) for n in names))


def _of(act: Any, name: str, **fields: Any) -> Act:
    def call(w: W, a: Actor) -> Any:
        return act(_fresh(w.case), getattr(w, name).pk, actor=strong(a), **fields)

    return Act(nobody, call, MEDIATES)


TODAY = clock.today()
PREMISES = any_of(Permission.PREMISES_EDIT)
ACTS: dict[str, Act] = {
    "opening.apply": Act(everybody, lambda w, a: opening.apply(_draft(w), actor=a)),
    "steps.take": Act(nobody, lambda w, a: steps.take(_fresh(w.asked_case), actor=strong(a)), ASKED),
    "steps.decline": Act(nobody, lambda w, a: steps.decline(_fresh(w.asked_case), reason="", actor=strong(a)), ASKED),
    "steps.consent": _of(steps.consent, "side", agrees=True),
    "steps.arrange": own(steps.arrange, "mediate", 5),
    "steps.fill": own(steps.fill, {}),
    "steps.finish": own(steps.finish, "x"),
    "steps.show_phone": _of(steps.show_phone, "side"),
    "agreeing.court": own(agreeing.court, result="x", on=TODAY),
    "agreeing.call_back": own(agreeing.call_back, kept="x", again=False),
    "sittings.call": own(sittings.call, starts_at=clock.now(), venue=""),
    "sittings.hold": _of(sittings.hold, "appointment", came=9, notes=""),
    "sittings.drop": _of(sittings.drop, "appointment"),
    "stations.open_station": Act(PREMISES, lambda w, a: stations.open_station(
        StationDraft("legal", w.own.pk, "援助站", "二楼"), actor=a)),
    "stations.close_station": Act(PREMISES, lambda w, a: stations.close_station(w.help_station, actor=a)),
    "stations.add_shift": Act(PREMISES, lambda w, a: stations.add_shift(
        w.help_station, ShiftDraft(1, time(9), time(10), TODAY), actor=a)),
    "stations.end_shift": Act(PREMISES, lambda w, a: stations.end_shift(
        w.help_station, w.help_shift.pk, until_on=TODAY, actor=a)),
}  # fmt: skip
# the edge has checked the link of the receipt (withdraw); the pack of this world names no kinds of posts that register,
# no committees that issue agreements: gongzhi/mediation/tests/test_cases.py asks them;
# hours: whoever handles or registers near by, or took it: test_stations.py
# (back, on_closed and the draft's check are called by acts; open_for asks for a type of the pack: test_of_requests.py)
INSIDE = {"of_requests.on_closed", "of_requests.on_gone_on", "of_requests.open_for", "opening.begin",
          "stations.give_back", "stations.take_hour", "steps.withdraw", "shared.go", "shared.record",
          "opening.receives",
          "opening.register", "agreeing.agree"}  # fmt: skip
