"""Compiles the message catalogs, so that the wheel carries them although they are not committed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogs(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes every stale .mo; `artifacts` in pyproject.toml takes them in."""
        sys.path.insert(0, str(Path(self.root) / "tools"))
        from messages import compile_all

        compile_all()
