"""A Party organisation formed in the browser, from the list of what is due to the notice on the board."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.orgs import public as orgs
from gongzhi.people.public import Account
from gongzhi.structure.actions import forming_units
from gongzhi.structure.models import Forming, FormingUnit
from gongzhi.structure.tests.zone import DAY, known, place, zone
from tests.browser.conftest import examine, follow

__all__ = ["zone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/desk/structure/forming/"


def _fill(zone: SimpleNamespace) -> None:
    for name, kind, counts in (
        ("盘龙大厦", "tower", {"employed": 420, "members": 6}),
        ("磐石创业园", "new-park", {}),
        ("纺织路集贸市场", "market", {"members": 2}),
        ("江岸小楼", "tower", {"employed": 80}),
    ):
        unit = forming_units.enter_unit(kind=kind, name=name, place_id=zone.area.pk, actor=SYSTEM)
        if counts:
            forming_units.enter_counts(unit.pk, counts, source="社区党员摸底表", actor=SYSTEM)
    estate = place("estate", "柏荫花园", DAY, zone.area)
    unit = forming_units.enter_unit(kind="estate", subject=estate.pk, actor=SYSTEM)
    forming_units.enter_counts(unit.pk, {"members": 12}, source="社区党员摸底表", actor=SYSTEM)
    for name in ("老妈妈劝和队", "快乐手工俱乐部"):
        orgs.add_body(actor=SYSTEM, kind="society", name=name, place_id=zone.area.pk, starts_on=DAY)


def test_from_the_list_to_the_board(zone: SimpleNamespace, new_context: Any, sign_in: Any, look: Any) -> None:
    _fill(zone)
    known("吴支书", "wu")
    pages = {}
    for key in ("secretary", "leader"):
        zone.browser(key)
        context = new_context()
        sign_in(context, Account.objects.get(person_id=zone.people[key][0]))
        pages[key] = context.new_page()
    mine, above = pages["secretary"], pages["leader"]
    for show in ("due", "looked", "below", "unknown", "new&kind=association"):
        look(mine, f"{LIST}?show={show}", f"forming-{show.partition('&')[0]}")
    unit = FormingUnit.objects.get(name="盘龙大厦")
    look(mine, f"{LIST}units/{unit.pk}/", "forming-unit")
    look(mine, f"{LIST}units/new/", "forming-new")
    look(mine, f"{LIST}units/{unit.pk}/start/", "forming-start")
    mine.get_by_label("业缘").check() if mine.get_by_label("业缘").count() else mine.select_option("#id_tie", "work")
    mine.fill("#id_words", "正式党员6人，在职人员420人，党员愿意参加楼宇支部。")
    follow(mine.locator("main form button.k-button").first)
    matter = Forming.objects.get().matter_id
    page = f"{LIST}matters/{matter}/"
    examine(mine, "forming-opinion")
    mine.get_by_label("同意，报上级批复").check()
    mine.fill("#id_words", "社区党委会同意")
    follow(mine.get_by_role("button", name="继续"))
    above.goto(page)
    follow(above.get_by_role("button", name="接手办理")) if above.get_by_role(
        "button", name="接手办理"
    ).count() else None
    examine(above, "forming-approve")
    above.locator("section[aria-labelledby=own] input[name=words]").fill("盘党发〔2026〕3号")
    follow(above.get_by_role("button", name="批准成立"))
    body = orgs.Body.objects.get(name__startswith="盘龙大厦")
    mine.goto(page)
    take = mine.locator("form[action$='/accept/'] button")
    follow(take) if take.count() else None
    examine(mine, "forming-elect")
    mine.fill("input[name=person]", "wu")
    follow(mine.locator("section[aria-labelledby=own] button"))
    examine(mine, "forming-publish")
    follow(mine.locator("section[aria-labelledby=own] button"))
    look(mine, page, "forming-done")
    look(mine, f"{LIST}?show=formed", "forming-formed")
    look(mine, f"/desk/structure/terms/{body.pk}/", "forming-body")
    assert orgs.Appointment.objects.filter(post__body=body).count() == 1
