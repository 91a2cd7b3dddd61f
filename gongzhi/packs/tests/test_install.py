"""Installing: stored whole by hash, one in force, read back equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.packs.models import PackRevision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    packs.forget()


def test_no_pack_is_said_plainly() -> None:
    with pytest.raises(NotFound):
        packs.active()


def test_the_pack_in_force_is_what_was_installed() -> None:
    revision = packs.install("base")
    packs.forget()
    from gongzhi.packs import queries

    queries._revisions.clear()
    assert packs.active_revision_id() == revision
    assert packs.active() == packs.load("base") == packs.revision(revision)


def test_the_same_content_is_one_revision_and_the_last_installed_is_in_force(tmp_path: Path) -> None:
    first = packs.install("base")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.yaml").write_text("name: own\ntitle: 本地\nplace: 某市\nextends: base\n", "utf-8")
    second = packs.install(tmp_path / "own")
    assert packs.active().name == "own"
    assert packs.install("base") == first != second
    assert packs.active().name == "base"
    assert PackRevision.objects.filter(in_force=True).count() == 1
    assert PackRevision.objects.count() == 2


def test_the_hot_path_asks_the_database_once(django_assert_num_queries: object) -> None:
    packs.install("base")
    packs.active()
    with django_assert_num_queries(0):  # type: ignore[operator]
        for _ in range(100):
            packs.active()
