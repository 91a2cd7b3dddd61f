"""Messages about one matter are gathered by their words; others stay apart."""

from __future__ import annotations

import random

from gongzhi.core.gather import Message, gather

MIXER = (
    ("望云小区旁边搅拌站噪音", "望云小区边上新建的搅拌站整夜开工，噪音和粉尘让人无法入睡"),
    ("投诉望云小区附近的搅拌站", "搅拌站离望云小区不到一百米，粉尘很大，窗户都不敢开"),
    ("望云小区搅拌站何时搬走", "请问望云小区旁的搅拌站什么时候搬迁，晚上噪音太大"),
    ("搅拌站粉尘污染望云小区", "望云小区的居民每天吸搅拌站的粉尘"),
)
PARKING = (
    ("锦桥苑捆绑销售车位", "开发商要求买锦桥苑的房子必须买车位，捆绑销售不合理"),
    ("锦桥苑强制业主买车位", "锦桥苑购房时捆绑车位，不买车位不签合同"),
    ("关于锦桥苑车位捆绑的投诉", "购买锦桥苑被要求捆绑购买十二万的车位"),
)
OTHERS = (
    ("公交六路车等太久", "六路公交车一个小时才来一趟"), ("医保卡如何补办", "老人的医保卡丢了怎么补办"),
    ("路灯不亮", "百草街的路灯坏了三天"), ("幼儿园招生政策", "户口不在本区能不能上公办幼儿园"),
    ("自来水有异味", "这几天家里的自来水发黄有异味"), ("想办营业执照", "开一家早餐店怎么办理营业执照"),
)  # fmt: skip


def _messages(seed: int) -> list[Message]:
    rows = [Message(f"{word}{n}", t, w) for word, group in (("m", MIXER), ("p", PARKING), ("o", OTHERS))
            for n, (t, w) in enumerate(group)]  # fmt: skip
    random.Random(seed).shuffle(rows)  # noqa: S311 - a test's
    return rows


def test_groups_of_one_matter_whatever_the_order() -> None:
    for seed in range(4):
        messages = _messages(seed)
        found = [sorted(messages[i].key for i in topic.members) for topic in gather(messages)]
        assert found == [["m0", "m1", "m2", "m3"], ["p0", "p1", "p2"]]


def test_a_group_says_its_place_and_what_it_shares() -> None:
    messages = _messages(1)
    first, second = gather(messages)
    assert first.place == "望云小区"
    assert second.place == "锦桥苑"
    assert "搅拌" in first.shared
    assert first.title in {title for title, _ in MIXER}


def test_who_agrees_makes_it_more_important() -> None:
    messages = [Message(m.key, m.title, m.words, m.at, 50 if m.key == "p1" else 0) for m in _messages(2)]
    assert messages[gather(messages)[0].members[0]].key.startswith("p")


def test_nothing_to_gather() -> None:
    assert gather([]) == []
    assert gather([Message("a", "", ""), Message("b", "😀", "！？")]) == []
    assert gather([Message("a", "路灯不亮", "百草街的路灯坏了")]) == []
