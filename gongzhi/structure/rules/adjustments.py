"""A plan of adjustment of levels (体制调整): what it says, and how it is kept. Pure.

A reference (`Ref`) names a place, body or post: its id as digits, or the key that the plan gave to a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

Ref = str
LINES = 400  # of one plan, at most


class State(StrEnum):
    """How far a plan has come."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"  # the worker carries it out on its date; it can be withdrawn until then
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post of a new body, who comes to it (ids of persons), and which post is its B (`b`, empty: none)."""

    key: Ref
    kind: str
    title: str
    seats: int = 1
    leads: bool = False
    persons: tuple[int, ...] = ()
    b: Ref = ""


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body of a new place; `parent`: the body above it, or empty."""

    key: Ref
    kind: str
    name: str
    parent: Ref = ""
    posts: tuple[NewPost, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `verb`: establish (key, kind, name, code, `to` the place above, bodies, `place` that it restores),
    abolish (`place`; what stands there goes `to`), move (`place` below `to`), rename (`place`, name), rename-body."""

    verb: str
    place: int = 0
    to: Ref = ""
    key: Ref = ""
    kind: str = ""
    name: str = ""
    code: str = ""
    bodies: tuple[NewBody, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines, and to which post the work of an ending post goes where it is not the nearest that may (`heirs`)."""

    lines: tuple[Line, ...] = ()
    heirs: Mapping[int, Ref] = field(default_factory=dict)

    @property
    def established(self) -> list[Line]:
        """The places that it sets up, in order."""
        return [line for line in self.lines if line.verb == "establish"]

    @property
    def abolished(self) -> dict[int, Ref]:
        """The places that it ends, and where what stands there goes."""
        return {line.place: line.to for line in self.lines if line.verb == "abolish"}

    @property
    def moved(self) -> dict[int, Ref]:
        """The places that it hangs elsewhere by a line of their own."""
        return {line.place: line.to for line in self.lines if line.verb == "move"}

    def new_posts(self) -> list[tuple[Line, NewBody, NewPost]]:
        """Every post that it sets up."""
        return [(line, body, post) for line in self.established for body in line.bodies for post in body.posts]

    def touched(self) -> set[int]:
        """The places of which its lines speak."""
        said = {line.place for line in self.lines} | {int(line.to) for line in self.lines if line.to.isdigit()}
        return said - {0}

    def next_key(self) -> int:
        """A number that no key of it ends with."""
        keys = [line.key for line in self.established]
        keys += [k for line in self.established for b in line.bodies for k in (b.key, *(p.key for p in b.posts))]
        return max((int(k[1:]) for k in keys), default=0) + 1

    def with_lines(self, lines: Iterable[Line]) -> Plan:
        """The same with further lines."""
        return replace(self, lines=(*self.lines, *lines))

    def without(self, n: int) -> Plan:
        """The same without its n-th line, and without the lines that lead to what that one sets up."""
        gone = self.lines[n]
        kept = [line for i, line in enumerate(self.lines) if i != n and not (gone.key and line.to == gone.key)]
        keys = {post.key for body in gone.bodies for post in body.posts}
        return Plan(tuple(kept), {post: ref for post, ref in self.heirs.items() if ref not in keys})

    def staffed(self, persons: Mapping[Ref, tuple[int, ...]]) -> Plan:
        """The same, with these persons in its new posts (those not named keep theirs)."""
        lines = []
        for line in self.lines:
            bodies = tuple(
                replace(b, posts=tuple(replace(p, persons=persons.get(p.key, p.persons)) for p in b.posts))
                for b in line.bodies
            )
            lines.append(replace(line, bodies=bodies))
        return replace(self, lines=tuple(lines))


def to_json(plan: Plan) -> dict[str, Any]:
    """What is kept of it."""
    lines = [{k: v for k, v in asdict(line).items() if v} for line in plan.lines]
    return {"lines": lines, "heirs": {str(k): v for k, v in sorted(plan.heirs.items())}}


def from_json(data: Mapping[str, Any]) -> Plan:
    """The plan that `to_json` kept."""
    lines = []
    for row in data.get("lines", []):
        bodies = tuple(
            NewBody(**{**b, "posts": tuple(NewPost(**{**p, "persons": tuple(p["persons"])}) for p in b["posts"])})
            for b in row.get("bodies", [])
        )
        lines.append(Line(**{**row, "bodies": bodies}))
    return Plan(tuple(lines), {int(k): v for k, v in data.get("heirs", {}).items()})
