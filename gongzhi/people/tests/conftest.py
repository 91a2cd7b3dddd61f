"""Fast hashes, fresh keys, somebody who receives codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongzhi.people.actions import codes
from gongzhi.people.public import CodeToSend


@pytest.fixture(autouse=True)
def _fast(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[CodeToSend]:
    """The codes that went out."""
    out: list[CodeToSend] = []
    monkeypatch.setattr(codes, "_handlers", [out.append])
    return out
