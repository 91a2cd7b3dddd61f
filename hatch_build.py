"""What the wheel carries although it is not committed: compiled catalogs, and the served files of npm packages."""

from __future__ import annotations

import re
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
        if version != "editable":
            build_data["force_include"] |= self.npm_files()

    def npm_files(self) -> dict[str, str]:
        """node_modules file → place in the wheel, with each package's licence; nothing where `npm ci` did not run."""
        text = (Path(self.root) / "gongzhi" / "kit" / "assets.py").read_text(encoding="utf-8")
        served = re.findall(r'"npm/[^"]+": "([^"]+)"', text)
        wanted = [*served, *(f"{package}/LICENSE" for package in sorted({name.split("/")[0] for name in served}))]
        found = {str(Path(self.root) / "node_modules" / name): f"gongzhi/_npm/{name}" for name in wanted}
        return {source: target for source, target in found.items() if Path(source).exists()}
