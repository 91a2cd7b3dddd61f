"""`gongzhi topics`: the contract's form, and what bad input gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongzhi.site.cli import main

ROWS = """留言编号,留言主题,留言时间,留言详情,点赞数
1,望云小区搅拌站噪音,2026/3/2 9:00:00,望云小区旁的搅拌站整夜开工，噪音粉尘让人无法入睡,3
2,投诉望云小区的搅拌站,2026/3/5 10:30:00,搅拌站离望云小区不到一百米，粉尘很大,0
3,医保卡如何补办,2026/3/3 8:00:00,老人的医保卡丢了怎么补办,
4,望云小区搅拌站何时搬走,不详,望云小区旁的搅拌站什么时候搬迁，晚上噪音粉尘太大,1
"""


def test_what_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, "gb18030")
    assert main(["topics", str(file), "--json"]) == 0
    (topic,) = json.loads(capsys.readouterr().out)
    assert sorted(topic["messages"]) == ["1", "2", "4"]
    assert (topic["from"], topic["to"]) == ("2026-03-02T09:00:00+08:00", "2026-03-05T10:30:00+08:00")
    assert topic["place"] == "望云小区"
    assert "搅拌站" in topic["title"]
    assert main(["topics", str(file), "--least", "4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("columns", ["id=别的", "colour=留言主题", "id=留言编号,title=没有"])
def test_bad_input_gets_a_sentence_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], columns: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, "utf-8")
    assert main(["topics", str(file), "--columns", columns]) == 2
    assert capsys.readouterr().err.startswith("gongzhi topics: ")
    file.write_text("a,b,c\n1,2,3\n", "utf-8")
    assert main(["topics", str(file)]) == 2
