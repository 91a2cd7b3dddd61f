"""The keys that parts of a pack name. Yields (location, names, the list in which they must stand)."""

from __future__ import annotations

from collections.abc import Iterator

from gongzhi.packs.schema import Pack

Loc = tuple[int | str, ...]
Named = tuple[Loc, tuple[str, ...], str]


def forming_names(pack: Pack) -> Iterator[Named]:
    """Of forming Party organisations."""
    rules = pack.forming
    if rules is None:
        return
    at: Loc = ("forming",)
    yield (*at, "procedure"), (rules.procedure,), "procedures"
    yield (*at, "board"), (rules.board,) if rules.board else (), "boards"
    yield (*at, "parents"), rules.parents, "body_kinds"
    yield (*at, "hosts"), rules.hosts, "body_kinds"
    for i, unit in enumerate(rules.units):
        here: Loc = (*at, "units", i)
        yield (*here, "levels"), unit.levels, "levels"
        yield (*here, "body_kinds"), unit.body_kinds, "body_kinds"
        yield (*here, "organised_by"), unit.organised_by, "body_kinds"
        yield (*here, "body_kind"), (unit.body_kind,) if unit.body_kind else (), "body_kinds"
    for i, form in enumerate(rules.forms):
        yield (*at, "forms", i, "body_kind"), (form.body_kind,), "body_kinds"
        yield (*at, "forms", i, "post_kind"), (form.post_kind,), "post_kinds"


def routing_names(pack: Pack) -> Iterator[Named]:
    """Of the decision table of dispatch (codes of places are known to the installation alone)."""
    for i, line in enumerate(pack.routing):
        at: Loc = ("routing", i)
        yield (*at, "levels"), line.levels, "levels"
        yield (*at, "groups"), line.groups, "request_groups"
        yield (*at, "types"), line.types, "request_types"
        yield (*at, "channels"), line.channels, "channels"
        yield (*at, "to"), line.to, "post_kinds"


def emergency_names(pack: Pack) -> Iterator[Named]:
    """Of emergency plans."""
    for i, plan in enumerate(pack.emergencies):
        at: Loc = ("emergencies", i)
        for field in ("levels", "area_levels", "estate_levels"):
            yield (*at, field), getattr(plan, field), "levels"
        yield (*at, "leaders"), plan.leaders, "post_kinds"
        yield (*at, "secretary"), (plan.secretary,), "post_kinds"
        yield (*at, "branch"), (plan.branch,), "body_kinds"
        yield (*at, "unit_kinds"), plan.unit_kinds, "body_kinds"
        yield (*at, "needs"), plan.needs, "request_types"
        yield (*at, "channel"), (plan.channel,), "channels"
        yield (*at, "staff_channel"), (plan.staff_channel,), "channels"


def duty_names(pack: Pack) -> Iterator[Named]:
    """Of duty rotas and ledgers."""
    for i, rota in enumerate(pack.duty_rotas):
        yield ("duty_rotas", i, "levels"), rota.levels, "levels"
        yield ("duty_rotas", i, "posts"), rota.posts, "post_kinds"
    for i, hazard in enumerate(pack.hazards):
        yield ("hazards", i, "request_type"), (hazard.request_type,) if hazard.request_type else (), "request_types"
    yield from _incident_names(pack)
    if pack.community is not None:
        for i, point in enumerate(pack.community.check_points):
            yield ("community", "check_points", i, "kind"), (point.kind,) if point.kind else (), "hazards"
    for i, ledger in enumerate(pack.work_ledgers):
        yield ("work_ledgers", i, "levels"), ledger.levels, "levels"
        yield ("work_ledgers", i, "groups"), ledger.groups, "request_groups"


def _incident_names(pack: Pack) -> Iterator[Named]:
    """Of levels of incidents."""
    for i, level in enumerate(pack.incident_levels):
        at: Loc = ("incident_levels", i)
        yield (*at, "takes_over"), level.takes_over, "post_kinds"
        yield (*at, "up"), (level.up,) if level.up else (), "incident_levels"
        for j, told in enumerate(level.told):
            yield (*at, "told", j, "posts"), told.posts, "post_kinds"
            yield (*at, "told", j, "levels"), told.levels, "levels"
        for j, opens in enumerate(level.opens):
            yield (*at, "opens", j, "groups"), opens.groups, "request_groups"
            yield (*at, "opens", j, "types"), opens.types, "request_types"
            yield (*at, "opens", j, "channels"), opens.channels, "channels"
