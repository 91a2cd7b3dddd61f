"""The office that owns the structure draws a plan in the browser, confirms it, takes it back; others may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.structure import public as structure
from gongzhi.structure.models import Adjustment
from gongzhi.structure.tests.levels import DAY, Levels, levels

__all__ = ["levels"]
HEAD = {"title": "撤销两个街道", "basis": "云委〔2026〕3号", "effective_on": DAY.isoformat()}


def test_a_plan_from_the_first_page_to_its_day(
    levels: Levels, desk: Callable[..., Client], manual_clock: object
) -> None:
    levels.opened("grid-01", levels.clerks[0])
    admin, yunyan = desk("admin"), str(levels.city.places["yunyan"])
    made = admin.post("/desk/structure/adjustments/new/", HEAD)
    page = made["Location"]
    new = {
        "kind": "community", "name": "清溪社区", "code": "520103901003", "to": yunyan,
        "bodies": ["community_committee", "service_centre"],
    }  # fmt: skip
    assert admin.post(f"{page}lines/establish/", {**new, "bodies": ["district_office"]}).status_code == 422
    assert admin.post(f"{page}lines/establish/", new).status_code == 302
    for street in levels.streets:
        assert admin.post(f"{page}lines/abolish/", {"place": street, "to": yunyan}).status_code == 302
    shown = admin.get(page).content.decode()
    assert "清溪社区" in shown
    assert "望云街道办事处" in shown
    assert 'name="propose"' in shown
    row = Adjustment.objects.get()
    assert admin.post(f"{page}people/", {"propose": "1", "version": row.version}).status_code == 302
    assert admin.get(f"{page}people/").status_code == 200
    assert admin.get(f"{page}heirs/").status_code == 200
    assert admin.get(f"{page}below/{levels.streets[0]}/").status_code == 200
    row.refresh_from_db()
    assert admin.post(f"{page}confirm/", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert admin.post(f"{page}lines/abolish/", {"place": 1, "to": yunyan}).status_code == 409
    assert admin.post(f"{page}redraft/", {"version": row.version, "reason": "改名称"}).status_code == 302
    row.refresh_from_db()
    assert admin.post(f"{page}lines/remove/", {"version": row.version, "line": "0"}).status_code == 302
    assert admin.post(f"{page}withdraw/", {"reason": ""}).status_code == 422
    assert admin.post(f"{page}withdraw/", {"reason": "不做了"}).status_code == 302
    assert "不做了" in admin.get(page).content.decode()


def test_a_date_in_the_past_is_refused_beside_its_field(levels: Levels, desk: Callable[..., Client]) -> None:
    answer = desk("admin").post("/desk/structure/adjustments/new/", {**HEAD, "effective_on": "2026-03-01"})
    assert answer.status_code == 422
    assert "effective_on" in answer.context["form"].errors
    assert not Adjustment.objects.exists()


def test_who_may_not_adjust_reads_at_most(levels: Levels, desk: Callable[..., Client]) -> None:
    row = levels.abolishing()
    page = f"/desk/structure/adjustments/{row.pk}/"
    supervisor, worker = desk("supervisor"), desk("worker-05")
    assert supervisor.get(page).status_code == 200
    assert "confirm/" not in supervisor.get(page).content.decode()
    assert supervisor.post(f"{page}confirm/", {"version": row.version}).status_code == 403
    assert supervisor.post(f"{page}lines/abolish/", {}).status_code == 403
    assert worker.get(page).status_code == 404
    assert worker.get("/desk/structure/").status_code == 403


def test_merge_split_move_rename_restore_in_the_browser(levels: Levels, desk: Callable[..., Client]) -> None:
    row = levels.plan()
    admin, page = desk("admin"), f"/desk/structure/adjustments/{row.pk}/"
    city = levels.city.places
    songping = str(city["songping"])
    parts = "松坪东社区,520103901011\n松坪西社区，520103901012"
    split = admin.post(f"{page}lines/split/", {"place": songping, "parts": parts})
    assert split["Location"] == f"{page}below/{songping}/"
    form = admin.get(split["Location"]).context["form"]
    keys = [value for value, _label in next(iter(form.fields.values())).choices][:2]
    below = {name: keys[n % 2] for n, name in enumerate(form.fields)}
    assert admin.post(split["Location"], below).status_code == 302
    street = str(levels.streets[1])
    assert admin.post(f"{page}lines/move/", {"place": street, "to": str(levels.streets[0])}).status_code == 302
    assert admin.post(f"{page}lines/rename/", {"place": city["zhonghua"], "name": "新中华社区"}).status_code == 302
    merge = {"places": [street], "to": str(levels.streets[0])}
    assert admin.post(f"{page}lines/merge/", merge).status_code == 302
    verbs = [line["verb"] for line in Adjustment.objects.get().plan["lines"]]
    assert verbs == ["establish", "establish", "abolish", "move", "rename", "abolish"]
    assert admin.post(f"{page}lines/restore/", {"ended": "5"}).status_code == 422
    assert admin.get(page).status_code == 200


def test_the_structure_on_one_page_today_and_on_a_day(levels: Levels, desk: Callable[..., Client]) -> None:
    admin, zhonghua = desk("admin"), levels.city.places["zhonghua"]
    page = admin.get(f"/desk/structure/?at={zhonghua}").content.decode()
    for word in ("一委一会一中心", "中华社区党委", "中华社区服务中心", "望云街道", "望云片区"):
        assert word in page, word
    centre = levels.city.bodies["centre"]
    renamed = {"name": "中华社区便民服务中心", "on": clock.today().isoformat()}
    assert admin.post(f"/desk/structure/bodies/{centre}/rename/", renamed).status_code == 302
    assert orgs.body_name_on(centre, clock.today()) == "中华社区便民服务中心"
    new = {"kind": "department", "name": "区档案局", "above": "", "on": clock.today().isoformat()}
    assert admin.post(f"/desk/structure/places/{levels.city.places['yunyan']}/bodies/new/", new).status_code == 302
    body = orgs.Body.objects.get(name="区档案局")
    post = {"kind": "department_liaison", "title": "承办人", "seats": "1", "on": clock.today().isoformat()}
    assert admin.post(f"/desk/structure/bodies/{body.pk}/post/", post).status_code == 302
    assert admin.post(f"/desk/structure/bodies/{body.pk}/close/", {"on": clock.today().isoformat()}).status_code == 302
    assert admin.get("/desk/structure/?on=2026-01-15").status_code == 200
    assert admin.get("/desk/structure/?on=x").status_code in (400, 422)


def test_a_post_with_open_work_is_not_closed(levels: Levels, desk: Callable[..., Client]) -> None:
    levels.opened("grid-01", levels.clerks[0])
    answer = desk("admin").post(f"/desk/structure/posts/{levels.clerks[0]}/close/", {"on": clock.today().isoformat()})
    assert answer.status_code == 409
    assert orgs.Post.objects.get(pk=levels.clerks[0]).ends_on is None


def test_old_links_and_numbers_work_and_what_was_done_stands_there(
    levels: Levels, desk: Callable[..., Client], manual_clock: object
) -> None:
    row = levels.confirmed(levels.abolishing())
    with clock.use(clock.ManualClock(clock.now() + (DAY - clock.today()) + (DAY - DAY))):
        assert structure.run_adjustments() == 1
        admin = desk("admin")
        assert "望云街道" in admin.get(f"/desk/structure/?at={levels.streets[0]}").content.decode()
        assert admin.get(f"/desk/places/{levels.streets[0]}/").status_code == 200
        assert "望云街道" in admin.get("/desk/structure/?on=2026-03-04").content.decode()
        page = admin.get(f"/desk/structure/adjustments/{row.pk}/").content.decode()
        assert re.search(r"way_back=\d+", page)
        again = admin.post(
            f"/desk/structure/adjustments/new/?way_back={row.pk}", {**HEAD, "effective_on": "2026-04-01"}
        )
        assert "望云街道" in admin.get(again["Location"]).content.decode()
        assert not places.by_code("520103901003").ends_on


def test_budgets(levels: Levels, desk: Callable[..., Client], django_assert_max_num_queries: Any) -> None:
    row = levels.abolishing()
    for _n in range(3):
        levels.opened("grid-01", levels.clerks[0])
    admin = desk("admin")
    for address, most in (
        ("/desk/structure/adjustments/", 20),
        (f"/desk/structure/adjustments/{row.pk}/", 45),
        (f"/desk/structure/?at={levels.city.places['zhonghua']}", 35),
    ):
        with django_assert_max_num_queries(most) as one:
            assert admin.get(address).status_code == 200
            number = len(one)
        levels.opened("grid-02", levels.clerks[0])
        with django_assert_max_num_queries(number):
            admin.get(address)


def test_the_plan_as_an_excel_table(levels: Levels, desk: Callable[..., Client]) -> None:
    row = levels.abolishing()
    answer = desk("admin").get(f"/desk/structure/adjustments/{row.pk}/plan.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0]["A1"].value == "撤销两个街道"
    assert any("望云街道办事处" in str(cell.value) for row_ in book.worksheets[2].iter_rows() for cell in row_)
