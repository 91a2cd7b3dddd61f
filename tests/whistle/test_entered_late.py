"""Entry after the fact (补录): both dates, the clock from when it was received, a count of its own everywhere."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.insight import public as insight
from gongzhi.insight.models import Fact
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
SAID = {
    "channel": "hotline", "description": "锦桥路口的路灯不亮好几天了", "type_key": "streetlight", "lon": "106.7065",
    "lat": "26.5895", "name": "老周", "contact_phone": "13850927316", "submission": "s" * 20,
}  # fmt: skip


def typed(moment: Any) -> str:
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def entered(city: Settled, days: float, **more: Any) -> requests.Request:
    draft = requests.Draft(
        description=SAID["description"], name="老周", contact_phone="13850927316", lon=106.7065, lat=26.5895,
        type_key="streetlight", received_at=clock.now() - timedelta(days=days), **more,
    )  # fmt: skip
    taken = requests.intake(draft, actor=city.actor("hotline"), channel="hotline", look_near=False)
    return requests.read(taken.matter_id)


def test_both_dates_and_the_clock_of_the_first(city: Settled, manual_clock: Any) -> None:
    clerk = desk_of(city)("hotline")
    now, then = clock.now(), clock.now() - timedelta(days=3)
    plain = requests.intake(
        requests.Draft(description="路灯不亮", name="甲", contact_phone="13850927316", lon=106.7065, lat=26.5895,
                       type_key="streetlight"),
        actor=city.actor("hotline"), channel="hotline", look_near=False,
    )  # fmt: skip
    assert clerk.post("/desk/intake/", SAID | {"received_at": typed(then)}).status_code == 302
    about = requests.Request.objects.select_related("matter").exclude(reported_at=None).get()
    assert (about.created_at, clock.local(about.reported_at).date()) == (now, clock.local(then).date())
    assert plain.due_at is not None
    assert about.matter.due_at is not None
    assert about.matter.due_at < plain.due_at
    limit = about.matter.clocks.get(name="matter")
    assert limit.started_at < now
    page = text(clerk.get(f"/desk/requests/{about.number}/"))
    assert "实际收到时间" in page
    assert "事后补录" in page
    rows = text(clerk.get("/desk/requests/?entered=after&state=all"))
    assert about.number[:3] in rows
    assert rows.count("k-row-late") + rows.count("事后补录") >= 1
    assert "<td data-label" in rows
    assert requests.read(plain.matter_id).number[-4:] not in rows
    printed = text(desk_of(city)("director").get("/desk/requests/print/?state=all"))
    assert "其中事后补录：1 件" in printed


def test_what_is_wrong_with_the_date_is_said(city: Settled, manual_clock: Any) -> None:
    clerk = desk_of(city)("hotline")
    for days, words in ((-1, "不能晚于今天"), (400, "一年多以前")):
        moment = typed(clock.now() - timedelta(days=days))
        page = text(clerk.post("/desk/intake/", SAID | {"received_at": moment}), 422)
        assert words in page, page
    assert not requests.Request.objects.exists()
    with pytest.raises(Invalid):
        entered(city, -0.1)


def test_entering_late_saves_no_light(city: Settled, manual_clock: Any) -> None:
    """Received long ago it is red at once, whatever is done the same minute, and closed late."""
    about = entered(city, 60)
    assert about.matter.light == "red"
    actor = city.actor("hotline")
    procedures.accept(about.pk, actor=actor)
    held = procedures.Matter.objects.get(pk=about.pk)
    assert held.due_at is not None
    assert held.due_at < clock.now()
    insight.bring_forward()
    fact = Fact.objects.get(pk=about.pk)
    assert (fact.entered, fact.light) == (True, "red")


def test_it_is_offered_on_as_any_other(city: Settled, manual_clock: Any) -> None:
    to = entered(city, 0.5).route["to"]
    draft = requests.Draft(description="路灯不亮", name="甲", contact_phone="13850927316", lon=106.7065, lat=26.5895,
                           type_key="streetlight", received_at=clock.now() - timedelta(days=1))  # fmt: skip
    taken = requests.intake(draft, actor=city.actor("hotline"), channel="hotline", look_near=False, offer_to=to)
    assert requests.read(taken.matter_id).matter.offered_post_id == to


def test_every_count_says_how_many(city: Settled, manual_clock: Any) -> None:
    entered(city, 2)
    requests.intake(
        requests.Draft(description="路灯不亮", name="甲", contact_phone="13850927316", lon=106.7065, lat=26.5895),
        actor=city.actor("hotline"), channel="hotline", look_near=False,
    )  # fmt: skip
    director = city.actor("director")
    today = clock.begin_of(clock.today())
    figures = requests.figures(director, today, today + timedelta(days=1))
    assert (figures.received, figures.entered) == (2, 1)
    insight.bring_forward()
    place = insight.places_of(director)[0]
    numbers = insight.figures(director, place.pk, insight.custom(clock.today(), clock.today())).total.numbers()
    assert (numbers["came"], numbers["entered"]) == (2, 1)
    insight.rebuild()
    again = insight.figures(director, place.pk, insight.custom(clock.today(), clock.today())).total.numbers()
    assert again == numbers
    browser = desk_of(city)("director")
    page = text(browser.get(f"/desk/insight/?place={place.pk}&period=day&day={clock.today()}"))
    assert "事后补录" in page
    assert "entered=after" in page
    book = browser.get("/desk/requests/export.xlsx?state=all")
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    assert any("其中事后补录：1 件" in str(v) for row in cells for v in row)
    heads = next(row for row in cells if "录入时间" in row)
    at = heads.index("录入时间")
    filled = [row for row in cells[cells.index(heads) + 1 :] if row[at]]
    assert len(filled) == 1
    assert filled[0][at - 1] < filled[0][at]
