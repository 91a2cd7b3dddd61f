"""Lines added to a plan by their verb, as the page's forms and the API send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.places import public as places
from gongzhi.structure.queries import composing
from gongzhi.structure.queries.adjustments import Looked
from gongzhi.structure.rules.adjusted import LEVEL_KINDS
from gongzhi.structure.rules.adjustments import Line, Plan, Ref

VERBS = ("establish", "abolish", "move", "rename", "split", "merge", "restore")


def with_line(plan: Plan, verb: str, data: Mapping[str, Any]) -> Plan:
    """The plan with the lines that the verb consists of. `data`: `place`, `places`, `ended` as digits, `to` a
    reference, `name`, `code`, `kind`, `bodies` (kinds), `parts` (name, code). Raises Invalid, NotFound."""
    if verb == "establish":
        fitting = {key for key, _title in composing.kinds_of_bodies(data["kind"])}
        if not fitting.issuperset(data["bodies"]):
            raise Invalid("One of these bodies does not exist at this level.", field="bodies")
        new = composing.establish(
            plan, kind=data["kind"], name=data["name"], code=data["code"], to=data["to"], body_kinds=data["bodies"]
        )
        return plan.with_lines([new])
    if verb == "split":
        return composing.split(plan, int(data["place"]), data["parts"])
    if verb == "merge":
        return composing.merge(plan, [int(p) for p in data["places"]], data["to"])
    if verb == "restore":
        return composing.restore(plan, int(data["ended"]))
    if verb == "rename":
        return plan.with_lines([Line("rename", place=int(data["place"]), name=" ".join(data["name"].split()))])
    return plan.with_lines([Line(verb, place=int(data["place"]), to=data["to"])])


def require_fitting(looked: Looked, top: places.Place, verb: str, data: Mapping[str, Any]) -> None:
    """What the page's form offers to choose from: raises Invalid (with the field) for anything else."""
    tree = looked.now.places
    levels = {str(p.id) for p in tree.values() if p.kind in LEVEL_KINDS}
    targets: set[Ref] = levels | {line.key for line in looked.plan.established}
    wrong: list[str] = []
    if verb in ("abolish", "move", "rename", "split") and data["place"] not in levels:
        wrong.append("place")
    if verb == "merge" and not levels.issuperset(data["places"]):
        wrong.append("places")
    if verb in ("establish", "abolish", "move", "merge") and data["to"] not in targets:
        wrong.append("to")
    if verb == "establish" and data["kind"] not in places.AREAS:
        wrong.append("kind")
    if verb in ("establish", "rename") and not data["name"].strip():
        wrong.append("name")
    if verb == "restore":
        gone = places.Place.objects.filter(path__startswith=top.path, ends_on__lte=clock.today())
        if not gone.filter(kind__in=places.AREAS, pk=int(data["ended"] or 0)).exists():
            wrong.append("ended")
    if wrong:
        raise Invalid("This cannot be chosen here.", field=wrong[0])
