"""`gongzhi pack …` as a script sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

from gongzhi.access.public import Permission
from gongzhi.packs.public import Pack, StepKind, Story, Unit, load, schema_json
from gongzhi.site.cli import main

ROOT = Path(__file__).resolve().parents[3]


def test_check_exits_0_or_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "guiyang"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "pack.yaml").write_text("name: own\ntitle: 例\nplace: 例\nlevls: []\n", "utf-8")
    assert main(["pack", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"{tmp_path}/pack.yaml:4: levls: 没有“levls”这一项")
    assert main(["pack", "check", str(tmp_path), "--json", "--lang", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["mistakes"][0]["line"] == 4
    assert "did you mean" in told["mistakes"][0]["message"]


def test_a_new_pack_is_right_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "某市2026"
    assert main(["pack", "new", str(folder)]) == 0
    assert main(["pack", "check", str(folder)]) == 0
    assert main(["pack", "new", str(folder)]) == 1
    capsys.readouterr()


def _example(text: str, first: str) -> str:
    """The indented block of the documentation that begins after the line `first`."""
    lines = text.split(first, 1)[1].split("\n")[1:]
    block = list(takewhile(lambda line: not line or line.startswith("    "), dropwhile(lambda line: not line, lines)))
    return "\n".join(line.removeprefix("    ") for line in block) + "\n"


def with_example(folder: Path) -> Path:
    """A new pack with the worked example of docs/packs.md."""
    text = (ROOT / "docs" / "packs.md").read_text("utf-8")
    assert main(["pack", "new", str(folder)]) == 0
    (folder / "together.yaml").write_text(_example(text, "watched by overseers."), "utf-8")
    town, own = folder / "community.yaml", _example(text, "two bodies with their posts:").split("\n")
    bodies, posts = own[:2], own[2:4]
    whole = town.read_text("utf-8").rstrip("\n")
    above, below = whole.split("  posts:\n")
    rows = ["  " * 2 + row for row in (*bodies,)]
    town.write_text(
        above + "\n".join(rows) + "\n  posts:\n" + below + "\n" + "\n".join("    " + p for p in posts) + "\n", "utf-8"
    )
    return folder


def test_the_worked_example_of_the_documentation_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_example(tmp_path / "mycity")
    assert main(["pack", "check", str(folder)]) == 0, capsys.readouterr().out
    capsys.readouterr()


def test_the_documentation_names_everything_that_a_pack_may_say() -> None:
    text = (ROOT / "docs" / "packs.md").read_text("utf-8")
    names = [p.value for p in Permission] + [k.value for k in StepKind] + [u.value for u in Unit]
    names += [*Pack.model_fields, *Story.model_fields]
    assert [n for n in names if f"`{n}`" not in text and n not in ("title_en", "note")] == []


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "list"]) == 0
    assert "guiyang\t贵阳市新型社区" in capsys.readouterr().out
    assert main(["pack", "show", "guiyang", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "guiyang"
    assert main(["pack", "show", "guiyang"]) == 0
    told, pack = capsys.readouterr().out, load("guiyang")
    assert "急难特事" in told
    for name in Pack.model_fields:
        for item in value if isinstance(value := getattr(pack, name), tuple) else ():
            assert getattr(item, "key", "") in told, name
            assert getattr(item, "title", "") in told, name
    for words in (pack.ways_out[0].where_to_go, pack.texts[0].text, "weekly: mon 09:00", "returns_max", "asked: "):
        assert words in told
    assert "limit: 5 working_days" in told


def test_the_written_schema_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "schema"]) == 0
    told = capsys.readouterr().out
    assert told == schema_json() == (ROOT / "docs" / "pack.schema.json").read_text("utf-8")


def test_checking_needs_no_django() -> None:
    code = "import sys; from gongzhi.site.cli import main; main(['pack', 'check', 'base']); "
    code += "sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_permissions_of_shipped_packs_exist_and_have_words() -> None:
    from gongzhi.access.public import Permission
    from gongzhi.packs.loader import check, shipped
    from gongzhi.packs.templatetags.packs import PERMISSIONS

    names = [p.value for p in Permission]
    assert [n for n in names if n not in PERMISSIONS] == []
    for pack in shipped():
        assert [m.line_text() for m in check(pack, names).mistakes] == []


def test_the_guide_names_every_part_of_a_pack() -> None:
    from gongzhi.packs.schema import Pack

    guide = (ROOT / "docs" / "packs.md").read_text("utf-8")
    assert [f for f in Pack.model_fields if f"`{f}`" not in guide and f not in ("title_en", "note")] == []
