"""The pack of Guiyang: what its document names is there."""

from __future__ import annotations

import pytest

from gongzhi.packs.public import Pack, load


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("guiyang")


def test_what_the_document_names_is_there(pack: Pack) -> None:
    assert [level.title for level in pack.levels][:3] == ["市", "区", "社区"]
    assert pack.historical
    triple = pack.composites[0]
    assert [pack.body_kind(k).title for k in triple.body_kinds] == ["社区党委", "居民议事会", "社区服务中心"]
    assert [s.title for s in pack.procedure("request365").steps] == ["受理", "办理", "答复", "评价", "归档"]
    steps = [s.title for s in pack.procedure("hard-case").steps]
    assert [s for s in ("接待", "政策释疑", "主动走访", "落实反馈") if s not in steps] == []
    assert pack.figure("new_communities").value == 31
    assert pack.figure("party_grids").value == 53


def test_request_types_cover_the_groups(pack: Pack) -> None:
    assert len(pack.request_types) >= 45
    assert {t.group for t in pack.request_types} == {g.key for g in pack.request_groups}
    units = {t.limit.unit.value for t in pack.request_types}
    assert units == {"working_hours", "working_days"}
    assert {t.procedure for t in pack.request_types} == {"request365", "hard-case", "simple-answer"}
    assert all(len(t.keywords) >= 6 for t in pack.request_types if t.key != "other")
