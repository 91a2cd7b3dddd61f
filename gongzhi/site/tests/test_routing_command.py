"""`gongzhi routing`: a changed table tried by command, and what is wrong with the one in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from gongzhi.site.cli import main

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

PACK = """name: other-lamps
title: 路灯归热线
place: 贵阳市
extends: guiyang
routing:
  - {key: lamps, title: 路灯归热线, types: [streetlight], to: [hotline_clerk], source: {default: 试}}
"""


def test_a_changed_pack_is_tried(city: Settled, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("streetlight", "streetlight", "garbage-exposed"):
        draft = requests.Draft(
            "锦桥路口有问题", type_key=kind, name="周", contact_phone="13800138000", lon=106.7065, lat=26.5895
        )
        requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    span = ["--from", "2026-03-01", "--to", "2026-03-02"]
    revision = packs.active_revision_id()
    assert main(["routing", "try", str(tmp_path), *span, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["looked"], said["elsewhere"], said["nobody"]) == (3, 2, 0)
    assert said["rules"] == {"lamps": 2, "by-type": 1}
    assert [way["requests"] for way in said["ways"]] == [2]
    assert packs.active_revision_id() == revision
    assert main(["routing", "try", "guiyang"]) == 0  # the month before: nothing came in
    assert "0 件" in capsys.readouterr().err
    assert main(["routing", "try", "guiyang", "--from", "soon"]) == 2
    assert main(["routing", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
