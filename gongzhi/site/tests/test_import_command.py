"""`gongzhi import requests` and `gongzhi import limits`, as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongzhi.requests.models import ImportRun, Request
from gongzhi.site.cli import main

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

LIST = """工单编号,反映时间,诉求内容,答复意见,答复时间
1,2026-02-26 09:00,楼道里堆了杂物,已经清走,2026-02-28 09:00
2,2026-02-26 09:00,路灯不亮,,
3,没有时间,井盖松了,,
"""


@pytest.mark.django_db
def test_preview_then_the_good_rows_and_the_errors(
    city: Settled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, errors = tmp_path / "list.csv", tmp_path / "errors.csv"
    file.write_bytes(LIST.encode("gb18030"))
    call = ["import", "requests", str(file), "--source", "12345", "--limit", "1 calendar_days"]
    assert main([*call, "--dry-run", "--errors", str(errors)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["added"], said["wrong"], said["committed"]) == (3, 2, 1, False)
    assert not Request.objects.exists()
    assert not ImportRun.objects.exists()
    told = errors.read_text(encoding="utf-8-sig")
    assert "没有时间" in told
    assert told.splitlines()[0].endswith("原因,原表行号")
    assert main([*call, "--dry-run", "--errors", str(tmp_path / "errors.xlsx")]) == 2
    assert main(call) == 0
    out = capsys.readouterr()
    said = json.loads(out.out)
    assert (said["committed"], said["ended_with_due_date"], said["ended_late"]) == (True, 1, 1)
    assert f"{file}:4: 反映时间: " in out.err
    assert main(call) == 0
    assert json.loads(capsys.readouterr().out)["already_there"] == 2
    assert Request.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", [["--column", "x=工单编号"], ["--column", "number"], ["--limit", "soon"], ["--post", "no"]]
)
def test_a_call_that_is_off_writes_nothing(city: Settled, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    assert main(["import", "requests", str(file), *words]) == 2
    assert not ImportRun.objects.exists()


def test_limits_are_learnt_as_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import yaml

    file = tmp_path / "due.csv"
    file.write_text(
        "类型,反映时间,办结时限\n"
        "路灯,2026-03-02 09:10:11,2026-03-05 09:10:11\n路灯,2026-03-03 10:00,2026-03-06 10:00\n"
        "路灯,2026-03-03 10:00,2026-03-07 10:00\n"
        "井盖,2026-03-05 10:00,2026-03-12\n井盖,2026-03-02,2026-03-09\n井盖,2026-03-06 10:00,2026-03-13\n",
        encoding="utf-8",
    )
    assert main(["import", "limits", str(file)]) == 0
    out = capsys.readouterr().out
    found = {t["title"]: t["limit"] for t in yaml.safe_load(out)["request_types"]}
    assert found["路灯"] == {"amount": 3, "unit": "calendar_days"}
    assert "2 of 3" in out
    assert found["井盖"]["amount"] in (5, 7)
    assert main(["import", "limits", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["rows"] == 3
    file.write_text("类型,内容\n路灯,不亮\n", encoding="utf-8")
    assert main(["import", "limits", str(file)]) == 2
