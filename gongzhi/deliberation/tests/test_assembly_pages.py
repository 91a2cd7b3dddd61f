"""The pages of an electorate's meeting: called, told, signed, counted by two, released, on record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.public import Signed
from gongzhi.deliberation.tests.test_assembly import ASSEMBLY, OWNERS, REPRESENTATIVES, frozen, later, opened
from tests.desks import text, words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def test_the_pages_of_a_meeting(city: Settled, desk: Any) -> None:
    register, rows = frozen(city, "representatives", [None] * 60)
    director, secretary = desk("director"), desk("secretary")
    starts = clock.local(clock.now()) + timedelta(days=8)
    data = {
        "register": str(register.pk), "rule": REPRESENTATIVES, "title": "居民代表会议", "venue": "会议室",
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}", "demand_by": "representatives", "demand_count": "11",
        "demand_of": "60", "demand_paper": "签名册",
    }  # fmt: skip
    assert "少于 1/5" in text(director.post("/desk/meetings/electorate/", data), 422)
    assert director.post("/desk/meetings/electorate/", data | {"demand_count": "12"}).status_code == 302
    meeting = Meeting.objects.get()
    base = f"/desk/meetings/{meeting.pk}/"
    director.post(base + "motion/", {"title": "修缮院墙", "text": "", "rule": REPRESENTATIVES, "vote": "show"})
    assert Client().get(f"/assemblies/{meeting.pk}/").status_code == 404  # nobody was told yet
    director.post(base + "notice/", {"reason": ""})
    assert "修缮院墙" in text(Client().get(f"/assemblies/{meeting.pk}/"))
    assert "居民代表会议" in text(Client().get("/assemblies/"))
    later(8)
    director.post(base + "open/")
    first = text(director.get(base + "roll/"))
    assert "户0049" in first
    assert "户0050" not in first
    assert "户0057" in text(director.get(base + "roll/?q=0057"))
    director.post(base + "roll/", {"elector": [str(r.pk) for r in rows[:41]]})
    director.post(base + "roll/", {"undo": str(rows[40].pk)})
    assert Seat.objects.filter(meeting=meeting).count() == 40
    motion = Motion.objects.get()
    director.post(f"{base}motions/{motion.pk}/start/")
    counts = {f"c{motion.pk}-agreed": "31", f"c{motion.pk}-against": "9", f"c{motion.pk}-abstained": "0"}
    director.post(f"{base}motions/{motion.pk}/count/", counts)
    assert "另一位" in text(director.get(base))
    assert "31" not in words(secretary.get(base))
    assert "31" not in words(Client().get(f"/assemblies/{meeting.pk}/"))
    secretary.post(f"{base}motions/{motion.pk}/count/", counts)
    director.post(f"{base}motions/{motion.pk}/release/")
    assert "赞成 31" in text(Client().get(f"/assemblies/{meeting.pk}/"))
    director.post(base + "close/", {"notes": ""})
    director.post(base + "freeze/")
    page = text(director.get(base + "minutes/page/"))
    assert "第二十九条" in page
    assert "12" in page
    for path in (
        "announcement/page/",
        "announcement/word/",
        "sheet/page/",
        "sheet/word/",
        "poster/page/",
        "minutes/word/",
    ):
        assert director.get(base + path).status_code == 200, path
    assert desk("hotline").get(base + "roll/").status_code == 404


def test_votes_by_name_are_entered_as_they_are_called(city: Settled, desk: Any) -> None:
    register, rows = frozen(city, "owners", [10050] * 4, proxies=[(0, 1)])
    meeting, motion = opened(city, register, OWNERS, "named")
    director = desk("director")
    base = f"/desk/meetings/{meeting.pk}/"
    director.post(base + "roll/", {"elector": [str(rows[1].pk), str(rows[2].pk)]})
    assert "301.50/402.00" in text(director.get(base))
    director.post(f"{base}motions/{motion.pk}/start/")
    voices = f"{base}voices/{motion.pk}/"
    assert "户0003" not in text(director.get(voices))  # not there
    director.post(voices, {f"vote{rows[0].pk}": "for", f"vote{rows[1].pk}": "against", "votex": "for"})
    assert text(director.get(voices)).count('type="radio"') == 3  # one is left
    assert "户0002" in text(director.get(voices + "?q=0002"))
    director.post(voices, {f"vote{rows[2].pk}": "for"})
    assert "201.00" in text(director.get(base)) or "301.50" in text(director.get(base))
    director.post(f"{base}motions/{motion.pk}/release/")
    assert "赞成 2" in text(Client().get(f"/assemblies/{meeting.pk}/"))
    assert desk("hotline").get(voices).status_code == 404
    director.post(base + "close/", {"notes": ""})
    director.post(base + "freeze/")
    record = text(Client().get(f"/meetings/{meeting.pk}/"))
    assert "301.50/402.00" in record
    assert "户0001" not in record  # owners are not named in public


def test_a_roll_of_two_thousand_is_one_page_of_few_queries(
    city: Settled, desk: Any, django_assert_max_num_queries: Any
) -> None:
    register, rows = frozen(city, "persons", [None] * 2000)
    meeting, _motion = opened(city, register, ASSEMBLY)
    director = desk("director")
    deliberation.enter(meeting, [r.pk for r in rows[:30]], Signed.PAPER, actor=city.actor("director"))
    director.get(f"/desk/meetings/{meeting.pk}/roll/")
    with django_assert_max_num_queries(30):
        assert "户0000" in text(director.get(f"/desk/meetings/{meeting.pk}/roll/"))
