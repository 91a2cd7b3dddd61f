"""A pack over its parent: lists merge by `key`, mappings by name, `remove: true` takes away."""

from __future__ import annotations

from typing import Any

from gongzhi.packs.loader.files import Mapping, Sequence
from gongzhi.packs.loader.mistakes import Mistake


def join_files(files: list[Mapping], mistakes: list[Mistake]) -> Mapping:
    """The files of one folder as one mapping; the same list in two files is one list."""
    whole = Mapping(files[0].mark)
    for data in files:
        for name, value in data.items():
            if name not in whole:
                whole[name], whole.marks[name] = value, data.marks[name]
            elif isinstance(value, Sequence) and isinstance(whole[name], Sequence):
                joined = Sequence(whole[name].mark)
                joined.extend([*whole[name], *value])
                joined.marks.extend([*whole[name].marks, *value.marks])
                whole[name] = joined
            else:
                other = "{}:{}".format(*whole.marks[name])
                mistakes.append(Mistake(*data.marks[name], name, "twice", {"key": name, "other": other}))
    find_duplicates(whole, "", mistakes)
    return whole


def find_duplicates(value: Any, path: str, mistakes: list[Mistake]) -> None:
    """The same key twice in a list, anywhere below."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            find_duplicates(below, f"{path}.{name}" if path else name, mistakes)
    elif isinstance(value, Sequence):
        seen: dict[str, str] = {}
        for index, item in enumerate(value):
            here = _path(path, index, item)
            key = item.get("key") if isinstance(item, Mapping) else None
            if isinstance(key, str):
                mark = item.marks["key"]
                if key in seen:
                    mistakes.append(Mistake(mark[0], mark[1], here, "twice", {"key": key, "other": seen[key]}))
                seen.setdefault(key, f"{mark[0]}:{mark[1]}")
            find_duplicates(item, here, mistakes)


def merge(parent: Any, child: Any, path: str, mistakes: list[Mistake]) -> Any:
    """`child` over `parent`; neither is changed."""
    if isinstance(parent, Mapping) and isinstance(child, Mapping):
        if path.endswith("source"):
            return child  # a source is one thing: the child's replaces the parent's
        merged = Mapping(child.mark)
        for name in [*parent, *(n for n in child if n not in parent)]:
            if name not in child:
                merged[name], merged.marks[name] = parent[name], parent.marks[name]
            elif name in parent:
                below = f"{path}.{name}" if path else name
                merged[name] = merge(parent[name], child[name], below, mistakes)
                merged.marks[name] = child.marks[name]
            else:
                merged[name], merged.marks[name] = child[name], child.marks[name]
        return merged
    if isinstance(parent, Sequence) and isinstance(child, Sequence) and _keyed(child) and _keyed(parent):
        return _merge_keyed(parent, child, path, mistakes)
    return child


def drop_removed(value: Any, path: str, mistakes: list[Mistake]) -> Any:
    """A tree without parent must have nothing to remove."""
    return merge(Mapping(("", 1)), value, path, mistakes) if isinstance(value, Mapping) else value


def _merge_keyed(parent: Sequence, child: Sequence, path: str, mistakes: list[Mistake]) -> Sequence:
    merged = Sequence(child.mark)
    over = {item["key"]: (item, mark) for item, mark in zip(child, child.marks, strict=True)}
    for item, mark in zip(parent, parent.marks, strict=True):
        theirs = over.pop(item["key"], None)
        if theirs is None:
            merged.append(item)
            merged.marks.append(mark)
        elif theirs[0].get("remove") is not True:
            merged.append(merge(item, theirs[0], f"{path}[{item['key']}]", mistakes))
            merged.marks.append(theirs[1])
    for key, (item, mark) in over.items():
        if item.get("remove") is True:
            mistakes.append(Mistake(*mark, f"{path}[{key}]", "remove_nothing", {"key": key}))
        else:
            merged.append(item)
            merged.marks.append(mark)
    return merged


def _keyed(items: Sequence) -> bool:
    return all(isinstance(i, Mapping) and isinstance(i.get("key"), str) for i in items)


def _path(path: str, index: int, item: Any) -> str:
    key = item.get("key") if isinstance(item, Mapping) else None
    return f"{path}[{key if isinstance(key, str) else index}]"
