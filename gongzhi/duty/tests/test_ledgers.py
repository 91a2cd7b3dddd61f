"""The three ledgers: fed from what is recorded, with notes; nobody who reported stands in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.duty.models import LineNote
from gongzhi.duty.tests.test_rota import cells
from gongzhi.patrol import public as patrol
from gongzhi.requests import public as requests
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.fixture
def filled(city: Settled) -> str:
    """A request, answered; a hazard found on patrol; the number of the request."""
    worker, director = city.actor("worker-05"), city.actor("director")
    draft = requests.Draft(
        "路灯不亮", type_key="streetlight", name="赵小满", contact_phone="13800138000",
        place_id=city.places["grid-05"],
    )  # fmt: skip
    receipt = requests.intake(draft, actor=city.actor("hotline"), channel="hotline")
    point = patrol.add_point(
        city.places["grid-05"], patrol.PointDraft("2栋消防通道", "是否畅通", "fire"), actor=director
    )
    fields = {"point": str(point.pk), "fine": "no"}
    patrol.perform(patrol.Sent(key="0123456789abcdef", kind="visit", fields=fields), actor=worker)
    hazard = requests.Request.objects.get(channel="patrol")
    requests.answer(hazard.pk, actor=worker, ending="solved", public_text="已清理。")
    return requests.spoken(receipt.number)


def test_a_month_is_read_noted_printed_and_taken_out(
    city: Settled, filled: str, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    place, month = city.places["zhonghua"], f"{clock.today():%Y-%m}"
    director = desk("director")
    at = f"/desk/ledgers/{place}/"
    assert "民情台账" in words(director.get("/desk/ledgers/"))
    shown = words(director.get(f"{at}sentiment/"))
    assert filled in shown
    assert "赵小满" not in shown
    assert "13800138000" not in shown
    assert filled not in words(director.get(f"{at}service/"))  # not answered yet
    hazards = words(director.get(f"{at}disputes/"))
    assert "2栋消防通道" in hazards
    assert "待复查" in hazards
    assert filled not in words(director.get(f"{at}sentiment/?month=2020-01"))
    about = requests.Request.objects.get(channel="hotline")
    note = {"matter": about.pk, "words": "已上门看过"}
    assert "13912345678" in text(director.post(f"{at}sentiment/note/", note | {"words": "电话13912345678"}), 422)
    assert director.post(f"{at}sentiment/note/", note).status_code == 302
    assert director.post(f"{at}sentiment/note/", note | {"matter": 5}).status_code == 404
    assert LineNote.objects.get().words == "已上门看过"
    assert "已上门看过" in words(director.get(f"{at}sentiment/"))
    assert "已上门看过" in text(director.get(f"{at}sentiment/paper/page/?month={month}"))
    inside = cells(director.get(f"{at}sentiment/month.xlsx"))
    assert filled in inside
    assert "赵小满" not in inside
    assert desk("worker-01").get(f"{at}sentiment/").status_code == 404
    assert director.post(f"{at}sentiment/note/", note | {"words": ""}).status_code == 302
    assert not LineNote.objects.exists()
    for key in ("sentiment", "disputes"):
        director.get(f"{at}{key}/")
        with django_assert_max_num_queries(24):
            director.get(f"{at}{key}/")


def test_a_finding_is_seen_again_in_time(city: Settled, filled: str, manual_clock: Any) -> None:
    (one,) = patrol.findings([city.places["grid-05"]])
    assert (one.due, one.late) == (True, False)
    assert one.by.startswith("3月4日") or "03-04" in one.by  # two working days
    manual_clock.advance(timedelta(days=3))
    (one,) = patrol.findings([city.places["grid-05"]])
    assert one.late
