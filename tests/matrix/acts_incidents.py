"""Every act of incidents: who was told acknowledges and takes over; levels by permission, by who holds or was told."""

from __future__ import annotations

from typing import Any

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.core.numbers import new_number
from gongzhi.incidents.actions import acknowledging, setting
from gongzhi.incidents.models import Cause, Incident, Step, Told
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from tests.matrix.acts import Act, W, all_of, nobody
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.incidents.actions"


def prepare(w: W) -> None:
    """Two requests at the place: one without a level; one that a post of the kind `town_leader` was told of."""
    from gongzhi.access.public import SYSTEM

    w.incident_post, w.incident_holder = held(body("x", "网格", w.own), "x", "承办人")
    _post, w.incident_told = held(body("x", "镇政府", w.own), "town_leader", "镇长")
    w.plain_request, w.incident_request = (_request(w, SYSTEM) for _n in range(2))
    w.incident = save(Incident(request=w.incident_request, level="major"))
    step = save(Step(incident=w.incident, number=1, level="major", cause=Cause.SET.value, due_at=clock.now()))
    save(Told(step=step, post=w.incident_told.post, reached=True))
    procedures.show_to(w.incident_request.pk, w.incident_told.post_id)


def _request(w: W, actor: Any) -> Request:
    matter = procedures.open_matter(
        kind="request", procedure="people-mediation", place_id=w.own.pk, title="险情", holder_post=w.incident_post.pk,
        actor=actor,
    )  # fmt: skip
    return Request.objects.create(
        matter=matter, number=new_number(), home_district=matter.home_district, type_key="manhole", channel="hall",
        description="险情", located=False,
    )  # fmt: skip


RAISES = all_of(P.INCIDENT_RAISE, P.REQUEST_SEE)
LOWERS = all_of(P.INCIDENT_LOWER, P.REQUEST_SEE)


def _set(name: str, level: str) -> Any:
    return lambda w, a: setting.set_level(getattr(w, name).pk, level, reason="原因", actor=a)


ACTS: dict[str, Act] = {
    "acknowledging.acknowledge": Act(
        nobody, lambda w, a: acknowledging.acknowledge(w.incident_request.pk, actor=a), ("incident_told",)
    ),
    "acknowledging.take_over": Act(
        nobody, lambda w, a: acknowledging.take_over(w.incident_request.pk, actor=a), ("incident_told",)
    ),
    "setting.set_level": Act(RAISES, _set("plain_request", "general"), ("incident_holder",)),
}
VERBS: dict[str, Act] = {
    "setting.set_level(up)": Act(RAISES, _set("incident_request", "grave"), ("incident_holder", "incident_told")),
    "setting.set_level(down)": Act(LOWERS, _set("incident_request", "general")),
}
INSIDE = {"setting.on_filed", "shared.incident_of", "shared.record", "shared.say", "shared.begin_step",
          "acknowledging.told_post", "follow.on_closed", "follow.on_reopened"}  # fmt: skip
