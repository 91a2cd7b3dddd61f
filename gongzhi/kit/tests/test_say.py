"""Times are said in Shanghai time and in words; a light never stands without words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.forms import CharField, IntegerField
from django.utils.translation import override

from gongzhi.core import clock
from gongzhi.kit import words
from gongzhi.kit.forms import Form
from gongzhi.kit.templatetags.kit import light, masked


def test_times_are_shanghai_time() -> None:
    late = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    assert words.moment(late) == "2026-03-03 01:30"
    assert words.day(late) == "2026-03-03"
    assert words.day(date(2026, 3, 2)) == "2026-03-02"
    assert words.moment(None) == "—"


def test_limits_in_words(manual_clock: clock.ManualClock) -> None:
    now = clock.now()
    with override("zh-hans"):
        assert words.until(now + timedelta(days=3, minutes=1)) == "还剩 3 天"
        assert words.until(now + timedelta(hours=47)) == "还剩 47 小时"
        assert words.until(now - timedelta(days=2)) == "已超期 2 天"
        assert words.until(now - timedelta(seconds=1)) == "已超期 1 分钟"
        assert words.ago(now - timedelta(minutes=5)) == "5 分钟前"
    with override("en"):
        assert words.until(now + timedelta(minutes=1)) == "1 minute left"
        assert words.until(now - timedelta(days=2)) == "overdue by 2 days"


def test_light_always_has_words_and_escapes() -> None:
    with override("zh-hans"):
        for colour in ["green", "yellow", "red", "blue", "grey", "unknown"]:
            assert light(colour).split(">")[1].split("<")[0]
        assert "已超期" in light("red")
    assert "<b>" not in light("red", "<b>")
    assert "<b>" not in masked("<b>", reveal="/x")


def test_what_is_too_much_is_told_in_plain_words() -> None:
    class Some(Form):
        words = CharField(label="W", max_length=3)
        days = IntegerField(label="D", min_value=1, max_value=60)

    with override("zh-hans"):
        assert Some({"words": "坏" * 4, "days": "99"}).errors == {
            "words": ["太长了：现在4字，最多3字。"],
            "days": ["最多 60。"],
        }
        assert Some({"words": "坏", "days": "0"}).errors == {"days": ["最少 1。"]}
