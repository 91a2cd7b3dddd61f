"""Chats and lists as phones and computers copy them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gongzhi.channels.rules.chats import LINES_MOST, PHONE_SIGN, chatter, read


def moment(*parts: int) -> datetime:
    """Local time without zone, as a paste has it."""
    return datetime(*parts)  # type: ignore[misc,arg-type]  # noqa: DTZ001


DAY, NOW = date(2026, 11, 20), moment(2026, 11, 20, 18)

PC = """张三 10:21
3栋2单元楼道灯坏了
晚上看不见

李四 10:22
[图片]

李四 10:23
收到

"王五"撤回了一条消息
王五 2026/11/19 21:05
楼下井盖松了，找13800138000
"""
MOBILE = """张三:
3栋2单元楼道灯坏了

李四:
我家水压太低
[动画表情]
"""
QQ = """2026-11-20 10:21:33 张三(12345678)
楼道灯坏了
2026-11-20 10:25:01 张三(12345678)
就是3栋
2026-11-20 12:00:00 李四<li@qq.com>
"李四"邀请"赵六"加入了群聊
"""
LIST = """#接龙
路灯报修登记
例 3栋 张三 路灯不亮

1. 101 王阿姨 要修灯
2. 李叔 2栋门口灯不亮
3. 3-2-501 赵哥 电话 138 0013 8000
4、灯一直闪
"""


def told(text: str) -> list[tuple[str, str]]:
    return [(s.alias, s.words) for s in read(text, DAY, NOW).said]


def test_a_chat_copied_on_a_computer() -> None:
    found = read(PC, DAY, NOW)
    assert [(s.alias, s.words) for s in found.said] == [
        ("张三", "3栋2单元楼道灯坏了\n晚上看不见"), ("李四", "收到"), ("王五", f"楼下井盖松了，找{PHONE_SIGN}"),
    ]  # fmt: skip
    assert [s.at for s in found.said] == [
        moment(2026, 11, 20, 10, 21), moment(2026, 11, 20, 10, 23), moment(2026, 11, 19, 21, 5),
    ]  # fmt: skip
    assert (found.left_out, found.phones, found.more) == (2, 1, 0)


def test_a_chat_forwarded_by_a_phone() -> None:
    assert told(MOBILE) == [("张三", "3栋2单元楼道灯坏了"), ("李四", "我家水压太低")]


def test_qq_puts_the_time_first_and_lines_of_one_person_go_together() -> None:
    found = read(QQ, DAY, NOW)
    assert [(s.alias, s.words, s.follows) for s in found.said] == [("张三", "楼道灯坏了", None), ("张三", "就是3栋", 0)]
    assert found.said[0].at == moment(2026, 11, 20, 10, 21, 33)
    assert found.left_out == 1


def test_a_list_of_who_joins_in() -> None:
    found = read(LIST, DAY, NOW)
    assert found.topic == "路灯报修登记"
    assert [(s.room, s.alias, s.words) for s in found.said] == [
        ("101", "王阿姨", "要修灯"), ("", "李叔", "2栋门口灯不亮"),
        ("3-2-501", "赵哥", f"电话 {PHONE_SIGN}"), ("", "", "灯一直闪"),
    ]  # fmt: skip


def test_one_line_a_message_and_days_of_their_own() -> None:
    assert told("张三: 灯坏了\n李四：水管漏了") == [("张三", "灯坏了"), ("李四", "水管漏了")]
    found = read("—— 昨天 ——\n张三 下午3:05\n路灯坏了\n李四 11月18日 09:00\n没水了", DAY, NOW)
    assert [s.at for s in found.said] == [moment(2026, 11, 19, 15, 5), moment(2026, 11, 18, 9)]
    assert read("张三 23:30\n灯坏了", DAY, NOW).said[0].at == moment(2026, 11, 19, 23, 30)  # not in the future


@pytest.mark.parametrize("text", ["", "   \n\n", "[图片]", "张三 99:99", "张三 2026-13-40 10:00\n"])
def test_what_says_nothing_gives_no_request(text: str) -> None:
    assert [s for s in read(text, DAY, NOW).said if not s.words.startswith("张三")] == []


def test_nothing_is_lost_silently() -> None:
    found = read("\n".join(f"居民{n}: 第{n}件事情" for n in range(LINES_MOST + 5)), DAY, NOW)
    assert (len(found.said), found.more) == (LINES_MOST, 5)


def test_small_talk_is_told_from_words() -> None:
    assert all(map(chatter, ("收到", "好的，谢谢！", "+1", "👍", "OK")))
    assert not any(map(chatter, ("楼道灯坏了", "好的物业在哪", "没水")))
