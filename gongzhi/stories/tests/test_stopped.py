"""A story that cannot go on says who wanted to do what, where, and what the pack lacks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gongzhi.packs import public as packs
from gongzhi.procedures.public import Definition, Outcome, Step, StepKind
from gongzhi.stories import live, steps
from gongzhi.stories.public import Stopped, tell

STARTER = Path(packs.__file__).parent / "starter"


@pytest.mark.django_db(transaction=True)
def test_a_missing_permission_is_named_with_who_wanted_what_and_where_to_write_it(tmp_path: Path) -> None:
    for file in STARTER.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace("{name}", "mycity"), "utf-8")
    structure = tmp_path / "structure.yaml"
    text = structure.read_text("utf-8")
    structure.write_text(text.replace("request:handle", "request:see"), "utf-8")
    with pytest.raises(Stopped) as stopped:
        tell(str(tmp_path), seed=1, begin=date(2026, 3, 2), weeks=1)
    told = str(stopped.value)
    assert "所缺权限：request:handle" in told
    assert "这个规则包里有此权限的岗位：没有" in told
    assert "工作法“" in told
    assert "步骤“" in told
    assert f"{structure}:" in told
    assert "permissions" in told


def _procedure(*rows: tuple[str, str, list[Outcome]]) -> Definition:
    made = tuple(Step(key, key, StepKind(kind), outcomes=tuple(ways)) for key, kind, ways in rows)
    return Definition("p", "p", (*made, Step("archive", "archive", StepKind.ARCHIVE)))


def test_the_way_to_an_ending_is_found_out_of_a_circle() -> None:
    around = _procedure(
        ("a", "task", [Outcome("b", "", "b")]),
        ("b", "task", [Outcome("a", "", "a"), Outcome("c", "", "c")]),
        ("c", "task", [Outcome("done", "", "archive", ("solved",))]),
    )
    assert [steps._far(around, key) for key in "abc"] == [2, 1, 0]
    never = _procedure(("a", "task", [Outcome("b", "", "b")]), ("b", "task", [Outcome("a", "", "a")]))
    assert steps._far(never, "a") == len(never.steps)


def test_a_story_waits_as_long_as_the_pack_does() -> None:
    pack = packs.load("guiyang")
    assert live.drain(pack) >= live.DRAIN
    long = pack.procedures[0].steps[0].model_copy(update={"days": 200})
    slow = pack.procedures[0].model_copy(update={"steps": (long, *pack.procedures[0].steps[1:])})
    assert live.drain(pack.model_copy(update={"procedures": (slow,)})) > timedelta(days=600)
