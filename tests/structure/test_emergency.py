"""A flood in Chengcheng: opened on an order, helpers, rota, needs, stood down; what it must refuse (row A15)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.ledger.public import entries_of
from gongzhi.orgs import public as orgs
from gongzhi.people.models import Person
from gongzhi.requests.models import Request
from gongzhi.structure.actions import emergency as actions
from gongzhi.structure.actions import emergency_areas as areas
from gongzhi.structure.actions import emergency_end as end
from gongzhi.structure.actions import emergency_needs as needs
from gongzhi.structure.actions import emergency_people as people
from gongzhi.structure.models import Emergency, EmergencyDuty, EmergencyHelper, EmergencyOrder
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_people as helpers
from gongzhi.structure.queries.emergency_report import report_of
from gongzhi.structure.rules.emergency import Role, overlaps, span
from tests.desks import account_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PACK = "chengcheng"
DESK, OPEN = "/desk/structure/emergency/", "/structure/emergency/"
TODAY = date(2026, 3, 2)
NUMBER = "澄汛令〔2026〕1号"


def order(number: str = NUMBER) -> actions.Order:
    return actions.Order(number, "澄城县防汛抗旱指挥部", TODAY)


def asked(town: Settled, days: int = 5, number: str = NUMBER) -> Emergency:
    return actions.ask(
        actor=town.actor("coordinator"), kind="flood", place_id=town.places["street"], order=order(number),
        starts_on=TODAY, ends_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def opened(town: Settled, days: int = 5) -> Emergency:
    return actions.confirm(asked(town, days), actor=town.actor("street-secretary"))


def helper(row: Emergency, n: int = 0, role: Role = Role.CADRE, name: str = "王澄雨") -> EmergencyHelper:
    return people.report_in(
        row, actor=SYSTEM, role=role, name=name, phone=f"1391234{n:04d}", unit="县水务局防汛科", agreed=True
    )


def running(town: Settled) -> tuple[Emergency, int]:
    """A plan with one estate that has a branch, and its place."""
    row, place = opened(town), town.places["grid-1"]
    areas.form_branch(row, place, actor=town.actor("secretary"))
    return row, place


def client(town: Settled, post: str) -> Client:
    found = Client()
    found.force_login(account_of(town.holders[post][0]))
    return found


def test_it_opens_on_an_order_that_a_second_post_confirms(town: Settled) -> None:
    row = asked(town)
    assert row.state == "asked"
    assert not queries.open_now()
    for nobody in ("coordinator", "secretary"):
        with pytest.raises(Forbidden):
            actions.confirm(row, actor=town.actor(nobody))
    with pytest.raises(Conflict):  # nothing can be entered before
        helper(row)
    actions.confirm(row, actor=town.actor("street-secretary"))
    assert [r.pk for r in queries.open_now()] == [row.pk]
    tags = [e.tag for e in entries_of(row.pk)]
    assert tags == ["structure:emergency:asked", "structure:emergency:opened"]
    with pytest.raises(Conflict):
        actions.confirm(row, actor=town.actor("street-secretary"))


def test_who_asked_cannot_confirm_with_both_posts(town: Settled) -> None:
    row = asked(town)
    person = town.holders["coordinator"][0]
    orgs.end_appointment(town.appointments["street-secretary"][0], actor=SYSTEM)
    orgs.appoint(actor=SYSTEM, person_id=person, post_id=town.posts["street-secretary"])
    with pytest.raises(Forbidden, match="Somebody else"):
        actions.confirm(row, actor=orgs.actor_of(person))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "无号"}, "number"),
        ({"number": "  "}, "number"),
        ({"issuer": "宝塔社区"}, "issuer"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"starts_on": TODAY + timedelta(days=6)}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=30)}, "ends_on"),
        ({"place": "grid-1"}, "place"),
        ({"kind": "war"}, "kind"),
    ],
)
def test_an_order_that_cannot_be_is_refused(town: Settled, change: dict[str, Any], field: str) -> None:
    said: dict[str, Any] = {"number": NUMBER, "issuer": "澄城县人民政府", "issued_on": TODAY, "starts_on": TODAY}
    said |= {"ends_on": TODAY + timedelta(days=5), "place": "street", "kind": "flood"} | change
    with pytest.raises(Invalid) as refused:
        actions.ask(
            actor=town.actor("coordinator"), kind=said["kind"], place_id=town.places[said["place"]],
            order=actions.Order(said["number"], said["issuer"], said["issued_on"]), starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )  # fmt: skip
    assert refused.value.field == field
    assert not Emergency.objects.exists()


def test_a_second_plan_of_its_kind_and_a_number_used_twice_are_refused(town: Settled) -> None:
    row = asked(town)
    with pytest.raises(Conflict, match="at this place"):
        asked(town, number="澄汛令〔2026〕2号")
    with pytest.raises(Conflict, match="at a place above"):
        actions.ask(actor=town.actor("coordinator"), kind="flood", place_id=town.places["baota"],
                    order=order("澄汛令〔2026〕3号"), starts_on=TODAY, ends_on=TODAY)  # fmt: skip
    actions.refuse(row, actor=town.actor("street-secretary"), reason="文号与原件不符")
    again = actions.confirm(asked(town), actor=town.actor("street-secretary"))  # a refused order was none
    with pytest.raises(Invalid, match="this number"):
        actions.extend(again, actor=town.actor("coordinator"), order=order(), ends_on=TODAY + timedelta(days=9))
    with pytest.raises(Invalid, match="later day"):
        actions.extend(again, actor=town.actor("coordinator"), order=order("澄汛令〔2026〕4号"), ends_on=again.ends_on)


def test_a_branch_lives_as_long_as_the_plan(town: Settled, manual_clock: Any) -> None:
    row, place = running(town)
    one = helper(row, name="李报到")
    made = areas.set_secretary(row, place, one.pk, actor=town.actor("secretary"))
    assert made.ends_on == row.ends_on
    assert orgs.actor_of(made.person_id).posts[0].kind == "temporary_secretary"
    with pytest.raises(Conflict):
        areas.form_branch(row, place, actor=town.actor("secretary"))
    with pytest.raises(Forbidden):  # another community's secretary
        areas.form_branch(row, town.places["grid-2"], actor=town.actor("nanguan-secretary"))
    actions.extend(
        row, actor=town.actor("coordinator"), order=order("澄汛令〔2026〕2号"), ends_on=TODAY + timedelta(days=9)
    )
    row.refresh_from_db()
    manual_clock.set(datetime(2026, 3, 9, 9, tzinfo=clock.SHANGHAI))
    assert end.close_emergencies() == 0
    assert orgs.actor_of(made.person_id).posts
    manual_clock.set(datetime(2026, 3, 12, 0, 1, tzinfo=clock.SHANGHAI))
    assert not orgs.actor_of(made.person_id).posts  # access has ended, swept or not
    with pytest.raises(Conflict):
        helper(row, 7)
    assert end.close_emergencies() == 1
    assert end.close_emergencies() == 0
    body = orgs.Body.objects.get(kind="temporary_branch")
    assert body.ends_on is not None
    assert Person.objects.get(pk=made.person_id).name == ""


def test_nobody_reports_in_twice_or_without_consent(town: Settled) -> None:
    row, _place = running(town)
    first = helper(row)
    assert helper(row, role=Role.VOLUNTEER).pk == first.pk  # and nobody learns whose phone is on the list
    by_staff = {"name": "赵某某", "phone": "13912345678", "unit": "某局", "agreed": True, "by_staff": True}
    people.report_in(row, actor=town.actor("secretary"), role=Role.CADRE, **by_staff)
    with pytest.raises(Conflict, match="already"):
        people.report_in(row, actor=town.actor("secretary"), role=Role.CADRE, **by_staff)
    EmergencyHelper.objects.exclude(pk=first.pk).delete()
    for change, field in (
        ({"agreed": False}, "agreed"),
        ({"unit": ""}, "unit"),
        ({"phone": "12"}, "phone"),
        ({"name": "王"}, "name"),
    ):
        said: dict[str, Any] = {"name": "赵某某", "phone": "13912349999", "unit": "某局", "agreed": True} | change
        with pytest.raises(Invalid) as refused:
            people.report_in(row, actor=SYSTEM, role=Role.CADRE, **said)
        assert refused.value.field == field
    assert EmergencyHelper.objects.count() == 1


def test_who_withdraws_the_consent_is_forgotten_at_once(town: Settled) -> None:
    row, place = running(town)
    run, one, two = town.actor("secretary"), helper(row), helper(row, 1, name="李报到")
    first = areas.set_secretary(row, place, one.pk, actor=run)
    people.put_on_duty(row, one.pk, actor=run, place_id=place, on=TODAY, shift="day")
    with pytest.raises(Conflict, match="another secretary"):
        people.forget_helper(row, one.pk, actor=run)
    areas.set_secretary(row, place, two.pk, actor=run)
    people.forget_helper(row, one.pk, actor=run)
    assert not EmergencyDuty.objects.exists()
    assert [h.pk for h in EmergencyHelper.objects.all()] == [two.pk]
    assert Person.objects.get(pk=first.person_id).name == ""


def test_the_rota_refuses_gaps_and_one_person_twice(town: Settled) -> None:
    row, place = running(town)
    boss, run = town.actor("coordinator"), town.actor("secretary")
    some = [helper(row, n) for n in range(3)]
    put = {"actor": run, "place_id": place, "on": TODAY}
    people.put_on_duty(row, some[0].pk, shift="day", **put)
    with pytest.raises(Conflict, match="at that time"):
        people.put_on_duty(row, some[0].pk, shift="day", **put)
    with pytest.raises(Conflict, match="gaps: 2"):
        people.settle(row, TODAY, actor=boss)
    people.put_on_duty(row, some[1].pk, shift="day", **put)
    with pytest.raises(Conflict, match="Enough"):
        people.put_on_duty(row, some[2].pk, shift="day", **put)
    people.put_on_duty(row, some[2].pk, shift="night", **put)
    people.settle(row, TODAY, actor=boss)
    assert helpers.settled(row, TODAY)
    duty = EmergencyDuty.objects.get(shift="night")
    people.take_off_duty(row, duty.pk, actor=run)
    assert not helpers.settled(row, TODAY)
    with pytest.raises(Invalid):
        people.put_on_duty(row, some[2].pk, shift="day", actor=run, place_id=place, on=row.ends_on + timedelta(days=1))


def test_a_night_shift_meets_the_next_morning() -> None:
    night, morning = span(TODAY, "20:00", "08:00"), span(TODAY + timedelta(days=1), "06:00", "14:00")
    assert overlaps(night, morning)
    assert not overlaps(night, span(TODAY + timedelta(days=1), "08:00", "20:00"))


def flooded(town: Settled) -> Emergency:
    """A plan with everything that it can have."""
    row, place = running(town)
    run = town.actor("secretary")
    areas.set_area(row, town.places["baota"], actor=run, leader_id=town.posts["county-leader"])
    areas.set_area(row, place, actor=run, unit_id=town.bodies["unit_machine"])
    first = helper(row)
    areas.set_secretary(row, place, first.pk, actor=run)
    helper(row, 1, Role.VOLUNTEER, "孙愿助")
    people.put_on_duty(row, first.pk, actor=run, place_id=place, on=TODAY, shift="day")
    people.see_phone(row, first.pk, actor=run, reason="通知到岗")
    need = needs.Need("elder-care", "老人独自在家，需要送饭送水。", place, "1栋201", "周居民", "13812340000")
    needs.take_need(row, need, actor=town.actor("hall"), by_staff=True)
    return row


def dump() -> bytes:
    """Every column of every table, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [str(value) for line in cursor.fetchall() for value in line]
    return "\n".join(found).encode()


