"""Standards are checked like everything else in a pack: the mistake with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.packs.public import check, load, shipped

GOOD = "key: s, title: 标准, source: {default: 试}, measure: posts_filled, levels: [community], post_kinds: [director]"


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        (f"{GOOD}, at_least: 1", None, ""),
        (GOOD, "no_bound", "standards[s]"),
        (f"{GOOD}, at_least: 5, at_most: 3", "bounds_crossed", "standards[s]"),
        (f"{GOOD}, at_least: 1, starts_on: 2026-02-01, ends_on: 2026-01-01", "days_crossed", "standards[s]"),
        (f"{GOOD}, at_least: 1, owner: [directer]", "dangling_near", "standards[s].owner"),
        (GOOD.replace("posts_filled", "posts_fill") + ", at_least: 1", "not_choice_near", "standards[s].measure"),
        (GOOD.replace(", levels: [community]", "") + ", at_least: 1", "standard_needs", "standards[s].measure"),
        (f"{GOOD}, at_least: -1", "too_small", "standards[s].at_least"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, code: str | None, path: str) -> None:
    (tmp_path / "pack.yaml").write_text(
        "name: p\ntitle: 包\nplace: 某市\nextends: base\n"
        "levels: []\n"
        "body_kinds:\n  - {key: centre, title: 中心, group: service, levels: [community], source: {default: 试}}\n"
        "post_kinds:\n  - {key: director, title: 主任, body_kinds: [centre], source: {default: 试}}\n"
        f"standards:\n  - {{{line}}}\n",
        "utf-8",
    )
    mistakes = [m for m in check(tmp_path).mistakes if m.path.startswith("standards")]
    assert [(m.code, m.path) for m in mistakes] == ([] if code is None else [(code, path)])
    assert all(m.line == 11 for m in mistakes)


@pytest.mark.parametrize("name", [n for n in shipped() if load(n).community is not None])
def test_each_city_names_its_standards_and_who_mends_them(name: str) -> None:
    pack = load(name)
    own = [s for s in pack.standards if s.source.kind == "quote"]
    assert len(own) >= 9
    assert all(s.owner for s in pack.standards if s.measure is not None)
    assert all(s.unit for s in pack.standards if s.measure is not None)
    assert {"A4", "A10", "A11", "C2"} <= {s.row for s in pack.standards}
