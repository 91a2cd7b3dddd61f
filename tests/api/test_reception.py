"""Reception by programs: hours for everybody; items, lists, looks and endings for who may; as the pages."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from gongzhi.core import clock
from gongzhi.exchange.tests.test_api import Api
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from tests.api.programs import asked, compared, program, said

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
POSTS = ("hotline", "director", "reception", "worker-05", "liaison-urban-management", "admin", "supervisor")


def hard(city: Settled, words: str = "厂里改制时分的房子，房产证办不下来。") -> requests.Request:
    draft = requests.Draft(words, type_key="hard-history", name="老周", contact_phone="13800138000",
                           lon=106.7065, lat=26.5895)  # fmt: skip
    receipt = requests.intake(draft, actor=city.actor("reception"), channel="hard_case_station", look_near=False)
    return requests.read(receipt.matter_id)


def hours(city: Settled, weekday: int = 0) -> reception.Hours:
    """A leader receives every week in the afternoon."""
    place = city.places["zhonghua"]
    draft = reception.HoursDraft(weekday, time(14), time(17), "接待室", city.posts["duty"], city.posts["reception"])
    return reception.add_hours(place, draft, actor=city.actor("director"))


def test_everybody_reads_which_post_receives(city: Settled) -> None:
    api = Api()
    assert said(api.get("reception/hours")) == {"places": [], "place_id": "", "days": []}
    row = hours(city)
    found = said(api.get(f"reception/hours?place={row.place_id}"))
    assert [d["day"] for d in found["days"]] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert found["days"][0]["leader"]
    reception.change_day(row.pk, clock.today(), reception.ChangeDraft("开会", off=True), actor=city.actor("director"))
    first = said(api.get("reception/hours"))["days"][0]
    assert (first["off"], first["leader"]) == (True, "")
    said(api.get("reception/hours?place=5"), 404)


def test_items_are_answered_before_it_ends(city: Settled) -> None:
    about = hard(city)
    receiver, others = program(city, "reception"), program(city, "director")
    at = f"reception/matters/{about.number}"
    for _twice in range(2):
        raised = {"items": ["房产证办不下来", "过渡费没有结清", "写错的一项"]}
        sheet = said(receiver.post(f"{at}/items", raised, **{"Idempotency-Key": "i"}))
    assert [i["position"] for i in sheet["items"]] == [1, 2, 3]
    first, second, third = (i["id"] for i in sheet["items"])
    said(others.post(f"{at}/items/{first}/answer", {"answer": "办好了。"}), 403)
    said(program(city, "worker-05").get(at), 404)
    said(receiver.post(f"{at}/items/7/answer", {"answer": "办好了。"}), 404)
    said(receiver.post(f"{at}/items/{first}/answer", {"answer": ""}), 422)
    said(receiver.post(f"{at}/items/{first}/answer", {"answer": "月底领证。"}))
    said(receiver.post(f"{at}/items/{third}/strike"))
    end = {"ending": "solved", "public_text": "两项都已办好。"}
    assert "2" in said(receiver.post(f"work/{about.number}/answer", end), 409)["detail"]
    said(receiver.post(f"{at}/items/{second}/answer", {"answer": "已结清。"}))
    said(receiver.post(f"{at}/explained", {"policy": "过渡费发放办法", "words": "按月发放。"}))
    said(receiver.post(f"{at}/visits/plan", {"on": str(clock.today() + timedelta(days=3))}))
    assert said(receiver.get(at))["next_visit"]
    assert said(receiver.post(f"{at}/visits/plan", {"on": None}))["next_visit"] is None
    sheet = said(receiver.post(f"{at}/visits", {"on": str(clock.today()), "heard": "家里都好。"}))
    assert (len(sheet["items"]), len(sheet["explained"]), len(sheet["visits"])) == (2, 1, 1)
    said(receiver.post(f"work/{about.number}/answer", end))


def test_the_weekly_list_and_its_confirmation(city: Settled) -> None:
    hours(city)
    about = hard(city)
    reception.add_items(about.pk, "房产证办不下来", actor=city.actor("reception"))
    leader = program(city, "duty")
    found = said(leader.get("reception/list"))
    assert [(r["number"], r["missing"]) for r in found["owed"]] == [(about.number, [1])]
    assert (found["counts"]["unanswered"], found["may_confirm"]) == (1, True)
    week = {"place_id": found["place_id"], "week": found["week"]}
    said(program(city, "reception").post("reception/list/confirm", week), 403)
    confirmed = said(leader.post("reception/list/confirm", week))
    assert (len(confirmed["seen"]), confirmed["may_confirm"]) == (1, False)
    said(leader.get("reception/list?place=5"), 404)


def test_hours_are_planned_changed_and_exchanged(city: Settled) -> None:
    leader, hall, place = program(city, "director"), program(city, "hall"), str(city.places["zhonghua"])
    found = said(leader.get(f"reception/roster/posts?place={place}"))
    posts = {x["id"] for x in found["leaders"]}
    assert str(city.posts["duty"]) in posts
    said(hall.get(f"reception/roster/posts?place={place}"), 403)
    weekly = {"place_id": place, "weekday": 0, "starts": "14:00", "ends": "17:00", "room": "接待室",
              "leader_id": str(city.posts["duty"]), "receiver_id": str(city.posts["reception"])}  # fmt: skip
    said(hall.post("reception/roster", weekly), 403)
    said(leader.post("reception/roster", weekly | {"ends": "09:00"}), 422)
    said(leader.post("reception/roster", weekly | {"ends": "17:00Z"}), 422)
    for _twice in range(2):
        roster = said(leader.post("reception/roster", weekly, **{"Idempotency-Key": "h"}))
    assert ([h["weekday"] for h in roster["hours"]], roster["may_plan"]) == ([0], True)
    row = roster["hours"][0]["id"]
    other = next(i for i in posts if i != str(city.posts["duty"]))
    thursday = weekly | {"weekday": 3, "leader_id": other}
    second = next(h["id"] for h in said(leader.post("reception/roster", thursday))["hours"] if h["weekday"] == 3)
    at = f"reception/roster/{row}/days/2026-03-09"
    said(leader.get(f"reception/roster/{row}/days/2026-03-10"), 404)  # no Monday
    said(leader.get(f"reception/roster/{row}/days/9999-12-31"), 422)
    off = {"reason": "区里开会", "off": True}
    said(hall.post(f"{at}/change", off), 403)
    assert said(leader.post(f"{at}/change", off))["off"]
    said(leader.post(f"{at}/change", off), 409)
    assert not said(leader.post(f"{at}/restore"))["changed"]
    swap = {"with_hours_id": second, "with_day": "2026-03-12", "reason": "出差"}
    said(leader.post(f"{at}/swap", swap | {"with_day": "2026-03-13"}), 422)
    for _twice in range(2):
        day = said(leader.post(f"{at}/swap", swap, **{"Idempotency-Key": "s"}))
    week = said(leader.get(f"reception/roster?place={place}&week=2026-03-09"))["days"]
    assert [d["changed"] for d in week] == [True, True]
    assert week[0]["leader"] == day["leader"] != week[1]["leader"]
    said(hall.post(f"reception/roster/{row}/end"), 403)
    ended = said(leader.post(f"reception/roster/{row}/end"))
    assert next(h for h in ended["hours"] if h["id"] == row)["ends_on"] == str(clock.today())


def test_who_comes_is_written_down_by_who_receives(city: Settled) -> None:
    row = hours(city)
    at, receiver = f"reception/roster/{row.pk}/days/2026-03-02", program(city, "reception")
    sheet = said(receiver.get(at))
    assert (sheet["may_write"], "hard-history" in sheet["types"]) == (True, True)
    matter = {"description": "厂里改制时分的房子，房产证办不下来。", "type": "hard-history", "name": "老周",
              "phone": "13800138000", "place_id": str(city.places["grid-05"]),
              "items": ["房产证办不下来", "过渡费没有结清"]}  # fmt: skip
    said(receiver.post(f"{at}/came", matter | {"type": "streetlight"}), 422)
    said(receiver.post(f"{at}/came", matter | {"place_id": str(city.places["songping"])}), 422)
    for _twice in range(2):
        sheet = said(receiver.post(f"{at}/came", matter, **{"Idempotency-Key": "c"}))
    about = requests.Request.objects.select_related("matter").get()
    assert [c["number"] for c in sheet["came"]] == [about.number]
    assert about.matter.holder_post_id == city.posts["reception"]
    assert len(said(receiver.get(f"reception/matters/{about.number}"))["items"]) == 2
    assert "13800138000" not in str(sheet)
    assert "老周" not in str(sheet)
    assert [c["number"] for c in said(receiver.post(f"{at}/told"))["came"]] == [about.number, ""]
    said(receiver.post(f"reception/roster/{row.pk}/days/2026-03-09/told"), 422)  # it lies ahead
    said(program(city, "liaison-urban-management").post(f"{at}/told"), 404)
    said(program(city, "supervisor").post(f"{at}/told"), 403)


def test_what_waits_is_looked_at_once_and_endings_are_counted(city: Settled) -> None:
    about = hard(city)
    receiver = program(city, "reception")
    requests.answer(about.pk, actor=city.actor("reception"), ending="on_list", public_text="暂无办法，列入清单。")
    row = said(receiver.get("reception/waiting?show=list"))["items"][0]
    assert (row["number"], row["listed"]) == (about.number, True)
    assert said(receiver.get("reception/waiting"))["items"] == []
    at, look = f"reception/waiting/{row['id']}/look", {"how": "still", "words": "还没有条件。"}
    said(program(city, "liaison-urban-management").post(at, look), 404)
    said(receiver.post(at, {"how": "kept", "words": "办好了。"}), 422)
    assert said(receiver.post(at, look))["number"] == about.number
    said(receiver.post(at, look), 409)
    leader = program(city, "director")
    found = said(leader.get("reception/endings"))
    assert found["total"]["total"] == sum(found["total"]["kinds"].values())
    assert found["total"]["solved_share"] is None  # below ten
    assert found["listed"]["planned"] == 2
    said(leader.get("reception/endings?place=5"), 404)
    said(receiver.get("reception/endings"), 403)


def test_each_read_answers_as_its_page(city: Settled) -> None:
    row, number = hours(city).pk, hard(city).number
    reads = {
        "/desk/reception/": "reception/roster",
        f"/desk/reception/days/{row}/2026-03-02/": f"reception/roster/{row}/days/2026-03-02",
        "/desk/reception/days/5/2026-03-02/": "reception/roster/5/days/2026-03-02",
        "/desk/reception/list/": "reception/list",
        "/desk/reception/waiting/": "reception/waiting",
        "/desk/reception/endings/": "reception/endings",
        f"/desk/reception/matters/{number}/": f"reception/matters/{number}",
    }
    wrong, refused = compared(city, POSTS, reads)
    assert wrong == []
    assert refused >= 6


def test_lists_take_a_steady_number_of_queries(city: Settled, steady: None) -> None:
    hours(city)
    leader, everybody = program(city, "director"), Api()
    calls = (
        lambda: said(everybody.get("reception/hours")), lambda: said(leader.get("reception/list")),
        lambda: said(leader.get("reception/roster")),
        lambda: said(leader.get("reception/waiting?show=list")), lambda: said(leader.get("reception/endings")),
    )  # fmt: skip

    def more(n: int) -> None:
        about = hard(city, f"第{n}件改制时留下的房子，证办不下来。")
        reception.add_items(about.pk, "证办不下来\n费没有结清", actor=city.actor("reception"))
        ended = hard(city, f"第{n}件改制时留下的债，至今没有说法。")
        requests.answer(ended.pk, actor=city.actor("reception"), ending="on_list", public_text="列入清单。")

    more(1)
    few = [asked(call) for call in calls]
    hours(city, 3)
    more(2)
    more(3)
    assert [asked(call) for call in calls] == few
    assert max(few) <= 20, few