@pytest.mark.django_db(transaction=True)  # a backup is a transaction of its own
def test_standing_down_leaves_no_personal_data_in_the_database_or_a_backup(
    town: Settled, tmp_path: Any, manual_clock: Any
) -> None:
    from gongzhi.site import backup

    row = flooded(town)
    manual_clock.set(datetime(2026, 3, 2, 15, tzinfo=clock.SHANGHAI))
    kept = [(h.sealed, h.index, h.unit) for h in EmergencyHelper.objects.order_by("id")]
    secrets = [s for one in kept for s in one if s] + ["王澄雨", "孙愿助", "13912340000", "13912340001", row.code]
    assert "王澄雨".encode() in dump()  # the secretary has a name while the plan is open
    report = report_of(row)
    assert (report["branches"], report["cadres"], report["volunteers"], report["hours"]) == (1, 1, 1, 12.0)
    end.stand_down(row, actor=town.actor("coordinator"), order=order("澄汛令〔2026〕9号"))
    backup.write(tmp_path / "after.zip")
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        saved = b"".join(archive.read(n) for n in archive.namelist())
    for place in (dump(), saved):
        found = [s for s in secrets if s.encode() in place]
        assert not found
    row.refresh_from_db()
    assert row.report["cadres"] == 1
    assert row.report["needs"]["elder-care"]["total"] == 1
    assert Request.objects.filter(type_key="elder-care").count() == 1  # goes on as a request
    closed = [e for e in entries_of(row.pk) if e.tag == "structure:emergency:closed"]
    assert len(closed) == 1
    with pytest.raises(Conflict):
        end.stand_down(row, actor=town.actor("coordinator"), order=order("澄汛令〔2026〕10号"))


