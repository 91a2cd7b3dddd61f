"""A menu offers nobody what then refuses them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.hostile.conftest import ROLES, Browsers


@pytest.mark.walk
def test_each_role_may_open_what_its_menu_offers(browsers: Browsers, city: Any) -> None:
    offered: dict[str, list[str]] = {}
    for role in ROLES[1:]:
        nav = re.search(r"<nav.*?</nav>", browsers[role].get("/desk/").content.decode(), re.DOTALL)
        assert nav is not None
        offered[role] = re.findall(r'href="(/[^"]*/)"', nav.group())
        refused = [href for href in offered[role] if browsers[role].get(href, follow=True).status_code != 200]
        assert not refused, f"{role}: {refused}"
    assert "/desk/absence/" in offered["worker"]
    assert "/desk/import/" in offered["clerk"]
    assert "/desk/requests/" in offered["director"]
