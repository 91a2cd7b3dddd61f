"""The type of a request is suggested by words, with reasons, at once."""

from __future__ import annotations

import time

import pytest

from gongzhi.packs.public import index_of, load, suggest, ways_out

CASES = [
    ("楼下的路灯坏了三天，晚上黑漆漆的看不见路", "streetlight"),
    ("我家门口的井盖没有了，小孩差点掉下去", "manhole"),
    ("小区垃圾堆成山没人清运，臭得很", "garbage-exposed"),
    ("楼上每天半夜音响很吵，睡不着", "noise-life"),
    ("工地晚上十二点还在打桩施工", "noise-construction"),
    ("电梯又停运了，上次还困人", "lift"),
    ("停水一天了，什么时候来水", "water"),
    ("下水道堵塞，污水倒灌到一楼", "drain-blocked"),
    ("有车停在消防通道上，我的车出不去", "parking"),
    ("电动车在楼道里飞线充电，很危险", "ebikes"),
    ("独居老人想申请助餐和上门照料", "elder-care"),
    ("想问医保断缴了怎么补", "medical-insurance"),
    ("墙上贴满了开锁小广告", "posters"),
    ("树枝伸到窗户里遮光，请修剪", "greenery"),
    ("和邻居因为占用楼道吵架，请来调解", "neighbours"),
    ("外墙砖掉下来差点砸到人", "danger-building"),
    ("拆迁安置遗留了十多年，房产证一直办不下来", "hard-history"),
    ("物业费涨价了，也不公布账目", "property-fee"),
    ("业委会换届选举怎么一直没有公示", "owners-committee"),
    ("孩子放学没人管，想报四点半托管", "child-care"),
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_plain_sentences_find_their_type(text: str, key: str) -> None:
    found = suggest(load("guiyang"), text)
    assert found[0].key == key, found
    assert found[0].reasons
    assert all(word in text for word in found[0].reasons)


def test_words_that_point_at_nothing_give_nothing() -> None:
    for text in ("", "😀😀😀", "。。。，，，", "你好", "x" * 100_000):
        assert suggest(load("guiyang"), text) == []


def test_closed_requests_teach_new_words() -> None:
    pack = load("guiyang")
    text = "望江亭那里又哐当哐当响了"
    closed = [("manhole", "望江亭边上哐当哐当响")] * 5 + [("power", "停电了")] * 5 + [("gone", "哐当")] * 9
    taught = suggest(pack, text, index=index_of(pack, closed))
    assert taught[0].key == "manhole"
    assert taught[0].similar == 5
    assert taught[0].score > max((s.score for s in suggest(pack, text) if s.key == "manhole"), default=0)


def test_a_suggestion_takes_less_than_5_ms() -> None:
    pack = load("guiyang")
    text = "路灯不亮井盖没有垃圾成堆电梯停运" * 30
    suggest(pack, text)
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        suggest(pack, text)
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.005


def test_ways_out_are_recognised_emergencies_first() -> None:
    found = ways_out(load("guiyang"), "对面楼起火了，我还要上访")
    assert [w.key for w in found] == ["fire", "petition"]
    assert found[0].phone == "119"
    assert ways_out(load("guiyang"), "路灯不亮") == []