def test_a_refused_plan_and_one_nobody_confirmed(town: Settled, manual_clock: Any) -> None:
    row = asked(town)
    manual_clock.set(datetime(2026, 3, 9, 9, tzinfo=clock.SHANGHAI))
    assert end.close_emergencies() == 1
    row.refresh_from_db()
    assert row.state == "refused"
    assert EmergencyOrder.objects.get().void


def test_a_person_does_all_of_it_in_the_browser(town: Settled, django_assert_max_num_queries: Any) -> None:
    street, boss, run = client(town, "coordinator"), client(town, "street-secretary"), client(town, "secretary")
    said = {"kind": "flood", "place": town.places["street"], "number": NUMBER, "issuer": "澄城县人民政府"}
    said |= {"issued_on": "2026-03-02", "starts_on": "2026-03-02", "ends_on": "2026-03-06", "words": "远离河道。"}
    assert "有权机关" in text(street.get(f"{DESK}new/"))
    text(street.post(f"{DESK}new/", said | {"ends_on": "2026-03-01"}), 422)
    assert street.post(f"{DESK}new/", said).status_code == 302
    row = Emergency.objects.get()
    here = f"{DESK}{row.pk}/"
    assert Client().get(f"{OPEN}{row.pk}/").status_code == 404
    text(street.post(f"{here}confirm/"), 403)
    assert boss.post(f"{here}confirm/").status_code == 302
    assert "远离河道" in text(Client().get(f"{OPEN}{row.pk}/"))
    row.refresh_from_db()
    grid = town.places["grid-1"]
    text(run.get(f"{here}areas/{grid}/"))
    sent = {"leader": town.posts["county-leader"], "unit": town.bodies["unit_machine"]}
    assert run.post(f"{here}areas/{grid}/", sent).status_code == 302
    assert run.post(f"{here}areas/{grid}/branch/").status_code == 302
    guest, cadre = Client(), {"name": "钱报到", "phone": "13712345678", "unit": "县教育局", "agreed": "on"}
    assert guest.get(f"{OPEN}{row.pk}/report-in/wrong/").status_code == 404
    link = f"{OPEN}{row.pk}/report-in/{row.code}/"
    text(guest.post(link, cadre | {"agreed": ""}), 422)
    assert "报到" in text(guest.post(link, cadre))
    text(guest.post(link, cadre))  # again: the same thanks
    text(guest.post(f"{OPEN}{row.pk}/volunteer/", {"name": "冯志愿", "phone": "13712345679", "agreed": "on"}))
    need = {"type_key": "elder-care", "words": "停电了，老人家里没有热水。", "place_id": grid, "address": "1栋302",
            "name": "周居民", "phone": "13812340000"}  # fmt: skip
    assert Request.objects.count() == 0
    assert "编号" in text(guest.post(f"{OPEN}{row.pk}/need/", need))
    assert Request.objects.get().type_key == "elder-care"
    found = EmergencyHelper.objects.get(role="cadre")
    page = text(run.get(f"{here}people/"))
    assert "钱报到" in page
    assert "13712345678" not in page
    one = f"{here}people/{found.pk}/"
    text(run.post(one, {"do": "phone", "reason": ""}), 422)
    assert "13712345678" in text(run.post(one, {"do": "phone", "reason": "通知到岗"}))
    assert run.post(one, {"do": "assign", "place": grid}).status_code == 302
    assert run.post(f"{here}areas/{grid}/secretary/", {"helper": found.pk}).status_code == 302
    assert (
        run.post(f"{here}rota/put/?on=2026-03-02", {"helper": found.pk, "place": grid, "shift": "day"}).status_code
        == 302
    )
    assert "钱报到" in text(run.get(f"{here}rota/?on=2026-03-02"))
    worker = client(town, "worker-1")
    for path in ("", "rota/", "needs/", "report/"):
        with django_assert_max_num_queries(28):
            text(worker.get(f"{here}{path}"))
    assert worker.get(f"{here}people/").status_code == 403
    assert client(town, "nanguan-secretary").get(here).status_code == 200  # the street's plan holds there too
    sheet = load_workbook(io.BytesIO(b"".join(run.get(f"{here}rota.xlsx?on=2026-03-02").streaming_content)))
    assert any("钱报到" in str(cell.value) for line in sheet.active for cell in line)


