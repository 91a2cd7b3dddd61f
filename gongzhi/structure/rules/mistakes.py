"""What is wrong with a plan of adjustment: it is refused as long as anything is. Pure (texts are msgids)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongzhi.core.errors import NotAllowed
from gongzhi.core.texts import N_
from gongzhi.structure.rules.adjusted import DEEPEST, After, Now, uncovered, work_out
from gongzhi.structure.rules.adjustments import Line, Plan, Ref

MOST = 50


@dataclass(frozen=True, slots=True)
class Mistake:
    """`text` is a msgid with `params`; `line` the number of the line (0 the first), None for the whole plan."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None

    def refusal(self) -> NotAllowed:
        """The same as an error."""
        params: dict[str, Any] = dict(self.params)
        return NotAllowed(self.text, **params)


def in_the_past(effective_on: date, today: date) -> Mistake | None:
    """An adjustment cannot begin before it is confirmed."""
    if effective_on < today:
        return Mistake(N_("The date lies in the past: choose today or a later day."))
    return None


def of_lines(plan: Plan, now: Now, codes: Mapping[str, int]) -> list[Mistake]:
    """What is wrong with single lines; `codes`: official codes in use → place."""
    found = list(_lines(plan, now, codes))
    if not plan.lines:
        found.append(Mistake(N_("The plan has no lines yet.")))
    return found


def _lines(plan: Plan, now: Now, codes: Mapping[str, int]) -> Iterator[Mistake]:
    keys: list[Ref] = []
    abolished = plan.abolished
    times = Counter((line.verb, line.place) for line in plan.lines if line.verb != "establish")
    for n, line in enumerate(plan.lines):
        name = now.places[line.place].name if line.place in now.places else line.name
        if line.verb != "establish" and line.place not in now.places:
            yield Mistake(N_("The place of this line no longer exists, or is not yours to adjust."), {}, n)
            continue
        if line.verb != "establish" and times[line.verb, line.place] > 1:
            yield Mistake(N_("%(place)s stands in two lines of the same kind."), {"place": name}, n)
        if line.verb in ("move", "rename") and line.place in abolished:
            yield Mistake(N_("%(place)s is abolished by this plan too."), {"place": name}, n)
        if line.verb in ("establish", "move", "abolish"):
            yield from _target(plan, now, n, line, name, keys)
        if line.verb == "establish":
            yield from _new(plan, n, line, codes)
            keys.append(line.key)


def _target(plan: Plan, now: Now, n: int, line: Line, name: str, keys: list[Ref]) -> Iterator[Mistake]:
    known = line.to in {e.key for e in plan.established} or (line.to.isdigit() and int(line.to) in now.places)
    if not known:
        yield Mistake(N_("%(place)s: the place where it should go is not known."), {"place": name}, n)
    elif line.to.isdigit() and int(line.to) in plan.abolished:
        params = {"place": name, "other": now.places[int(line.to)].name}
        yield Mistake(N_("%(place)s cannot go to %(other)s, which this plan abolishes."), params, n)
    elif line.verb == "establish" and not line.to.isdigit() and line.to not in keys:
        yield Mistake(N_("%(place)s stands before the place above it: change the order."), {"place": name}, n)


def _new(plan: Plan, n: int, line: Line, codes: Mapping[str, int]) -> Iterator[Mistake]:
    others = [e for e in plan.established if e is not line]
    if line.code and (line.code in codes or any(e.code == line.code for e in others)):
        yield Mistake(N_("The code %(code)s is in use: give %(place)s another one."),
                      {"code": line.code, "place": line.name}, n)  # fmt: skip
    if any(e.name == line.name and e.to == line.to for e in others):
        yield Mistake(N_("Two new places are called %(place)s."), {"place": line.name}, n)
    for body in line.bodies:
        for post in body.posts:
            if len(set(post.persons)) > post.seats:
                params = {"post": post.title, "place": line.name, "n": post.seats}
                yield Mistake(N_("%(post)s of %(place)s has %(n)s seats, and more people are named."), params, n)


def of_whole(plan: Plan, now: Now) -> tuple[After, list[Mistake]]:
    """What it leads to, and why that cannot be: circles, work that nobody would have, places without anybody."""
    circle = _circle(plan, now)
    if circle:
        return After(), [circle]
    after = work_out(plan, now)
    found: list[Mistake] = []
    lost = Counter(held.post for held in after.orphans)
    for post, number in sorted(lost.items()):
        params = {"post": now.posts[post].label, "n": number}
        found.append(Mistake(N_("%(n)s open matters of %(post)s would have nobody: say who takes them."), params))
    names = {line.key: line.name for line in plan.established}
    for ref, title in uncovered(now, after, plan)[:MOST]:
        place = names.get(ref) or now.places[int(ref)].name
        if title:
            found.append(
                Mistake(N_("%(place)s: nobody would take “%(kind)s” any more."), {"place": place, "kind": title})
            )
        else:
            found.append(Mistake(N_("%(place)s: nobody there would handle requests."), {"place": place}))
    return after, found


def _circle(plan: Plan, now: Now) -> Mistake | None:
    parent = {str(p.id): str(p.parent or "") for p in now.places.values()}
    parent |= {line.key: line.to for line in plan.established}
    for place in now.places.values():
        if place.parent in plan.abolished and place.id not in plan.abolished:
            parent[str(place.id)] = plan.abolished[place.parent]
    parent |= {str(p): to for p, to in plan.moved.items()}
    for place_id, to in plan.abolished.items():
        parent[str(place_id)] = to
    for start in sorted(parent):
        at, steps = start, 0
        while at and steps <= DEEPEST + 2:
            at, steps = parent.get(at, ""), steps + 1
        if at:
            name = now.places[int(start)].name if start.isdigit() else start
            return Mistake(N_("%(place)s would stand below itself, or too deep."), {"place": name})
    return None
