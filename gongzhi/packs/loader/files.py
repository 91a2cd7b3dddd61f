"""YAML files to plain data that remembers file and line; where packs are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gongzhi.packs.loader.mistakes import Mistake

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Mark = tuple[str, int]


class Mapping(dict[str, Any]):
    """A mapping with the place of itself and of each name."""

    mark: Mark = ("", 1)
    marks: dict[str, Mark]

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark, self.marks = mark, {}


class Sequence(list[Any]):
    """A list with the place of itself and of each entry."""

    mark: Mark = ("", 1)
    marks: list[Mark]

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark, self.marks = mark, []

    def copied(self) -> Sequence:
        """The same entries in a list of its own."""
        made = Sequence(self.mark)
        made.extend(self)
        made.marks.extend(self.marks)
        return made


def packs_root() -> Path:
    """The folder of the shipped packs: inside the wheel, or of the repository."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "_packs"
    return inside if inside.is_dir() else package.parent / "packs"


def shipped() -> list[str]:
    """The names of the packs that come with the program."""
    root = packs_root()
    return sorted(p.parent.name for p in root.glob("*/pack.yaml")) if root.is_dir() else []


def folder_of(pack: str | Path) -> Path:
    """The folder of a pack given as a path or as the name of a shipped one."""
    path, known = Path(pack), packs_root() / str(pack)
    is_shipped = len(path.parts) == 1 and (known / "pack.yaml").is_file()
    return known if is_shipped and not (path / "pack.yaml").is_file() else path


def read_file(path: Path, shown: str, mistakes: list[Mistake]) -> Mapping | None:
    """One YAML file as a located mapping; None (and a mistake) where it cannot be read."""
    return read_bytes(path.read_bytes(), shown, mistakes)


def read_bytes(data: bytes, shown: str, mistakes: list[Mistake]) -> Mapping | None:
    """`read_file` of what stands in no file."""
    try:
        loader = _Base(data)
        try:
            node = loader.get_single_node()
            if node is None:
                return Mapping((shown, 1))
            if not isinstance(node, yaml.MappingNode):
                mistakes.append(Mistake(shown, 1, "", "not_mapping"))
                return None
            return _plain(loader, node, _Place(shown), mistakes)  # type: ignore[no-any-return]
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = error.problem or error.context or "?"
        mistakes.append(Mistake(shown, mark.line + 1 if mark else 1, "", "yaml", {"detail": detail}))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(shown, 1, "", "yaml", {"detail": str(error).splitlines()[0]}))
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the file, the path so far, and the nodes around."""

    shown: str
    path: str = ""
    around: tuple[int, ...] = ()

    def below(self, node: Any, part: str) -> _Place:
        return _Place(self.shown, f"{self.path}{part}".lstrip("."), (*self.around, id(node)))


def _plain(loader: Any, node: Any, at: _Place, mistakes: list[Mistake]) -> Any:
    mark = (at.shown, node.start_mark.line + 1)
    if id(node) in at.around:
        mistakes.append(Mistake(*mark, at.path, "yaml", {"detail": "*"}))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, at, mistakes)
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(mark)
        for index, item in enumerate(node.value):
            sequence.append(_plain(loader, item, at.below(node, f"[{index}]"), mistakes))
            sequence.marks.append((at.shown, item.start_mark.line + 1))
        return sequence
    try:
        return loader.construct_object(node)
    except ValueError as error:  # a date like 2026-13-45
        mistakes.append(Mistake(*mark, at.path, "yaml", {"detail": str(error)}))
        return None


def _mapping(loader: Any, node: Any, at: _Place, mistakes: list[Mistake]) -> Mapping:
    own = [(k, v) for k, v in node.value if k.tag != "tag:yaml.org,2002:merge"]
    names = [k.value for k, _ in own]
    for key_node, _ in own:
        name, here = str(key_node.value), (at.shown, key_node.start_mark.line + 1)
        first = own[names.index(key_node.value)][0]
        if first is not key_node:
            other = f"{at.shown}:{first.start_mark.line + 1}"
            path = at.below(node, f".{name}").path
            mistakes.append(Mistake(*here, path, "twice", {"key": name, "other": other}))
    loader.flatten_mapping(node)  # `<<: *anchor`
    mapping = Mapping((at.shown, node.start_mark.line + 1))
    for key_node, value_node in node.value:
        name = str(key_node.value)
        mapping[name] = _plain(loader, value_node, at.below(node, f".{name}"), mistakes)
        mapping.marks[name] = (at.shown, key_node.start_mark.line + 1)
    return mapping
