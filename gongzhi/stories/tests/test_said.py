"""Each row of the structure is told in plain words, in two languages with the same numbers."""

from __future__ import annotations

import string

from gongzhi.stories.figures.said import WORDS, said


def names(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_numbers_for_every_row() -> None:
    told = {f"A{n}" for n in range(1, 19)} | {f"E{n}" for n in (1, 2, 3, 4, 5, 8, 9, 10)}
    assert set(WORDS) == told | {"C3", "C5", "C6", "C7", "C8", "D7"}
    pairs = [pair for rows in WORDS.values() for pair in rows]
    assert [zh for zh, en in pairs if names(zh) != names(en)] == []


def test_a_sentence_is_told_where_its_numbers_are_there() -> None:
    figures = {"age_before": {"value": 46.8}, "age_now": {"value": 44.5}, "posts_handed_over": {"value": 1.0}}
    assert said("A11", figures, "zh") == [
        "移交岗位1个，三人签字，离任的人不能再进来。",
        "街道班子平均年龄从46.8岁降到44.5岁。",
    ]
    assert said("A11", {}, "en") == []
