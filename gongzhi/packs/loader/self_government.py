"""Whether deliberation, elections, messages between the levels and consultation name what there is. Yields problems."""

from __future__ import annotations

from collections.abc import Iterator

from gongzhi.packs.loader.flow import Loc, Problem
from gongzhi.packs.loader.references import _all, _handles
from gongzhi.packs.schema import (
    ELECTION_STEPS,
    OPTIONAL_STEPS,
    RECALL_STEPS,
    ElectionWay,
    IncidentTold,
    Pack,
    StepKind,
    chain_of,
)


def deliberation_problems(pack: Pack) -> Iterator[Problem]:
    """Dangling procedures, levels and posts; posts that receive topics but may not run them."""
    for d, item in enumerate(pack.deliberations):
        at: Loc = ("deliberations", d)
        yield from _all((*at, "procedure"), (item.procedure,), "procedures", [p.key for p in pack.procedures])
        yield from _all((*at, "levels"), item.levels, "levels", [level.key for level in pack.levels])
        yield from _all((*at, "received_by"), item.received_by, "post_kinds", [k.key for k in pack.post_kinds])
        yield from _handles((*at, "received_by"), item.received_by, pack, "topic:run")
    ways = {
        d.key: [s.key for p in pack.procedures if p.key == d.procedure for s in p.steps] for d in pack.deliberations
    }
    for i, pact in enumerate(pack.pacts):
        at = ("pacts", i)
        yield from _all((*at, "levels"), pact.levels, "levels", [level.key for level in pack.levels])
        yield from _all((*at, "deliberation"), (pact.deliberation,), "deliberations", list(ways))
        yield from _all((*at, "edits"), pact.edits, "steps", ways.get(pact.deliberation, []))
    for i, hearing in enumerate(pack.hearings):
        at = ("hearings", i)
        yield from _all((*at, "deliberation"), (hearing.deliberation,), "deliberations", list(ways))
        yield from _all((*at, "board"), (hearing.board,), "boards", [b.key for b in pack.boards])
        yield from _all((*at, "before"), (hearing.before,), "steps", ways.get(hearing.deliberation, []))


def election_problems(pack: Pack) -> Iterator[Problem]:
    """Dangling names; steps that are not those of an election; who holds it may not; nobody else vets."""
    kinds = [k.key for k in pack.post_kinds]
    for e, way in enumerate(pack.elections):
        at: Loc = ("elections", e)
        yield from _all((*at, "procedure"), (way.procedure,), "procedures", [p.key for p in pack.procedures])
        rules: list[str] = [r.rule for r in pack.rule_sets]
        yield from _all((*at, "rule"), (way.rule,), "rule_sets", rules)
        yield from _all((*at, "fills"), way.fills, "post_kinds", kinds)
        yield from _all((*at, "run_by"), way.run_by, "post_kinds", kinds)
        yield from _all((*at, "board"), (way.board,) if way.board else (), "boards", [b.key for b in pack.boards])
        for permission in ("vote:hold", "electorate:edit", "org:see", "board:publish"):
            yield from _handles((*at, "run_by"), way.run_by, pack, permission)
        if way.fills:
            yield from _in_use(way, at, pack)


def _in_use(way: ElectionWay, at: Loc, pack: Pack) -> Iterator[Problem]:
    if not way.run_by or set(way.run_by) & set(way.fills):
        yield (*at, "run_by"), "election_run_by", {}
    procedure = next((p for p in pack.procedures if p.key == way.procedure), None)
    if procedure is None:
        return
    wanted = list(RECALL_STEPS if way.recall else ELECTION_STEPS)
    have = [s.key for s in procedure.steps if s.kind is not StepKind.ARCHIVE]
    if have not in (wanted, [s for s in wanted if s not in OPTIONAL_STEPS]):
        yield (*at, "procedure"), "election_steps", {"choices": "、".join(wanted)}
    for step in procedure.steps:
        if step.key in ("vet", "approve") and step.by in ("holder", "resident", "system", *way.run_by, *way.fills):
            yield (*at, "procedure"), "election_vets", {"name": step.title}
        kind = {"vote": StepKind.MEETING, "candidates": StepKind.PUBLICATION}.get(step.key, StepKind.TASK)
        if step.key in wanted and step.kind is not kind:
            yield (*at, "procedure"), "election_steps", {"choices": "、".join(wanted)}


