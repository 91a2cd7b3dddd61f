"""Mistakes in joins and supervisors, in words; both written rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from gongzhi.packs.public import check, forget, install, load
from gongzhi.packs.tests.test_check import HEAD, write

POSTS = """
body_kinds: [{key: b, title: 局, group: government, levels: [community], source: {default: 例}}]
post_kinds:
  - {key: bureau, title: 科室, body_kinds: [b], permissions: [request:see, request:handle], source: {default: 例}}
  - {key: council, title: 监督委员, body_kinds: [b], permissions: [request:see], source: {default: 例}}
  - {key: guest, title: 列席, body_kinds: [b], source: {default: 例}}
procedures:
  - key: p
    title: 会办
    source: {default: 例}
"""
STEPS = """    steps:
      - key: whistle
        title: 吹哨
        kind: join
        source: {default: 例}
        JOINS
        outcomes: [{key: all, title: 齐, next: z}, {key: none, title: 不来, next: z}]
      - {key: z, title: 归档, kind: archive, source: {default: 例}}
"""
RIGHT = "joins: {by: [bureau], sign_in: {amount: 2, unit: working_hours}}"
WATCH = "    supervisors: {by: [council], hold_days: 7, decides: bureau, source: {default: 例}}\n"


def text(joins: str = RIGHT, watch: str = WATCH, steps: str = STEPS) -> str:
    return HEAD + POSTS + watch + steps.replace("JOINS", joins)


def test_a_join_and_supervisors_as_they_should_be(tmp_path: Path) -> None:
    pack = load(write(tmp_path, pack=text()))
    joins = pack.procedure("p").step("whistle").joins
    watch = pack.procedure("p").supervisors
    assert joins is not None
    assert (joins.by, joins.sign_in.amount, joins.answer.amount, joins.then) == (("bureau",), 2, 3, "go_on")
    assert watch is not None
    assert (watch.decides, watch.hold_days, watch.pauses) == ("bureau", 7, False)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (text("note: 无"), "procedures[p].steps[whistle]: 会办（join）步骤要写明 joins"),
        (text("joins: {by: [bureu]}"), "steps[whistle].joins.by: 岗位类别中没有“bureu”，是不是想写“bureau”？"),
        (text("joins: {by: [guest]}"), "steps[whistle].joins.by: “列席”没有办理权限，收不到会办事项"),
        (text("joins: {by: [bureau], at_least: 2}"), "joins.at_least: 只请了 1 类岗位"),
        (text("joins: {then: stop}"), "joins.then: 只能从这些里选"),
        (text("joins: {procedure: p}"), "joins.procedure: 没有“procedure”这一项"),
        (text("joins: {on_breach: [{to: nobody}]}"), "joins.on_breach[0].to: 岗位类别中没有“nobody”"),
        (text(steps=STEPS.replace(", {key: none, title: 不来, next: z}", "")), "会办步骤至少要有两个结果"),
        (text(steps=STEPS.replace("齐, next: z", "齐, next: z, needs: [answer]")), "请去掉 needs、ending"),
        (text(steps=STEPS.replace("kind: join", "kind: task")), "steps[whistle].joins: 只有会办步骤"),
        (text(watch=WATCH.replace("council", "guest")), "supervisors.by: “列席”看不到诉求"),
        (text(watch=WATCH.replace("decides: bureau", "decides: guest")), "supervisors.decides: “列席”看不到诉求"),
        (text(watch=WATCH.replace("decides: bureau", "decides: council")), "不能又是监督者自己"),
        (
            text(watch=WATCH.replace("decides: bureau", "decides: street")),
            "supervisors.decides: 岗位类别中没有“street”",
        ),
        (text(watch=WATCH.replace(", source: {default: 例}", "")), "supervisors.source: 缺少出处"),
        (text(watch=WATCH.replace("hold_days: 7", "hold_days: 99")), "supervisors.hold_days: 数值太大，最多是 60"),
    ],
)
def test_a_mistake_says_what_to_do(tmp_path: Path, wrong: str, expected: str) -> None:
    found = [m.line_text() for m in check(write(tmp_path, pack=wrong)).mistakes]
    assert any(expected in line for line in found), found


@pytest.mark.django_db
def test_the_page_of_the_rules_tells_both(tmp_path: Path, client: Client) -> None:
    install(write(tmp_path, pack=text()))
    page = client.get("/packs/procedures/").content.decode()
    forget()
    for words in ("会同 科室", "签收：2", "监督者 监督委员", "可暂缓至多7天", "决定者： 科室"):
        assert words in page
