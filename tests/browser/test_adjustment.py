"""An adjustment of levels in a real browser: the structure on one page, a plan with its preview, the day after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Any:
    from gongzhi.packs import public as packs

    settled = moved_in("guiyang")
    street = places.add_place(
        kind="street", name="望云街道", code="520103001000", parent_id=settled.places["yunyan"], actor=SYSTEM
    )
    places.move(settled.places["zhonghua"], street.pk, actor=SYSTEM)
    office = orgs.add_body(actor=SYSTEM, kind="street_office", name="望云街道办事处", place_id=street.pk)
    clerk = orgs.add_post(actor=SYSTEM, body_id=office.pk, kind="street_clerk", title="经办人")
    orgs.appoint(actor=SYSTEM, person_id=settled.holders["admin"][0], post_id=clerk.pk)
    procedures.open_matter(
        kind="request", procedure="request365", place_id=settled.places["grid-01"], title="路灯不亮",
        holder_post=clerk.pk, actor=SYSTEM,
    )  # fmt: skip
    settled.places["street"] = street.pk
    yield settled
    packs.forget()


def test_a_plan_is_drawn_looked_at_and_confirmed(
    town: Any, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None]
) -> None:
    context = new_context()
    sign_in(context, account_of(town.holders["admin"][0]))
    page = context.new_page()
    look(page, f"/desk/structure/?at={town.places['zhonghua']}", "structure")
    look(page, f"/desk/structure/?at={town.places['yunyan']}", "structure-district")
    page.goto("/desk/structure/adjustments/")
    follow(page.get_by_role("link", name="新建方案"))
    page.fill("[name=title]", "撤销望云街道")
    page.fill("[name=basis]", "云委〔2026〕3号")
    page.fill("[name=effective_on]", (clock.today() + timedelta(days=3)).isoformat())
    follow(page.get_by_role("button", name="保存"))
    plan = page.url
    follow(page.get_by_role("link", name="设立地点"))
    page.select_option("[name=kind]", "community")
    page.fill("[name=name]", "清溪社区")
    page.fill("[name=code]", "520103901003")
    page.select_option("[name=to]", str(town.places["yunyan"]))
    page.get_by_label("社区党委").check()
    page.get_by_label("社区服务中心").check()
    follow(page.get_by_role("button", name="保存"))
    follow(page.get_by_role("link", name="撤销地点"))
    page.select_option("[name=place]", str(town.places["street"]))
    page.select_option("[name=to]", str(town.places["yunyan"]))
    follow(page.get_by_role("button", name="保存"))
    row = structure.Adjustment.objects.get()
    looked = structure.look(row)
    filled = structure.composing.propose_people(looked.plan, looked.now, looked.after.posts_closed)
    structure.adjustments.change(row, actor=SYSTEM, version=row.version, plan=filled)
    path = plan[plan.index("/desk") :]
    look(page, path, "adjustment")
    look(page, f"{path}lines/establish/", "adjustment-line")
    look(page, f"{path}heirs/", "adjustment-heirs")
    look(page, f"{path}people/", "adjustment-people")
    page.goto(path)
    follow(page.get_by_role("button", name="确认：自"))
    expect(page.get_by_text("已确认，待生效")).to_be_visible()
    look(page, "/desk/structure/adjustments/", "adjustments")
