"""A pack in lines for people: every part that says something, by the names that its files use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from gongzhi.packs.schema import Community, Pack

HEAD = ("key", "title", "title_en", "source", "name")


def lines(pack: Pack) -> Iterator[str]:
    """The whole pack with what it inherits; of the community only how much there is."""
    yield f"{pack.name}  {pack.title}（{pack.place}）"
    for name in type(pack).model_fields:
        value: Any = getattr(pack, name)
        if name in (*HEAD, "place") or value in ((), None, "", False):
            continue
        if not isinstance(value, (tuple, BaseModel)):
            yield f"  {name}: {value}" if name == "extends" else f"  {value}"
            continue
        yield ""
        if name == "community" and pack.community is not None:
            yield _community(pack.community)
            continue
        yield f"{name} ({len(value)})" if isinstance(value, tuple) else name
        for item in value if isinstance(value, tuple) else (value,):
            yield from _item(item, "  ")


def _item(item: BaseModel, indent: str) -> Iterator[str]:
    """One entry: key, title and source in a line, what else it says below."""
    key, title = getattr(item, "key", ""), getattr(item, "title", "") or getattr(item, "name", "")
    source = getattr(item, "source", None)
    head = f"{key:24} {title}".rstrip() if title else key
    head += f"  [{source.kind}] {source.text}" if source is not None else ""
    if head.strip():
        yield indent + head
    said: list[str] = []
    below: list[str] = []
    for name, field in type(item).model_fields.items():
        value = getattr(item, name)
        if name in HEAD or value == field.default or value in ((), {}, None, ""):
            continue
        if isinstance(value, tuple) and isinstance(value[0], BaseModel):
            below.append(f"{indent}  {name}:")
            below += [line for part in value for line in _item(part, indent + "    ")]
        else:
            said.append(f"{name}: {words(value)}")
    if said:
        yield f"{indent}  {'; '.join(said)}"
    yield from below


def words(value: Any) -> str:
    """A value in a line: limits as `4 working_hours`, lists with commas."""
    if isinstance(value, BaseModel):
        given = {n: getattr(value, n) for n in type(value).model_fields}
        if set(given) == {"amount", "unit"}:
            return f"{given['amount']} {given['unit'].value}"
        said = (f"{n} {words(v)}" for n, v in given.items() if v not in ((), None, "", {}) and n != "source")
        return "{" + ", ".join(said) + "}"
    if isinstance(value, tuple):
        return ", ".join(words(v) for v in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{k} {words(v)}" for k, v in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _community(town: Community) -> str:
    counted = f"{len(town.places)} places, {len(town.bodies)} bodies, {len(town.posts)} posts"
    return f"community  {town.title} ({counted}; main {town.main}, neighbour {town.neighbour or '-'})"
