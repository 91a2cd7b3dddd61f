"""Reading a pack whole: files, parents, schema, then what hangs together (`references`, `flow`)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gongzhi.packs.loader.doubts import doubts
from gongzhi.packs.loader.explain import explain, locate
from gongzhi.packs.loader.files import Mapping, Sequence, folder_of, packs_root, read_file
from gongzhi.packs.loader.flow import flow_problems
from gongzhi.packs.loader.merge import drop_removed, join_files, merge
from gongzhi.packs.loader.mistakes import BadPack, Mistake
from gongzhi.packs.loader.quotes import quote_problems
from gongzhi.packs.loader.references import reference_problems
from gongzhi.packs.loader.self_government import (
    deliberation_problems,
    election_problems,
    exchange_problems,
    garden_problems,
    incident_problems,
    mediation_problems,
    need_problems,
    property_problems,
    reception_problems,
    review_problems,
)
from gongzhi.packs.schema import Pack

HANDLER = "承办人"  # the title of the post that a body's `post` makes: 区民政局承办人


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading a folder: a pack, or the mistakes (in the order of files and lines)."""

    pack: Pack | None
    mistakes: list[Mistake]
    warnings: list[Mistake] = field(default_factory=list)  # what may be meant so, but hardly is


def check(pack: str | Path, known_permissions: Collection[str] | None = None, document: str | None = None) -> Checked:
    """Read the folder (or the shipped pack of that name) and everything it inherits.

    `known_permissions`: the names the program knows; `document`: the text that is quoted; None: not checked.
    """
    folder = folder_of(pack)
    mistakes: list[Mistake] = []
    data = _read_with_parents(folder, (), mistakes)
    parsed: Pack | None = None
    warnings: list[Mistake] = []
    if data is not None and not mistakes:
        _fill_handlings(data)
        _fill_posts(data)
        try:
            parsed = Pack.model_validate(data)
        except ValidationError as error:
            mistakes += explain(error, data, Pack)
    if parsed is not None and data is not None and not parsed.abstract:
        found = [
            *reference_problems(parsed, known_permissions),
            *deliberation_problems(parsed),
            *garden_problems(parsed),
            *incident_problems(parsed),
            *review_problems(parsed),
            *election_problems(parsed),
            *mediation_problems(parsed),
            *need_problems(parsed),
            *property_problems(parsed),
            *reception_problems(parsed),
            *exchange_problems(parsed),
            *flow_problems(parsed),
        ]
        if document is not None:
            found += quote_problems(parsed, document)
        for loc, code, params in found:
            mark, path = locate(data, loc)
            mistakes.append(Mistake(*mark, path, code, params))
        for loc, code, params in doubts(parsed) if not mistakes else ():
            mark, path = locate(data, loc)
            warnings.append(Mistake(*mark, path, code, params))
    for found_ in (mistakes, warnings):
        found_.sort(key=lambda m: (m.file, m.line, m.path, m.code))
    return Checked(None if mistakes else parsed, mistakes, warnings)


def whereabouts(pack: str | Path, loc: tuple[int | str, ...]) -> str:
    """`file:line: key.path` of a part of the merged pack; `loc` as pydantic writes it: `("post_kinds", 3)`."""
    data = _read_with_parents(folder_of(pack), (), [])
    mark, path = locate(data, loc)
    return f"{mark[0]}:{mark[1]}: {path}"


def load(pack: str | Path) -> Pack:
    """The pack of a folder or of a shipped name; raises `BadPack` with every mistake."""
    folder = folder_of(pack).resolve()
    stamp = tuple(
        sorted((str(f), f.stat().st_mtime_ns) for f in [*folder.glob("*.yaml"), *packs_root().glob("*/*.yaml")])
    )
    return _load(folder, stamp)


@lru_cache(maxsize=16)
def _load(folder: Path, stamp: tuple[tuple[str, int], ...]) -> Pack:
    checked = check(folder)
    if checked.pack is None:
        raise BadPack(checked.mistakes)
    return checked.pack