def test_standing_down_in_the_browser(town: Settled, pdf: None) -> None:
    row = flooded(town)
    street, run, guest = client(town, "coordinator"), client(town, "secretary"), Client()
    here, cadre = f"{DESK}{row.pk}/", {"name": "钱报到", "phone": "13712345678", "unit": "县教育局", "agreed": "on"}
    assert "王澄雨" in text(run.get(here))
    down = {"number": "澄汛令〔2026〕8号", "issuer": "澄城县人民政府", "issued_on": "2026-03-02"}
    text(run.post(f"{here}order/stand-down/", down), 403)
    assert street.post(f"{here}order/stand-down/", down).status_code == 302
    assert "已解除" in text(guest.get(f"{OPEN}{row.pk}/"))
    for path in ("volunteer/", "need/"):
        assert guest.post(f"{OPEN}{row.pk}/{path}", cadre).status_code == 409
    text(street.get(f"{here}report/"))
    for form in ("page", "word", "pdf"):
        assert street.get(f"/desk/structure/papers/emergency/{row.pk}/{form}/").status_code == 200
    assert street.get(f"{here}report.xlsx").status_code == 200
    assert "王澄雨" not in text(street.get(here))


def test_who_has_nothing_to_do_with_it_sees_nothing(town: Settled) -> None:
    row = opened(town)
    stranger = client(town, "officer")
    assert not any(Permission.EMERGENCY_SEE in p.permissions for p in town.actor("officer").posts)
    for path in ("", f"{row.pk}/", f"{row.pk}/people/", f"{row.pk}/rota/", f"{row.pk}/report/"):
        assert stranger.get(f"{DESK}{path}").status_code in (403, 404)