def exchange_problems(pack: Pack) -> Iterator[Problem]:
    """The same of two-way messages, cross-appointments and consultation (rows A14, A18)."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("levels", "procedures", "post_kinds", "body_kinds")}
    kinds, bodies = keys["post_kinds"], keys["body_kinds"]
    if way := pack.two_way:
        yield from _all(("two_way", "procedure"), (way.procedure,), "procedures", keys["procedures"])
        for i, level in enumerate(way.levels):
            yield from _all(("two_way", "levels", i, "levels"), level.levels, "levels", keys["levels"])
    ranks = [level.key for level in way.levels] if way else []
    for i, network in enumerate(pack.networks):
        yield from _all(("networks", i, "stands"), tuple(network.stands), "levels", ranks)
        for level_key, named in network.stands.items():
            yield from _all(("networks", i, "stands", level_key), named, "post_kinds", kinds)
    for i, cross in enumerate(pack.cross_posts):
        yield from _all(("cross_posts", i, "level"), (cross.level,), "levels", keys["levels"])
        yield from _all(("cross_posts", i, "body_kinds"), cross.body_kinds, "body_kinds", bodies)
        yield from _all(("cross_posts", i, "with_kinds"), cross.with_kinds, "body_kinds", bodies)
    if asked := pack.consultation:
        yield from _all(("consultation", "agencies"), asked.agencies, "body_kinds", bodies)
        for name in ("heads", "asks", "answers", "seen_by"):
            yield from _all(("consultation", name), getattr(asked, name), "post_kinds", kinds)
        named = (asked.consent_procedure, asked.assessment_procedure)
        yield from _all(("consultation", "procedure"), named, "procedures", keys["procedures"])


def garden_problems(pack: Pack) -> Iterator[Problem]:
    """The same of gardens and talks (row E10)."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("levels", "procedures", "post_kinds", "boards")}
    if rules := pack.gardens:
        yield from _all(("gardens", "levels"), rules.levels, "levels", keys["levels"])
        yield from _all(("gardens", "board"), (rules.board,), "boards", keys["boards"])
        yield from _all(("gardens", "care"), (rules.care,), "procedures", keys["procedures"])
    if talks := pack.talks:
        yield from _all(("talks", "levels"), talks.levels, "levels", keys["levels"])
        yield from _all(("talks", "convened_by"), talks.convened_by, "post_kinds", keys["post_kinds"])
        yield from _all(("talks", "procedure"), (talks.procedure,), "procedures", keys["procedures"])
        yield from _handles(("talks", "convened_by"), talks.convened_by, pack, "topic:run")


def need_problems(pack: Pack) -> Iterator[Problem]:
    """The same of the lists of needs and services (row C8)."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("levels", "post_kinds", "request_types")}
    if rules := pack.needs:
        yield from _all(("needs", "levels"), rules.levels, "levels", keys["levels"])
        yield from _all(("needs", "offered_by"), rules.offered_by, "post_kinds", keys["post_kinds"])
        for i, kind in enumerate(rules.kinds):
            at: Loc = ("needs", "kinds", i, "request_types")
            yield from _all(at, kind.request_types, "request_types", keys["request_types"])


def review_problems(pack: Pack) -> Iterator[Problem]:
    """Dangling names of reviews; who runs one may not, or would be reviewed by it."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("body_kinds", "procedures", "post_kinds", "boards")}
    for i, review in enumerate(pack.reviews):
        at: Loc = ("reviews", i)
        yield from _all((*at, "body_kinds"), review.body_kinds, "body_kinds", keys["body_kinds"])
        yield from _all((*at, "run_by"), review.run_by, "post_kinds", keys["post_kinds"])
        yield from _all((*at, "procedure"), (review.procedure,), "procedures", keys["procedures"])
        yield from _all((*at, "board"), (review.board,), "boards", keys["boards"])
        for permission in ("affairs:supervise", "vote:hold", "board:publish"):
            yield from _handles((*at, "run_by"), review.run_by, pack, permission)
        for kind in pack.post_kinds:
            if kind.key in review.run_by and set(kind.body_kinds) & set(review.body_kinds):
                yield (*at, "run_by"), "review_run_by", {"name": kind.title}


def property_problems(pack: Pack) -> Iterator[Problem]:
    """The same of the management of estates (row C7); an order whose procedure lacks a way."""
    rules = pack.property_rules
    if rules is None:
        return
    at: Loc = ("property_rules",)
    names = ("levels", "body_kinds", "post_kinds", "composites", "procedures", "request_types")
    keys = {n: [i.key for i in getattr(pack, n)] for n in names}
    yield from _all((*at, "levels"), rules.levels, "levels", keys["levels"])
    yield from _all((*at, "companies"), rules.companies, "body_kinds", keys["body_kinds"])
    yield from _all((*at, "givers"), rules.givers, "body_kinds", keys["body_kinds"])
    yield from _all((*at, "answers"), rules.answers, "post_kinds", keys["post_kinds"])
    yield from _handles((*at, "answers"), rules.answers, pack, "request:handle")
    yield from _all((*at, "request_types"), rules.request_types, "request_types", keys["request_types"])
    if rules.composite:
        yield from _all((*at, "composite"), (rules.composite,), "composites", keys["composites"])
    yield from _all((*at, "order"), (rules.order,), "procedures", keys["procedures"])
    steps = {s.key: {o.key for o in s.outcomes} for p in pack.procedures if p.key == rules.order for s in p.steps}
    if steps and not ({"report"} <= steps.get("mend", set()) and {"closed", "back"} <= steps.get("recheck", set())):
        yield (*at, "order"), "property_order", {}
    if (objection := rules.objection) is not None:
        decides: Loc = (*at, "objection", "decides")
        yield from _all(decides, objection.decides, "post_kinds", keys["post_kinds"])
        yield from _handles(decides, objection.decides, pack, "request:handle")
        ways = steps.get("mend", set()) & {"object"} | steps.get("objection", set())
        if steps and not {"object", "upheld", "lifted"} <= ways:
            yield (*at, "objection"), "property_objection", {}
        for kind in pack.post_kinds:
            if kind.key in objection.decides and rules.order not in kind.accepts:
                yield decides, "property_decides", {"name": kind.title, "procedure": rules.order}


