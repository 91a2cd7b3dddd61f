"""Who keeps watch by the duty rota is told of the levels that say so, acknowledges like others, and hands over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.weeks import week_of
from gongzhi.duty import public as duty
from gongzhi.incidents import public as incidents
from gongzhi.incidents.actions.telling import tell_again
from gongzhi.incidents.models import Incident, Step, Told
from gongzhi.incidents.queries import levels
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("guangyuan")


def kept_by(town: Settled, appointments: dict[tuple[date, str], int]) -> None:
    """Plan these seats of the week at the main community."""
    community = packs.active().community
    assert community is not None
    post = next(p for p in packs.active().post_kinds if "rota:plan" in p.permissions)
    planner = next(town.actor(p.key) for p in community.posts if p.kind == post.key)
    place = town.places[community.main]
    for (day, shift), who in appointments.items():
        duty.plan_week(place, week_of(day), {(day, shift, 1): who}, actor=planner)


def incident(town: Settled) -> tuple[requests.Request, Step]:
    community = packs.active().community
    assert community is not None
    grid = next(p.key for p in community.places if p.parent == community.main)
    draft = requests.Draft("电梯停在半空，里面有人", type_key="lift", name="罗雨晴", contact_phone="13850927316",
                           place_id=town.places[grid])  # fmt: skip
    about = requests.read(requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id)
    found = Incident.objects.get(request=about.pk)
    return about, Step.objects.get(incident=found, number=found.number)


def keeper(town: Settled, n: int) -> orgs.Appointment:
    """Somebody who may keep watch and is not told of the level anyway."""
    place = places.get(town.places[packs.active().community.main])  # type: ignore[union-attr]
    ids = [pk for pk, _name in duty.staff_of(place, duty.rota_of(place))]
    rows = orgs.Appointment.objects.select_related("post").filter(pk__in=ids).order_by("pk")
    by_post = {a.post_id: a for a in rows if a.post.kind not in ("committee_director", "duty_clerk")}
    return list(by_post.values())[n]


def test_who_keeps_watch_is_told_and_acknowledges(town: Settled) -> None:
    on, other = keeper(town, 0), keeper(town, 1)
    today = clock.today()
    kept_by(town, {(today, "day"): on.pk, (today, "night"): other.pk})
    about, step = incident(town)
    rows = {t.post_id: t.watch for t in Told.objects.filter(step=step)}
    assert rows[on.post_id] is True
    assert other.post_id not in rows
    assert [w for p, w in rows.items() if p != on.post_id] == [False] * (len(rows) - 1)
    (message,) = [m for m in notices.inbox(on.person_id).items if m.about == step.incident_id]
    assert "较大事件" in message.text
    incidents.acknowledge(about.pk, actor=orgs.actor_of(on.person_id))
    step.refresh_from_db()
    assert step.acknowledged_by_id == on.post_id


def test_the_next_round_tells_who_keeps_watch_then(town: Settled, manual_clock: Any) -> None:
    on, other = keeper(town, 0), keeper(town, 1)
    today = clock.today()
    kept_by(town, {(today, "day"): on.pk, (today, "night"): other.pk})
    about, step = incident(town)
    level = levels.level_of(step.level)
    assert level is not None
    manual_clock.set(clock.begin_of(today) + timedelta(hours=20))
    step.rounds = 2
    tell_again(step, about, level)
    tell_again(step, about, level)  # once a telling
    told = [sum(m.about == step.incident_id for m in notices.inbox(a.person_id).items) for a in (on, other)]
    assert told == [1, 1]
    watch = Told.objects.filter(step=step, watch=True).values_list("post_id", flat=True)
    assert set(watch) == {on.post_id, other.post_id}


def test_where_nobody_keeps_watch_the_others_are_told(town: Settled) -> None:
    _about, step = incident(town)
    assert Told.objects.filter(step=step, watch=False, reached=True).exists()
    assert not Told.objects.filter(step=step, watch=True).exists()


def test_who_stands_in_keeps_the_watch(town: Settled) -> None:
    place = town.places[packs.active().community.main]  # type: ignore[union-attr]
    on = keeper(town, 0)
    kept_by(town, {(clock.today(), "day"): on.pk})
    assert duty.keepers(places.ancestors(place)) == {place: [(on.post_id, on.post.kind, on.person_id)]}


def test_a_pack_says_posts_or_watch_and_has_a_rota(town: Settled) -> None:
    pack = packs.active()
    level = pack.incident_levels[1]
    for told, rotas in (({"posts": ["grid_head"], "watch": True}, pack.duty_rotas), ({"watch": True}, ())):
        wrong = level.model_copy(update={"told": (type(level.told[0]).model_validate(told),)})
        changed = pack.model_copy(update={
            "incident_levels": (pack.incident_levels[0], wrong, *pack.incident_levels[2:]), "duty_rotas": rotas,
        })  # fmt: skip
        from gongzhi.packs.loader.self_government import incident_problems

        codes = {code for _at, code, _more in incident_problems(changed)}
        assert codes & {"incident_told", "incident_watch"}
    assert not {c for _a, c, _m in incident_problems(pack)} & {"incident_told", "incident_watch"}
