"""At the telephone (row C1): an exchange announces calls, one takes each, what was said stands in the requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed, NotFound
from gongzhi.exchange.models import Door
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.actions import phone
from gongzhi.requests.models import PhoneCall, PhoneLine
from gongzhi.requests.queries import phone as calls
from tests.desks import desk_of, text
from tests.standins.hotline import legs, signature

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PATH, SECRET, NUMBER, SEAT = "/hooks/hotline", "exchange secret", "+8613850927316", "8001"
Exchange = Callable[..., list[int]]


@pytest.fixture
def exchange(city: Settled, settings: Any) -> Exchange:
    """`exchange(upto="answered")`: what a call announces, sent as the exchange does; the statuses of the answers."""
    settings.HOTLINE_SECRET = SECRET
    url = f"{settings.SITE_ROOT}{PATH}"

    def send(events: list[dict[str, str]], secret: str = SECRET, **changed: str) -> list[int]:
        found = []
        for event in events:
            fields = event | {"Timestamp": format_datetime(clock.now())} | changed
            signed = signature(secret, url, fields)
            found.append(Client().post(PATH, fields, headers={"X-Twilio-Signature": signed}).status_code)
        return found

    return send


# The stand-in's own signature is over the fields alone; Django's client sends multipart unless told otherwise.
@pytest.fixture(autouse=True)
def as_form(monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib.parse import urlencode

    post = Client.post

    def form(self: Client, path: str, data: Any = None, *args: Any, **more: Any) -> Any:
        if path == PATH and isinstance(data, dict):
            more["content_type"] = "application/x-www-form-urlencoded"
            data = urlencode(data)
        return post(self, path, data, *args, **more)

    monkeypatch.setattr(Client, "post", form)


def one() -> PhoneCall:
    return PhoneCall.objects.get()


def reported(city: Settled, **changed: Any) -> requests.Request:
    fields: dict[str, Any] = {
        "description": "锦桥路口的路灯不亮好几天了", "name": "欧阳小虎", "contact_phone": NUMBER, "lon": 106.7065,
        "lat": 26.5895, "type_key": "streetlight",
    } | changed  # fmt: skip
    return requests.read(
        requests.intake(requests.Draft(**fields), actor=ANONYMOUS, channel="web", look_near=False).matter_id
    )


@pytest.mark.parametrize("plan", ["answered", "twice"])
def test_a_call_rings_is_answered_and_is_over_however_often_it_is_said(
    exchange: Exchange, city: Settled, plan: str
) -> None:
    told = legs(NUMBER, SEAT, plan)
    assert set(exchange(told)) == {204}
    call = one()
    assert (call.state, call.seat, calls.number_of(call)) == ("ended", SEAT, NUMBER)
    assert "13850927316" not in call.number
    exchange(told[:1])  # an early one comes late
    assert one().state == "ended"
    assert Door.objects.get(name="hotline").failures == 0


def test_what_nobody_answers_is_to_be_called_back(exchange: Exchange, city: Settled, manual_clock: Any) -> None:
    for _call in (1, 2):
        exchange(legs(NUMBER, SEAT, "missed"))
    clerk = desk_of(city)("hotline")
    page = text(clerk.get("/desk/call/missed/"))
    assert "138****7316" in page
    assert "13850927316" not in page
    first = PhoneCall.objects.order_by("pk")[0]
    assert clerk.post(f"/desk/call/{first.pk}/take/").status_code == 302
    assert "13850927316" in text(clerk.get(f"/desk/call/{first.pk}/"))
    clerk.post(f"/desk/call/{first.pk}/end/", {"unreached": "1"})
    first.refresh_from_db()
    assert (first.state, first.tries, first.person_id) == ("missed", 1, None)
    clerk.post(f"/desk/call/{first.pk}/take/")
    clerk.post(f"/desk/call/{first.pk}/end/")
    assert set(PhoneCall.objects.values_list("state", flat=True)) == {"settled"}  # the same number: once is enough
    assert "没有待回拨的来电" in text(clerk.get("/desk/call/missed/"))


def test_events_out_of_order_and_refusals(exchange: Exchange, city: Settled, settings: Any) -> None:
    told = legs(NUMBER, SEAT, "mixed")
    exchange(told[:3])
    assert one().state == "talking"
    assert exchange(told[:1], secret="guessed") == [403]
    assert exchange(told[:1], Timestamp="Mon, 02 Mar 2020 09:00:00 +0800") == [403]
    assert exchange(told[:1], Timestamp="soon") == [403]
    assert exchange(told[:1], CallStatus="singing") == [422]
    assert exchange(told[:1], CallSid="'; --") == [422]
    exchange([told[0] | {"From": "anonymous", "CallSid": "CA2"}])
    assert PhoneCall.objects.get(outside_id="CA2").number == ""
    settings.HOTLINE_SECRET = ""
    assert exchange(told[:1]) == [404]
    assert Door.objects.get(name="hotline").failures == 5


def test_one_takes_it_and_the_other_is_told(exchange: Exchange, city: Settled) -> None:
    exchange(legs(NUMBER, SEAT, "answered")[:3])
    first, second = desk_of(city)("hotline"), desk_of(city)("hotline", 1)
    assert "138****7316" in text(first.get("/desk/call/"))
    assert first.post(f"/desk/call/{one().pk}/take/").status_code == 302
    told = second.post(f"/desk/call/{one().pk}/take/", follow=True)
    assert "已经有人接了" in text(told)
    assert second.get(f"/desk/call/{one().pk}/").status_code == 404
    with pytest.raises(Conflict):
        phone.take(one().pk, actor=city.actor("hotline", 1))
    for post in ("worker-05", "liaison-urban-management"):
        assert desk_of(city)(post).get("/desk/call/").status_code == 403
        with pytest.raises(Forbidden):
            phone.take(one().pk, actor=city.actor(post))


def test_who_hung_up_before_a_telephone_answered_is_called_back(exchange: Exchange, city: Settled) -> None:
    told = legs(NUMBER, SEAT, "missed")
    exchange(told[:1])
    first, second = desk_of(city)("hotline"), desk_of(city)("hotline", 1)
    assert first.post(f"/desk/call/{one().pk}/take/").status_code == 302
    assert "已经有人接了" in text(second.post(f"/desk/call/{one().pk}/take/", follow=True))
    exchange(told[1:])
    assert (one().state, one().person_id) == ("missed", None)
    assert second.post(f"/desk/call/{one().pk}/take/").status_code == 302
    assert "已经有人接了" in text(first.post(f"/desk/call/{one().pk}/take/", follow=True))
    assert (one().state, one().back) == ("talking", True)


def test_a_call_whose_end_nobody_announced_goes_to_the_missed(
    exchange: Exchange, city: Settled, manual_clock: Any
) -> None:
    exchange(legs(NUMBER, SEAT, "missed")[:1])
    assert phone.miss_unanswered() == 0
    manual_clock.advance(timedelta(hours=2, minutes=1))
    assert phone.miss_unanswered() == 1
    assert "138****7316" in text(desk_of(city)("hotline").get("/desk/call/missed/"))
    assert phone.miss_unanswered() == 0


def test_the_callers_requests_words_and_urging(exchange: Exchange, city: Settled, manual_clock: Any) -> None:
    about = reported(city)
    reported(city, contact_phone="+8613900000000", description="别人家的事情，与来电人无关")
    events = legs(NUMBER, SEAT, "answered")
    exchange(events[:4])
    clerk = desk_of(city)("hotline")
    clerk.post(f"/desk/call/{one().pk}/take/")
    at = f"/desk/call/{one().pk}/"
    page = text(clerk.get(at))
    assert about.matter.title in page
    assert "别人家" not in page
    person = requests.Reporter.objects.get(request=about).person_id
    (seen,) = people.seen_of(person)
    assert (seen.field, "电话通话" in seen.reason) == ("call", True)
    text(clerk.get(at))
    assert len(people.seen_of(person)) == 1
    said = {"request": about.pk, "words": "昨晚又黑了一片", "submission": "x" * 20}
    for _twice in (1, 2):
        assert clerk.post(f"{at}note/", said).status_code == 302
    assert clerk.post(f"{at}note/", said | {"words": "", "submission": "y" * 20}).status_code == 422
    for _twice in (1, 2):
        assert clerk.post(f"{at}urge/", {"request": about.pk}).status_code == 302
    assert clerk.post(f"{at}urge/", {"request": 5}).status_code == 404
    assert calls.urged([about.pk]) == {about.pk: 1}
    lines = [e for e in procedures.timeline(about.pk) if e.verb == "comment"]
    assert [e.data["what"] for e in lines] == ["added", "urged"]
    holder = procedures.Matter.objects.get(pk=about.pk).holder_post_id
    name = next(k for k, v in city.posts.items() if v == holder)
    assert any("催办" in m.text for m in notices.inbox(city.holders[name][0]).items)
    manual_clock.advance(timedelta(minutes=3))
    exchange(events[4:])
    lines = [e for e in procedures.timeline(about.pk) if e.verb == "comment"]
    assert (lines[-1].data["what"], lines[-1].data["minutes"]) == ("call", 3)
    assert about.matter.title not in text(clerk.get(at)).partition("本次通话办了什么")[0]
    with pytest.raises(NotAllowed):
        phone.urge(one().pk, about.pk, actor=city.actor("hotline"))
    assert "累计 1 次" in text(clerk.get(f"/desk/requests/{about.number}/"))


def test_a_new_request_with_the_number_filled_in(exchange: Exchange, city: Settled) -> None:
    exchange(legs(NUMBER, SEAT, "answered")[:4])
    clerk = desk_of(city)("hotline")
    clerk.post(f"/desk/call/{one().pk}/take/")
    form = text(clerk.get(f"/desk/intake/?call={one().pk}"))
    assert f'value="{NUMBER}"' in form
    sent = {
        "channel": "hotline", "description": "楼道里的灯坏了，上下楼看不见", "type_key": "streetlight",
        "lon": "106.7065", "lat": "26.5895", "name": "老周", "contact_phone": NUMBER, "call": one().pk,
        "submission": "n" * 20,
    }  # fmt: skip
    assert clerk.post("/desk/intake/", sent).status_code == 302
    assert clerk.post("/desk/intake/", sent).status_code == 302  # sent twice
    (line,) = PhoneLine.objects.select_related("request")
    assert (line.what, line.request.channel) == ("registered", "hotline")
    phone.end(one().pk, actor=city.actor("hotline"))
    assert procedures.timeline(line.request_id)[-1].data["what"] == "call"
    other = desk_of(city)("hotline", 1)
    assert other.get(f"/desk/intake/?call={one().pk}").status_code == 404


def test_a_typed_number_needs_a_reason_and_is_over_after_two_hours(city: Settled, manual_clock: Any) -> None:
    about = reported(city)
    clerk = desk_of(city)("hotline")
    assert clerk.post("/desk/call/", {"number": NUMBER, "reason": ""}).status_code == 422
    assert clerk.post("/desk/call/", {"number": "12", "reason": "大厅老电话"}).status_code == 422
    assert not PhoneCall.objects.exists()
    page = text(clerk.post("/desk/call/", {"number": "138 5092 7316", "reason": "打的大厅老电话"}, follow=True))
    assert about.matter.title in page
    (seen,) = people.seen_of(requests.Reporter.objects.get(request=about).person_id)
    assert "打的大厅老电话" in seen.reason
    manual_clock.advance(timedelta(hours=2))
    assert about.matter.title not in text(clerk.get(f"/desk/call/{one().pk}/"))


def test_nothing_is_kept_of_who_is_told_another_way_and_numbers_go(
    exchange: Exchange, city: Settled, manual_clock: Any
) -> None:
    from gongzhi.packs import public as packs

    exchange(legs(NUMBER, SEAT, "missed"))
    phone.take(one().pk, actor=city.actor("hotline"))
    way = packs.active().ways_out[0]
    desk_of(city)("hotline").post(f"/desk/call/{one().pk}/told/", {"way": way.key})
    assert (one().number, one().number_index, one().state) == ("", "", "settled")
    about = reported(city)
    phone.type_in(NUMBER, reason="打的大厅老电话", actor=city.actor("hotline"))
    kept = PhoneCall.objects.exclude(number="").get()
    phone.note(kept.pk, about.pk, words="还是不亮", actor=city.actor("hotline"))
    assert phone.forget_numbers() == 0
    manual_clock.advance(timedelta(days=31))
    assert phone.forget_numbers() == 1
    PhoneCall.objects.filter(pk=kept.pk).update(number="x", number_index="y")
    requests.forget(requests.Reporter.objects.get(request=about).person_id, actor=SYSTEM)
    kept.refresh_from_db()
    assert (kept.number, kept.number_index) == ("", "")
    with pytest.raises(NotFound):
        phone.end(kept.pk, actor=city.actor("hotline", 1))


def test_pages_ask_few_questions(exchange: Exchange, city: Settled, django_assert_max_num_queries: Any) -> None:
    for n in range(6):
        exchange(legs(f"+861385092731{n}", SEAT, "answered")[:1])
        exchange(legs(f"+861395092731{n}", SEAT, "missed"))
        reported(city)
    clerk = desk_of(city)("hotline")
    text(clerk.get("/desk/call/"))
    with django_assert_max_num_queries(14):
        text(clerk.get("/desk/call/"))
    with django_assert_max_num_queries(14):
        text(clerk.get("/desk/call/missed/"))
    clerk.post("/desk/call/", {"number": NUMBER, "reason": "打的大厅老电话"})
    at = f"/desk/call/{PhoneCall.objects.get(typed=True).pk}/"
    with django_assert_max_num_queries(16):
        text(clerk.get(at))


def test_a_seat_sees_its_own_call_first_and_others_as_taken(
    city: Settled, exchange: Exchange, manual_clock: Any
) -> None:
    """Two calls are answered by two telephones; each desk said once which one is its own."""
    here, there = desk_of(city)("hotline"), desk_of(city)("hotline")
    for client, seat in ((here, "8001"), (there, "8002")):
        assert client.post("/desk/call/seat/", {"own-seat": seat})["Location"] == "/desk/call/"
    for n, seat in enumerate(("8002", "8001")):  # the other telephone's call is the older one
        events = [e for e in legs(f"+861385092731{n}", seat, "answered") if e["CallStatus"] != "completed"]
        assert set(exchange(events)) == {204}
        manual_clock.advance(timedelta(seconds=20))
    first, second = (PhoneCall.objects.get(seat=seat) for seat in ("8001", "8002"))
    assert [(s.call.pk, s.mine, s.theirs) for s in calls.waiting("8001")] == [
        (first.pk, True, False), (second.pk, False, True),
    ]  # fmt: skip
    assert [s.theirs for s in calls.waiting()] == [False, False]  # who said nothing sees both, as before
    shown = text(here.get("/desk/call/"))
    assert f"/desk/call/{first.pk}/take/" in shown
    assert f"/desk/call/{second.pk}/take/" not in shown
    assert "别的话机已接" in shown
    assert here.post(f"/desk/call/{second.pk}/take/")["Location"] == "/desk/call/"
    assert "8002" in text(here.get("/desk/call/"))
    second.refresh_from_db()
    assert second.person_id is None
    assert here.post(f"/desk/call/{first.pk}/take/")["Location"] == f"/desk/call/{first.pk}/"
    manual_clock.advance(timedelta(days=1))
    assert 'value="8001"' not in text(here.get("/desk/call/"))  # said for the day


def test_another_telephone_may_take_what_only_rings(city: Settled) -> None:
    rings = requests.hear(requests.Announced("CA9", "ringing", NUMBER, "8002"))
    assert phone.take(rings.pk, seat="8001", actor=city.actor("hotline")).person_id is not None
    answered = requests.hear(requests.Announced("CB9", "answered", "+8613850927399", "8002"))
    with pytest.raises(Conflict):
        phone.take(answered.pk, seat="8001", actor=city.actor("hotline"))
    assert phone.take(answered.pk, actor=city.actor("hotline")).person_id is not None  # who said no seat
