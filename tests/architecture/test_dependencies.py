"""Every dependency has its reason and licence in docs/dependencies.md, and no line stands there for nothing."""

from __future__ import annotations

import json
import re
import tomllib

from tests.architecture.source import ROOT


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += [entry for group in project["dependency-groups"].values() for entry in group if isinstance(entry, str)]
    for extra in project["project"].get("optional-dependencies", {}).values():
        wanted += extra
    names = {re.match(r"[\w.-]+", entry)[0].lower() for entry in wanted}  # type: ignore[index]
    names |= {name.lower() for kind in ("dependencies", "devDependencies") for name in package.get(kind, {})}

    lines = re.findall(
        r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.M
    )
    assert {name.lower() for name, _, _ in lines} == names
    for name, licence, reason in lines:
        assert "AGPL" not in licence, name
        assert not re.match(r"GPL", licence), name
        assert len(reason.strip()) > 10, name
