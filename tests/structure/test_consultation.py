"""Heads of agencies posted in a street of Ya'an: consultation, assessment; cross-appointments (row A14)."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.core.measures import Asked, Measured
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import consultation as actions
from gongzhi.structure.models import AgencyAssessment, LeaderPair, MonthReport, PersonnelConsent
from gongzhi.structure.queries import measured_exchange as measures
from gongzhi.structure.rules.consultation import may_carry_out
from tests.desks import Desk, account_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PACK = "yaan"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI)
URL = "/desk/structure/consultation/"


def asked(town: Settled, desk: Desk) -> PersonnelConsent:
    """The police ask about the removal of the head of their station."""
    head = account_of(town.holders["police-station-head"][0])
    sent = {
        "post": town.posts["police-station-head"], "change": "remove", "person": head.username, "words": "年龄到限",
    }  # fmt: skip
    assert desk("police-leader").post(f"{URL}new/", sent).status_code == 302
    return PersonnelConsent.objects.get()


def test_the_right_is_marked_and_an_objection_binds_nobody(town: Settled, desk: Desk) -> None:
    case = asked(town, desk)
    here = f"{URL}{case.pk}/"
    street, asker = desk("street-secretary"), desk("police-leader")
    assert here in text(street.get("/desk/?tab=mine"))
    page = text(street.get(here))
    assert "没有约束力" in page
    assert "年龄到限" in page
    text(street.post(f"{here}answer/", {"answer-consents": "no", "answer-reason": " "}), 422)
    text(asker.post(f"{here}answer/", {"answer-consents": "yes"}), 403)
    sent = {"answer-consents": "no", "answer-reason": "熟悉辖区，群众反映好"}
    assert street.post(f"{here}answer/", sent).status_code == 302
    assert "熟悉辖区" in text(asker.get(here))
    assert here in text(asker.get("/desk/?tab=mine"))
    text(street.post(f"{here}record/", {"record-done": "yes", "record-words": "x"}), 403)
    assert asker.post(f"{here}record/", {"record-done": "yes", "record-words": "已免职"}).status_code == 302
    assert procedures.Matter.objects.get(pk=case.pk).state == "archived"
    assert "已免职" in text(desk("supervisor").get(here))
    assert "按拟任免办理" in text(street.get(f"{URL}?state=ended"))


def test_where_the_right_is_in_force_an_objection_stops_it(town: Settled, desk: Desk) -> None:
    case = asked(town, desk)
    PersonnelConsent.objects.update(binds=True)
    street = desk("street-secretary")
    assert "没有约束力" not in text(street.get(f"{URL}{case.pk}/"))
    street.post(f"{URL}{case.pk}/answer/", {"answer-consents": "no", "answer-reason": "不妥"})
    asker = desk("police-leader")
    text(asker.post(f"{URL}{case.pk}/record/", {"record-done": "yes", "record-words": "照办"}), 422)
    assert asker.post(f"{URL}{case.pk}/record/", {"record-done": "no", "record-words": "撤回"}).status_code == 302
    assert PersonnelConsent.objects.get().outcome == "dropped"
    assert [may_carry_out(a, binds=b) for a in ("consents", "objects") for b in (True, False)] == [
        True, True, False, True,
    ]  # fmt: skip


def test_only_the_body_above_asks_and_once(town: Settled, desk: Desk) -> None:
    head = account_of(town.holders["police-station-head"][0])
    sent = {
        "post": town.posts["police-station-head"], "change": "appoint", "person": head.username, "words": "提名",
    }  # fmt: skip
    asker = desk("police-leader")
    text(asker.post(f"{URL}new/", sent), 422)  # holds it already
    text(asker.post(f"{URL}new/", sent | {"change": "remove", "person": "nobody-known"}), 422)
    text(desk("justice-leader").post(f"{URL}new/", sent | {"change": "remove"}), 422)  # of another department
    text(desk("street-secretary").post(f"{URL}new/", sent | {"change": "remove"}), 403)
    case = asked(town, desk)
    assert "正在征求" in text(asker.post(f"{URL}new/", sent | {"change": "remove"}), 422)
    for post in ("justice-leader", "secretary", "admin", "police-station-head"):
        text(desk(post).get(f"{URL}{case.pk}/"), 404)
        text(desk(post).post(f"{URL}{case.pk}/answer/", {"answer-consents": "yes"}), 404)
    text(desk("window-welfare").get(URL), 403)


def test_the_street_assesses_once_a_year(
    town: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any
) -> None:
    street = desk("street-secretary")
    assert "现行职权" in text(street.get(f"{URL}assessments/"))
    text(desk("police-leader").post(f"{URL}assessments/", {"year": "2026"}), 403)
    text(street.post(f"{URL}assessments/", {"year": "2020"}), 422)
    for _again in range(2):
        assert street.post(f"{URL}assessments/", {"year": "2026"}).status_code == 302
    rows = list(AgencyAssessment.objects.select_related("agency").order_by("agency__name"))
    assert [r.agency.name for r in rows] == ["河北司法所", "河北派出所"]
    here = f"{URL}assessments/{rows[1].pk}/"
    assert here in text(street.get("/desk/?tab=mine"))
    text(street.post(here, {"grade": "excellent", "words": ""}), 422)
    text(street.post(here, {"grade": "first", "words": "好"}), 422)
    text(desk("supervisor").post(here, {"grade": "excellent", "words": "好"}), 403)
    assert street.post(here, {"grade": "excellent", "words": "入户走访多，发案下降"}).status_code == 302
    assert procedures.Matter.objects.get(pk=rows[1].pk).state == "archived"
    assert "入户走访多" in text(desk("supervisor").get(here))
    for post in ("police-station-head", "police-leader", "secretary"):
        text(desk(post).get(here), 404)
    with django_assert_max_num_queries(14):
        assert "优秀" in text(street.get(f"{URL}assessments/?year=2026"))
    book = load_workbook(io.BytesIO(b"".join(street.get(f"{URL}assessments/export.xlsx"))))  # type: ignore[arg-type]
    assert "优秀" in [row[4] for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        actions.assess(
            AgencyAssessment.objects.get(pk=rows[1].pk), actor=town.actor("street-secretary"), grade="", words="x"
        )


def _at(found: Any, place_id: int) -> Measured:
    return next(m for m in found if m.unit_id == place_id)


def test_cross_appointments_that_are_missing_are_listed_until_somebody_holds_both(
    town: Settled, desk: Desk, steady: None, django_assert_max_num_queries: Any
) -> None:
    place = town.places["kangzang"]

    def missing() -> Measured:
        return _at(measures.cross_posts(Asked(clock.today(), place_kinds=("community",))), place)

    assert missing().value == 2
    secretary = desk("secretary")
    assert text(secretary.get(f"{URL}cross/")).count("没有人") == 2
    extra = orgs.add_post(actor=SYSTEM, body_id=town.bodies["residents"], kind="affairs_assistant", title="居委会委员")
    person = town.holders["secretary"][0]
    orgs.appoint(actor=SYSTEM, person_id=person, post_id=extra.pk, starts_on=date(2026, 3, 2))
    assert missing().value == 1
    with django_assert_max_num_queries(16):
        page = text(secretary.get(f"{URL}cross/"))
    assert people.Person.objects.get(pk=person).name in page
    assert text(secretary.get(f"{URL}cross/?missing=1")).count("没有人") == 1
    assert secretary.get(URL).status_code == 302
    link = re.findall(r"/desk/structure/terms/(\d+)/", page)[0]
    assert secretary.get(f"/desk/structure/terms/{link}/").status_code == 200
    text(desk("window-welfare").get(f"{URL}cross/"), 403)


def test_a_community_needs_a_paired_leader_and_last_months_report(town: Settled) -> None:
    place = town.places["kangzang"]

    def value() -> float | None:
        return _at(measures.paired_leaders(Asked(date(2026, 3, 2), place_kinds=("community",))), place).value

    assert value() is None  # this pack pairs nobody
    packs.install("chengcheng")
    assert value() == 0
    pair = LeaderPair.objects.create(
        kind="x", post_id=town.posts["supervisor"], place_id=place, starts_on=date(2026, 1, 5)
    )
    assert value() == 1
    MonthReport.objects.create(pair=pair, month=date(2026, 2, 1))
    assert value() == 2
    MonthReport.objects.all().delete()
    LeaderPair.objects.update(starts_on=date(2026, 3, 1))
    assert value() == 2  # begun this month: no report is due yet
