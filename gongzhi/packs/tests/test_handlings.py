"""Request types are inherited; a city says once for each sort by which procedure they are handled, and by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.packs import public as packs

HEAD = "name: own\ntitle: 本地\nplace: 某市\nextends: common\n"
HANDLINGS = """
handlings:
  - {key: work, procedure: ours, routes_to: [clerk]}
  - {key: question, procedure: ours, routes_to: [clerk]}
  - {key: desk, procedure: ours, routes_to: [clerk]}
body_kinds: [{key: hall, title: 大厅, group: service, levels: [community], source: {default: 例}}]
post_kinds: [{key: clerk, title: 受理员, body_kinds: [hall], accepts: [ours], source: {default: 例}}]
channels:
  - {key: web, received_by: [clerk]}
  - {key: sms, received_by: [clerk]}
  - {key: open311, received_by: [clerk]}
procedures:
  - key: ours
    title: 办理
    source: {default: 例}
    steps:
      - {key: go, title: 办, kind: task, source: {default: 例}, outcomes: [{key: done, title: 完, next: z}]}
      - {key: z, title: 归档, kind: archive, source: {default: 例}}
"""


def own(folder: Path, text: str) -> packs.Checked:
    (folder / "pack.yaml").write_text(HEAD + text, "utf-8")
    return packs.check(folder)


def test_a_type_takes_its_handling_unless_it_names_its_own(tmp_path: Path) -> None:
    other = "request_types:\n  - {key: manhole, routes_to: [nobody]}\n"
    assert [m.path for m in own(tmp_path, HANDLINGS + other).mistakes if "routes_to" in m.path] == [
        "request_types[manhole].routes_to"
    ]
    kind = packs.load("common").request_type("manhole")
    assert kind.handling == "work"
    left = [m for m in own(tmp_path, HANDLINGS).mistakes if "request_types" in m.path]
    assert left == []


def test_a_city_that_forgets_its_handlings_hears_so(tmp_path: Path) -> None:
    found = own(tmp_path, "")
    assert found.pack is None
    assert {m.code for m in found.mistakes if m.path.startswith("request_types")} >= {"dangling"}


@pytest.mark.django_db
def test_what_is_only_inherited_from_cannot_be_installed() -> None:
    assert packs.check("common").mistakes == []
    with pytest.raises(packs.BadPack):
        packs.install("common")
