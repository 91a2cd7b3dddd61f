"""One of each thing of premises, building together and portfolios, in the community of the pack `guiyang`."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import cobuilding, portfolios, premises, sharing
from gongzhi.structure.queries.sharing import slots_offered

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def fill(city: Settled) -> dict[str, Any]:
    """Enter them by the director; ids by the name that addresses give them."""
    place, actor, today = city.places["zhonghua"], city.actor("director"), clock.today()
    since = today - timedelta(days=60)
    rooms = [
        premises.RoomDraft("office", "purchased", "二楼办公区", Decimal("640.5"), "望云路12号2楼", since),
        premises.RoomDraft("hall", "allocated", "服务大厅", Decimal(120), "望云路12号1楼", since, days="123456",
                           opens=time(9), closes=time(17)),
        premises.RoomDraft("activity", "lent", "综合活动中心", Decimal(2000), "锦桥路3号", since,
                           lender_id=city.bodies["power_company"]),
    ]  # fmt: skip
    room = [premises.add_room(place, r, actor=actor) for r in rooms][0]
    estate = premises.add_estate(
        place,
        name="锦绣新城",
        developer="望云置业",
        households=1600,
        expected_on=today - timedelta(days=5),
        actor=actor,
    )
    premises.reach_stage(
        estate.pk, stage="plan", on=since, square_metres=Decimal(320), evidence="规划许可5号", actor=actor
    )
    premises.put_up_sign(
        place, kind="party_plate", words="中共中华社区委员会", where="大门左侧", since=since, actor=actor
    )
    found = {"room_id": room.pk, "estate_id": estate.pk, **_together(city), **_shared(city)}
    hall = city.appointments["hall"][0]
    portfolios.set_lines(hall, first="advice", second="property", actor=actor)
    portfolios.assign(
        place, line="property", leader_id=city.posts["duty"], office_id=city.bodies["centre"], since=since, actor=actor
    )
    team = portfolios.form_team(
        place, line="property", title="加装电梯攻坚", leader_id=city.posts["duty"],
        expected_on=today + timedelta(days=30), appointment_ids=[hall], actor=actor,
    )  # fmt: skip
    return found | {"team_id": team.pk, "appointment_id": hall, "line": "property"}


def _together(city: Settled) -> dict[str, Any]:
    place, actor, today = city.places["zhonghua"], city.actor("director"), clock.today()
    unit, since = city.bodies["urban_management"], today - timedelta(days=30)
    row = cobuilding.sign_agreement(
        place, kind="together", title="共驻共建协议", body_id=city.bodies["committee"], unit_id=unit,
        together=["facilities", "harmony"], signed_on=since, starts_on=since, ends_on=today + timedelta(days=20),
        actor=actor,
    )  # fmt: skip
    money = cobuilding.Given(unit, "facilities", "money", "资助健身路径一条", Decimal(20000), "元")
    cobuilding.record_given(row.pk, money, done_on=today, evidence="收据18号", actor=actor)
    people = cobuilding.Given(city.bodies["committee"], "harmony", "people", "派出志愿者维护秩序")
    made = cobuilding.commit(
        row.pk, people, due_on=today + timedelta(days=18), post_id=city.posts["director"], actor=actor
    )
    estate = places.add_place(kind="estate", name="望云小区", actor=SYSTEM, parent_id=city.places["grid-01"])
    cobuilding.set_tie(
        estate.pk, tie="unit", body_id=city.bodies["education"], words="包联小区", since=since, actor=actor
    )
    matter = procedures.Matter.objects.get(pk=made.matter)
    return {
        "agreement_id": row.pk, "commitment_id": made.pk, "below_id": estate.pk, "matter_id": matter.pk,
    }  # fmt: skip


def _shared(city: Settled) -> dict[str, Any]:
    draft = sharing.SharedDraft(
        city.bodies["power_company"], "room", "三楼会议室", "锦桥路3号", clock.today(), words="可坐40人，有投影",
        approval=True, residents=True, days="1234567", opens=time(9), closes=time(12),
    )  # fmt: skip
    shared = sharing.offer_shared(city.places["zhonghua"], draft, actor=city.actor("director"))
    start, _end = slots_offered(shared, clock.today() + timedelta(days=1))[0]
    worker = city.actor("worker-05")
    booking = sharing.book(shared.pk, [start], purpose="网格议事会", actor=worker, body_id=worker.posts[0].body_id)
    return {"shared_id": shared.pk, "booking_id": booking.pk}
