"""docs/glossary.md fixes the words: one Chinese term, one identifier; those that name code exist there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def rows() -> list[tuple[str, str, str]]:
    found = []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in {"Chinese", "---"}:
            found.append((cells[0], cells[1], cells[2]))
    return found


def classes() -> dict[str, set[str]]:
    """Every class of the package with the names assigned in its body."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "gongzhi").rglob("*.py")):
        if "migrations" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = found.setdefault(node.name, set())
                for item in node.body:
                    if isinstance(item, ast.Assign):
                        names.update(t.id for t in item.targets if isinstance(t, ast.Name))
    return found


def test_one_term_one_identifier() -> None:
    table = rows()
    assert len(table) >= 50
    for column in (0, 1):
        cells = [row[column] for row in table]
        assert sorted({c for c in cells if cells.count(c) > 1}) == []


def test_every_row_is_whole() -> None:
    for chinese, identifier, meaning in rows():
        assert re.search(r"[\u4e00-\u9fff]", chinese), chinese
        assert re.fullmatch(r"`[A-Z]\w+(\.[A-Z_]+)?`|[a-z][a-z-]*", identifier), identifier
        assert len(meaning) > 5, chinese


def test_identifiers_exist_in_the_code() -> None:
    known = classes()
    missing = []
    for _chinese, identifier, _meaning in rows():
        if identifier.startswith("`"):
            name, _dot, member = identifier.strip("`").partition(".")
            if name not in known or (member and member not in known[name]):
                missing.append(identifier)
    assert missing == []
