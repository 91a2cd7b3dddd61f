"""`pack check` names what is allowed and hardly meant, and what can never work."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.packs.loader import check, shipped
from gongzhi.site.cli import main
from gongzhi.site.tests.test_pack_command import with_example

ROOT = Path(__file__).resolve().parents[3]


def change(file: Path, old: str, new: str) -> int:
    """Replace it once; the line where it stood."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    made = with_example(tmp_path / "mycity")
    capsys.readouterr()
    return made


def test_a_join_that_takes_longer_than_the_promise_is_named(folder: Path) -> None:
    assert check(folder).warnings == []
    file = folder / "together.yaml"
    change(file, "limit: {amount: 40, unit: working_days}", "limit: {amount: 3, unit: working_days}")
    line = change(file, "answer: {amount: 5, unit: working_days}}", "answer: {amount: 9, unit: working_days}}")
    (found,) = check(folder).warnings
    assert (found.file, found.line, found.code) == (str(file), line, "join_longer")
    assert found.path == "procedures[decide-together].steps[carry-out].joins"
    assert "院落改造（courtyard）" in found.message()


def test_lateness_that_reaches_nobody_is_named_at_the_post(folder: Path) -> None:
    change(folder / "together.yaml", "superiors: [director]", "superiors: [overseer]")
    change(folder / "community.yaml", "kind: overseer, title: 监督委员, body: overseers}",
           "kind: overseer, title: 监督委员, body: overseers, place: grid-1}")  # fmt: skip
    codes = [(m.code, m.path) for m in check(folder).warnings]
    assert ("no_superior", "community.posts[convener]") in codes


def test_a_step_for_a_post_that_may_not_handle_is_a_mistake(folder: Path) -> None:
    change(folder / "together.yaml", "permissions: [board:publish, request:see, request:handle,",
           "permissions: [board:publish, request:see,")  # fmt: skip
    found = {(m.code, m.path) for m in check(folder).mistakes}
    assert ("cannot_handle", "procedures[decide-together].steps[collect].by") in found


def test_a_kind_that_does_not_accept_the_procedure_is_named(folder: Path) -> None:
    change(folder / "together.yaml", "accepts: [decide-together]", "accepts: []")
    assert {m.code for m in check(folder).warnings} == {"not_accepting"}


def test_a_box_that_nobody_may_hang_is_named(folder: Path) -> None:
    change(folder / "structure.yaml", "premises:edit, ", "")
    (found,) = check(folder).warnings
    assert (found.code, found.path) == ("box_nobody", "channels[opinion_box]")
    assert "意见箱" in found.message()


def test_shipped_packs_leave_no_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    for pack in [*shipped(), ROOT / "examples" / "packs" / "licheng"]:
        assert [m.line_text() for m in check(pack).warnings] == []


def test_check_says_that_all_is_right_beside_the_output_for_scripts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "check", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "没有错误" in told.err
    change(folder / "together.yaml", "accepts: [decide-together]", "accepts: []")
    assert main(["pack", "check", str(folder), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "warning: “议事会召集人” does not accept" in told.err
    assert "nothing wrong, " in told.err


def test_a_body_that_names_a_post_has_it_with_a_substitute(folder: Path) -> None:
    pack = check(folder).pack
    assert pack is not None
    assert pack.community is not None
    post = pack.community.post("liaison-civil-affairs")
    assert (post.kind, post.title, post.body, post.substitute) == ("liaison", "区民政局承办人", "civil_affairs", "own")
    line = change(folder / "community.yaml", "title: 区民政局, place: district, post: liaison",
                  "title: 区民政局, place: district, post: liason")  # fmt: skip
    (found,) = check(folder).mistakes
    assert (found.line, found.code, found.params["near"]) == (line, "dangling_near", "liaison")
