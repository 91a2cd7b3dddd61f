"""The source of the project as the architecture tests read it."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("gongzhi", "tests", "tools", "bench", "scripts")


def is_test(path: Path) -> bool:
    """Whether the file is a test, by its folder."""
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def name_of(path: Path) -> str:
    """The path as the repository says it."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def files() -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python file but generated migrations, with its syntax tree, in order."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    wanted = [
        p
        for p in paths
        if not p.is_symlink() and "_packs" not in p.parts and not ("migrations" in p.parts and p.name != "__init__.py")
    ]
    gc.disable()  # millions of nodes, none of them garbage: the collector would look through them again and again
    try:
        return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in wanted)
    finally:
        gc.freeze()
        gc.enable()


def product() -> Iterator[tuple[Path, ast.Module]]:
    """The files of the package itself, tests left out."""
    return ((path, tree) for path, tree in files() if name_of(path).startswith("gongzhi/") and not is_test(path))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression; "" where it is no plain chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