def reception_problems(pack: Pack) -> Iterator[Problem]:
    """The same of stations where leaders receive; who receives may not take requests in."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("levels", "request_groups", "channels", "post_kinds")}
    for i, station in enumerate(pack.receptions):
        at: Loc = ("receptions", i)
        yield from _all((*at, "levels"), station.levels, "levels", keys["levels"])
        yield from _all((*at, "groups"), station.groups, "request_groups", keys["request_groups"])
        yield from _all((*at, "channel"), (station.channel,), "channels", keys["channels"])
        for name in ("leaders", "receivers"):
            yield from _all((*at, name), getattr(station, name), "post_kinds", keys["post_kinds"])
            yield from _handles((*at, name), getattr(station, name), pack, "request:register")


def incident_problems(pack: Pack) -> Iterator[Problem]:
    """Levels of incidents are one chain; who takes a case over is told, and may handle it; nobody waits for a level
    that only a request about personal affairs could have."""
    if pack.incident_levels and not chain_of(pack.incident_levels):
        yield ("incident_levels",), "incident_chain", {}
    private = {t.key for t in pack.request_types if t.private}
    for i, level in enumerate(pack.incident_levels):
        at: Loc = ("incident_levels", i)
        told = {kind for one in level.told for kind in one.posts}
        for j, one in enumerate(level.told):
            yield from _told_problems((*at, "told", j), one, pack)
        yield from _all((*at, "takes_over"), level.takes_over, "post_kinds", sorted(told))
        yield from _handles((*at, "takes_over"), level.takes_over, pack, "request:handle")
        if level.again and level.up:
            yield (*at, "again"), "incident_again", {}
        for j, opens in enumerate(level.opens):
            for key in sorted(private & set(opens.types)):
                yield (*at, "opens", j, "types"), "incident_private", {"name": key}


def _told_problems(at: Loc, one: IncidentTold, pack: Pack) -> Iterator[Problem]:
    """Kinds of posts or the watch, not both; a watch is kept where a duty rota is."""
    if bool(one.posts) == one.watch:
        yield at, "incident_told", {}
    kept = {key for rota in pack.duty_rotas for key in rota.levels}
    if one.watch and not (kept & set(one.levels) if one.levels else kept):
        yield at, "incident_watch", {}


def mediation_problems(pack: Pack) -> Iterator[Problem]:
    """The same of mediation; a persuader that mediates, a step in which a side could not refuse."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in ("body_kinds", "procedures", "post_kinds", "request_types")}
    for i, way in enumerate(pack.mediations):
        at: Loc = ("mediations", i)
        yield from _all((*at, "procedure"), (way.procedure,), "procedures", keys["procedures"])
        for name in ("received_by", "mediators", "persuaders"):
            yield from _all((*at, name), getattr(way, name), "post_kinds", keys["post_kinds"])
            permissions = ("request:register",) if name == "received_by" else ("request:handle", "request:answer")
            for permission in permissions:
                yield from _handles((*at, name), getattr(way, name), pack, permission)
        yield from _all((*at, "committees"), way.committees, "body_kinds", keys["body_kinds"])
        for k, kind in enumerate(way.kinds):
            yield from _all((*at, "kinds", k, "by"), kind.by, "post_kinds", keys["post_kinds"])
            yield from _all((*at, "kinds", k, "request_types"), kind.request_types, "request_types",
                            keys["request_types"])  # fmt: skip
        if set(way.mediators) & set(way.persuaders):
            yield (*at, "persuaders"), "mediation_persuades", {}
        steps = [s for p in pack.procedures if p.key == way.procedure for s in p.steps]
        yield from _all((*at, "forms"), tuple(f.key for f in way.forms), "steps", [s.key for s in steps])
        for step in steps:
            works = step.kind in (StepKind.TASK, StepKind.DISPATCH) and step.key != "call-back"
            if works and not any(o.key == "refused" for o in step.outcomes):
                yield (*at, "procedure"), "mediation_refusal", {"name": step.title}
