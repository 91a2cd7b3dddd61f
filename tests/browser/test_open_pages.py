"""Every page that is open to everyone, on the shipped pack: right at 360 and 1440 px, no serious finding of axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongzhi.packs.public import install, packs_root
from gongzhi.site.context import exists

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = [
    "/",
    "/login/",
    "/privacy/",
    "/board/",
    "/ledger/",
    "/packs/",
    "/procedures/",
    "/report/",
    "/track/",
    "/nearby/",
]


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_open_pages_look_right(new_context: Callable[..., Any], look: Callable[..., None], elder: bool) -> None:
    install(packs_root() / "guiyang")
    page = new_context(elder=elder).new_page()
    wrong = []
    for path in filter(exists, OPEN):
        try:
            look(page, path, f"open{path.replace('/', '-').rstrip('-')}-{'elder' if elder else 'zh'}")
        except AssertionError as error:
            wrong.append(f"{path}: {error}")
    assert wrong == []