def schema_json() -> str:
    """The JSON Schema of a merged pack, as `docs/pack.schema.json` keeps it."""
    return json.dumps(Pack.model_json_schema(), ensure_ascii=False, indent=1) + "\n"


def _fill_handlings(data: Mapping) -> None:
    """Give each request type what its handling says, as if it were written there."""
    handlings = {h.get("key"): h for h in _mappings(data.get("handlings"))}
    for kind in _mappings(data.get("request_types")):
        handling = handlings.get(kind.get("handling"))
        for name in ("procedure", "routes_to"):
            if handling is not None and name in handling and name not in kind:
                kind[name], kind.marks[name] = handling[name], handling.marks[name]


def _fill_posts(data: Mapping) -> None:
    """A body that names a `post` has one post of that kind with a B, as if it were written there."""
    town = data.get("community")
    if not isinstance(town, Mapping) or not isinstance(town.get("posts"), Sequence):
        return
    posts = town["posts"] = town["posts"].copied()
    for body in _mappings(town.get("bodies")):
        if not isinstance(body.get("post"), str) or not isinstance(body.get("key"), str):
            continue
        made = Mapping(body.mark)
        key = f"{body['post']}-{body['key']}".replace("_", "-")[:40]
        title = f"{body.get('title', '')}{HANDLER}"
        for name, value in {
            "key": key,
            "kind": body["post"],
            "title": title,
            "body": body["key"],
            "substitute": "own",
        }.items():
            made[name], made.marks[name] = value, body.marks.get("post", body.mark)
        posts.append(made)
        posts.marks.append(body.mark)


def _mappings(value: Any) -> list[Mapping]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []


def _read_with_parents(folder: Path, below: tuple[Path, ...], mistakes: list[Mistake]) -> Mapping | None:
    first = folder / "pack.yaml"
    if not first.is_file():
        mistakes.append(Mistake(str(first), 1, "", "no_folder"))
        return None
    paths = [first, *sorted(p for p in folder.glob("*.yaml") if p != first)]
    files = [read_file(p, str(p), mistakes) for p in paths]
    own = join_files([f for f in files if f is not None], mistakes) if any(f is not None for f in files) else None
    if own is None or files[0] is None:
        return None
    parent_name = own.get("extends")
    if not isinstance(parent_name, str):
        return drop_removed(own, "", mistakes)  # type: ignore[no-any-return]
    parent = _read_parent(parent_name, folder, own, (*below, folder.resolve()), mistakes)
    return None if parent is None else _over(parent, own, mistakes)


def _read_parent(
    name: str, folder: Path, own: Mapping, below: tuple[Path, ...], mistakes: list[Mistake]
) -> Mapping | None:
    mark = own.marks["extends"]
    beside = folder.resolve().parent / name
    place = beside if (beside / "pack.yaml").is_file() else packs_root() / name
    if not (place / "pack.yaml").is_file():
        mistakes.append(Mistake(*mark, "extends", "no_parent_pack", {"name": name}))
        return None
    if place.resolve() in below:
        mistakes.append(Mistake(*mark, "extends", "parent_circle", {"name": name}))
        return None
    theirs: list[Mistake] = []
    parent = _read_with_parents(place, below, theirs)
    if theirs:
        mistakes.append(Mistake(*mark, "extends", "parent_broken", {"name": name}))
        mistakes += theirs
        return None
    return parent


def _over(parent: Mapping, own: Mapping, mistakes: list[Mistake]) -> Mapping:
    inherited = Mapping(parent.mark)
    head = {"name", "title", "title_en", "place", "document", "document_file", "extends", "abstract"}
    head |= {"historical", "note"}
    for name, value in parent.items():
        if name not in head:
            inherited[name], inherited.marks[name] = value, parent.marks[name]
    merged: Any = merge(inherited, own, "", mistakes)
    return merged  # type: ignore[no-any-return]
