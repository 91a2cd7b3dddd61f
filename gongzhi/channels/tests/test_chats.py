"""A chat is pasted, looked through and taken in: all or nothing, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from tests.desks import text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

AT = datetime(2026, 3, 1, 10, 21, tzinfo=clock.SHANGHAI)
CHAT = """张三 10:21
楼道路灯不亮好几天了
张三 10:22
晚上很黑
李四 10:23
收到
王五 10:30
井盖松了，踩上去响，13800138000
"""


@pytest.fixture
def grid(city: Settled) -> int:
    return int(city.places["grid-05"])


def group(grid: int, *lines: channels.Line, channel: str = "group_chat") -> channels.Group:
    return channels.Group(grid, channel, lines)


def test_ticked_lines_become_requests_with_alias_and_time(city: Settled, grid: int) -> None:
    worker = city.actor("worker-05")
    sent = group(grid, channels.Line("楼道路灯不亮好几天了", "张三", AT), channels.Line("井盖松了", "王五"))
    before = people.Person.objects.count()
    batch = channels.take_in(sent, actor=worker, submission="one")
    assert channels.take_in(sent, actor=worker, submission="one").pk == batch.pk
    found = requests.Request.objects.filter(channel="group_chat").select_related("matter").order_by("pk")
    assert [(r.description, r.matter.holder_post_id, r.matter.place_id) for r in found] == [
        ("楼道路灯不亮好几天了", city.posts["worker-05"], grid), ("井盖松了", city.posts["worker-05"], grid),
    ]  # fmt: skip
    assert people.Person.objects.count() == before + 2
    assert {p.name for p in people.Person.objects.order_by("-pk")[:2]} == {"张三", "王五"}
    asked = people.Person.objects.order_by("-pk").values_list("pk", flat=True)[:2]
    assert {c.phone for c in people.contacts_of(list(asked)).values()} <= {""}
    assert sorted(str(o.said_at) for o in channels.Origin.objects.all()) == [str(AT.astimezone(clock.UTC)), "None"]
    with pytest.raises(Conflict):
        channels.take_in(group(grid, channels.Line("别的事情")), actor=worker, submission="one")


def test_all_go_in_or_none(city: Settled, grid: int) -> None:
    worker = city.actor("worker-05")
    lines = (channels.Line("楼道路灯不亮", "张三"), channels.Line("?", "李四", row=1))
    with pytest.raises(InvalidMany) as refused:
        channels.take_in(group(grid, *lines), actor=worker, submission="two")
    assert list(refused.value.errors) == ["r1-words"]
    lines = (channels.Line("楼道路灯不亮", "张三"), channels.Line("井盖松了", "李四", type_key="no-type"))
    with pytest.raises(Invalid):
        channels.take_in(group(grid, *lines), actor=worker, submission="two")
    assert not requests.Request.objects.filter(channel="group_chat").exists()
    assert not channels.Batch.objects.exists()
    for wrong in (group(grid), group(grid, channels.Line("路灯不亮"), channel="web")):
        with pytest.raises(Invalid):
            channels.take_in(wrong, actor=worker, submission="two")
    with pytest.raises(Forbidden):
        channels.take_in(group(grid, channels.Line("路灯不亮")), actor=city.actor("worker-01"), submission="two")


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the review as it stands."""
    import html

    found = dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page))
    found |= dict(re.findall(r'<textarea name="(r\d+-words)"[^>]*>\s*([^<]*)</textarea>', page))
    found |= dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', page))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[0] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_the_page_reads_proposes_and_takes_in(
    city: Settled, grid: int, desk: Callable[..., Client], django_assert_max_num_queries: Any, steady: None
) -> None:
    worker, paste = desk("worker-05"), {"text": CHAT, "place": grid, "channel": "group_chat", "day": "2026-03-01"}
    assert "居民微信群" in text(worker.get("/desk/chats/"))
    assert "没有找到" in text(worker.post("/desk/chats/", paste | {"text": "[图片]"}), 422)
    with django_assert_max_num_queries(22):
        page = text(worker.post("/desk/chats/", paste))
    sent = fields_of(page)
    assert [sent[f"r{n}-act"] for n in range(4)] == ["take", "merge", "leave", "take"]
    assert "13800138000" not in page
    kept = worker.post("/desk/chats/", sent | {"r3-words": "?"})
    assert "r3-words" in re.findall(r'href="#id_([^"]+)"', text(kept, 422))
    assert not requests.Request.objects.filter(channel="group_chat").exists()
    assert text(worker.post("/desk/chats/", sent | {"r0-act": "leave", "r3-act": "leave"}), 422)
    taken = worker.post("/desk/chats/", sent)
    assert taken.status_code == 302
    assert worker.post("/desk/chats/", sent)["Location"] == taken["Location"]
    found = requests.Request.objects.filter(channel="group_chat").order_by("pk")
    assert found[0].description == "楼道路灯不亮好几天了\n晚上很黑"
    assert found.count() == 2
    assert requests.spoken(found[0].number) in text(worker.get(taken["Location"]))
    assert desk("worker-01").get(taken["Location"]).status_code == 404
    assert desk("convener").get("/desk/chats/").status_code == 403
    # the same chat once more, by a colleague: what is open already is found
    again = fields_of(text(worker.post("/desk/chats/", paste)))
    assert again["r0-act"] == "join"
    assert again["r0-same"] == found[0].number
    assert worker.post("/desk/chats/", again).status_code == 302
    assert requests.Request.objects.filter(channel="group_chat").count() == 2
    assert len(requests.reporters_of(found[0].pk)) == 2
