"""Whether every key that a pack names exists. Yields (location, code, params)."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from gongzhi.packs.loader.named import duty_names, emergency_names, forming_names, routing_names
from gongzhi.packs.loader.placeholders import PLACEHOLDERS
from gongzhi.packs.schema import Community, CommunityAdjustment, Pack, Story
from gongzhi.packs.schema.procedure import Join, Supervisors
from gongzhi.packs.schema.standards import NEEDS

Loc = tuple[int | str, ...]
Problem = tuple[Loc, str, dict[str, Any]]

NAMES = {
    "levels": ("层级", "levels"),
    "body_kinds": ("机构类别", "kinds of bodies"),
    "post_kinds": ("岗位类别", "kinds of posts"),
    "forming.units": ("组建单位类别", "kinds of units of forming"),
    "grids": ("网格类别", "kinds of grids"),
    "procedures": ("工作法", "procedures"),
    "request_groups": ("诉求大类", "groups of request types"),
    "request_types": ("诉求类型", "request types"),
    "hazards": ("隐患种类", "kinds of hazards"),
    "incident_levels": ("事件等级", "levels of incidents"),
    "handlings": ("办理方式", "handlings"),
    "endings": ("办结方式", "endings"),
    "boards": ("公开栏", "boards"),
    "channels": ("受理渠道", "channels"),
    "places": ("地点", "places"),
    "bodies": ("机构", "bodies"),
    "posts": ("岗位", "posts"),
    "steps": ("步骤", "steps"),
    "rule_sets": ("表决规则", "rule sets"),
    "deliberations": ("议事方式", "ways of deliberating"),
}


def reference_problems(pack: Pack, permissions: Collection[str] | None) -> Iterator[Problem]:
    """Dangling references, unknown permissions, placeholders that nobody fills, levels in a circle."""
    keys = {n: [i.key for i in getattr(pack, n)] for n in NAMES if hasattr(pack, n)}
    yield from _levels(pack, keys)
    yield from _grids(pack, keys)
    for i, body in enumerate(pack.body_kinds):
        yield from _all(("body_kinds", i, "levels"), body.levels, "levels", keys["levels"])
    for i, group in enumerate(pack.composites):
        yield from _all(("composites", i, "body_kinds"), group.body_kinds, "body_kinds", keys["body_kinds"])
        yield from _all(("composites", i, "post_kinds"), group.post_kinds, "post_kinds", keys["post_kinds"])
        yield from _all(("composites", i, "numbers"), tuple(group.numbers), "body_kinds", list(group.body_kinds))
    for i, post in enumerate(pack.post_kinds):
        at: Loc = ("post_kinds", i)
        yield from _all((*at, "body_kinds"), post.body_kinds, "body_kinds", keys["body_kinds"])
        yield from _all((*at, "accepts"), post.accepts, "procedures", keys["procedures"])
        yield from _all((*at, "superiors"), post.superiors, "post_kinds", keys["post_kinds"])
        yield from _all((*at, "heirs"), post.heirs, "post_kinds", keys["post_kinds"])
        yield from _all((*at, "held_by_posts"), post.held_by_posts, "post_kinds", keys["post_kinds"])
        for n, name in enumerate(post.permissions):
            yield from _permission((*at, "permissions", n), name, permissions)
    for i, kind in enumerate(pack.request_types):
        at = ("request_types", i)
        yield from _all((*at, "group"), (kind.group,), "request_groups", keys["request_groups"])
        yield from _all((*at, "handling"), (kind.handling,) if kind.handling else (), "handlings", keys["handlings"])
        yield from _all((*at, "procedure"), (kind.procedure,), "procedures", keys["procedures"])
        yield from _all((*at, "routes_to"), kind.routes_to, "post_kinds", keys["post_kinds"])
        if pack.community:
            bodies = [b.key for b in pack.community.bodies]
            yield from _all((*at, "departments"), kind.departments, "bodies", bodies)
    for i, figure in enumerate(pack.figures):
        at = ("figures", i)
        yield from _all((*at, "groups"), figure.groups, "request_groups", keys["request_groups"])
        yield from _all((*at, "bodies"), figure.bodies, "body_kinds", keys["body_kinds"])
        named = (figure.procedure,) if figure.procedure else ()
        yield from _all((*at, "procedure"), named, "procedures", keys["procedures"])
    for i, channel in enumerate(pack.channels):
        yield from _all(("channels", i, "received_by"), channel.received_by, "post_kinds", keys["post_kinds"])
        if pack.request_types and channel.in_use and channel.by != "staff" and not channel.received_by:
            yield ("channels", i), "no_receiver", {}
    if pack.request_types and "other" not in keys["request_types"]:
        yield ("request_types",), "no_other", {}
    yield from _procedures(pack, keys, permissions)
    yield from _meetings_and_duties(pack, keys)
    yield from _standards(pack, keys)
    yield from _disclosures(pack, keys)
    yield from _terms(pack, keys)
    yield from _callbacks(pack, keys)
    dated = (*forming_names(pack), *emergency_names(pack), *routing_names(pack), *duty_names(pack))
    for loc, names, what in dated:
        yield from _all(loc, names, what, keys[what])
    yield from _texts(pack)
    yield from _community(pack, keys)
    if pack.story:
        yield from _story(pack.story, keys)
        rules, posts = [s.key for s in pack.standards], [p.key for p in pack.community.posts] if pack.community else []
        yield from _all(("story", "gaps"), tuple(g.rule for g in pack.story.gaps), "standards", rules)
        yield from _all(("story", "leading"), tuple(s.post for s in pack.story.leading), "posts", posts)
        areas = [p.key for p in pack.community.places] if pack.community else []
        yield from _all(("story", "forms"), tuple(f.place for f in pack.story.forms), "places", areas)


def _story(story: Story, keys: dict[str, list[str]]) -> Iterator[Problem]:
    groups, types = keys["request_groups"], keys["request_types"]
    for name in ("channel_shares", "office_channels", "channel_groups"):
        yield from _all(("story", name), tuple(getattr(story, name)), "channels", keys["channels"])
    for channel, named in story.channel_groups.items():
        yield from _all(("story", "channel_groups", channel), named, "request_groups", groups)
    yield from _all(("story", "group_weights"), tuple(story.group_weights), "request_groups", groups)
    yield from _all(("story", "handed_shares"), tuple(story.handed_shares), "procedures", keys["procedures"])
    hard = (story.hard_group,) if story.hard_group else ()
    yield from _all(("story", "hard_group"), hard, "request_groups", groups)
    yield from _all(("story", "asked"), tuple(story.asked), "request_types", types)
    yield from _all(("story", "solved"), tuple(story.solved), "request_types", [*types, *groups])


def _grids(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    for i, grid in enumerate(pack.grids):
        for field, named in (("level", "levels"), ("parent", "grids"), ("head", "post_kinds"), ("party", "body_kinds")):
            value = getattr(grid, field)
            yield from _all(("grids", i, field), (value,) if value else (), named, keys[named])
        yield from _all(("grids", i, "posts"), grid.posts, "post_kinds", keys["post_kinds"])
    for i, chain in enumerate(pack.chains):
        for n, link in enumerate(chain.links):
            at: Loc = ("chains", i, "links", n)
            body = (link.body_kind,) if link.body_kind else ()
            yield from _all((*at, "body_kind"), body, "body_kinds", keys["body_kinds"])
            yield from _all((*at, "post_kinds"), link.post_kinds, "post_kinds", keys["post_kinds"])


def _standards(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    for i, standard in enumerate(pack.standards):
        at: Loc = ("standards", i)
        for name in ("levels", "body_kinds", "post_kinds"):
            yield from _all((*at, name), getattr(standard, name), name, keys[name])
        yield from _all((*at, "owner"), standard.owner, "post_kinds", keys["post_kinds"])
        units = [u.key for u in pack.forming.units] if pack.forming else []
        yield from _all((*at, "units"), standard.units, "forming.units", units)
        for name in NEEDS.get(standard.measure or "", ()):
            if not getattr(standard, name):
                yield (*at, "measure"), "standard_needs", {"measure": standard.measure, "name": name}


def _disclosures(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    for i, owed in enumerate(pack.disclosures):
        at: Loc = ("disclosures", i)
        yield from _all((*at, "board"), (owed.board,), "boards", keys["boards"])
        yield from _all((*at, "levels"), owed.levels, "levels", keys["levels"])
        yield from _all((*at, "owner"), owed.owner, "post_kinds", keys["post_kinds"])
        yield from _handles((*at, "owner"), owed.owner, pack, "board:publish")


def _levels(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    by_key = {level.key: level for level in pack.levels}
    for i, level in enumerate(pack.levels):
        if level.parent is None:
            continue
        yield from _all(("levels", i, "parent"), (level.parent,), "levels", keys["levels"])
        parent = by_key.get(level.parent)
        if parent is not None and parent.order >= level.order:
            yield ("levels", i, "order"), "level_order", {}


def _procedures(pack: Pack, keys: dict[str, list[str]], permissions: Collection[str] | None) -> Iterator[Problem]:
    for i, breach in enumerate(pack.escalation):
        yield from _owner(("escalation", i, "to"), breach.to, keys)
    own_by = {d.procedure: "topic:run" for d in pack.deliberations}
    own_by |= {e.procedure: "org:see" for e in pack.elections}
    for p, procedure in enumerate(pack.procedures):
        at: Loc = ("procedures", p)
        if procedure.extensions.needs_permission:
            loc = (*at, "extensions", "needs_permission")
            yield from _permission(loc, procedure.extensions.needs_permission, permissions)
        if procedure.supervisors:
            yield from _supervisors(procedure.supervisors, (*at, "supervisors"), pack, keys)
        steps = [s.key for s in procedure.steps]
        for b, breach in enumerate(procedure.on_breach):
            yield from _owner((*at, "on_breach", b, "to"), breach.to, keys)
        for s, step in enumerate(procedure.steps):
            here = (*at, "steps", s)
            yield from _owner((*here, "by"), step.by, keys)
            formed = pack.forming is not None and procedure.key == pack.forming.procedure  # no matter of residents
            if step.kind.value in ("task", "dispatch") and not formed:
                yield from _handles((*here, "by"), (step.by,), pack, own_by.get(procedure.key, "request:handle"))
            yield from _all((*here, "board"), (step.board,) if step.board else (), "boards", keys["boards"])
            for b, breach in enumerate(step.on_breach):
                yield from _owner((*here, "on_breach", b, "to"), breach.to, keys)
            if step.joins:
                yield from _join(step.joins, (*here, "joins"), pack, keys)
            if step.meets:
                yield from _all((*here, "meets", "of"), step.meets.of, "body_kinds", keys["body_kinds"])
                rules: list[str] = [r.rule for r in pack.rule_sets]
                yield from _all((*here, "meets", "rule"), (step.meets.rule,), "rule_sets", rules)
            for o, outcome in enumerate(step.outcomes):
                out = (*here, "outcomes", o)
                yield from _all((*out, "next"), (outcome.next,), "steps", [*steps, "end"])
                yield from _all(
                    (*out, "ending"), (outcome.ending,) if outcome.ending else (), "endings", keys["endings"]
                )


def _handles(at: Loc, kinds: tuple[str, ...], pack: Pack, permission: str = "request:handle") -> Iterator[Problem]:
    """Who is to work on matters may do so."""
    for kind in pack.post_kinds:
        if kind.key in kinds and permission not in kind.permissions:
            yield at, "cannot_handle", {"name": kind.title, "permission": permission}


def _join(join: Join, at: Loc, pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    yield from _all((*at, "by"), join.by, "post_kinds", keys["post_kinds"])
    for kind in pack.post_kinds:
        if kind.key in join.by and "request:handle" not in kind.permissions:
            yield (*at, "by"), "cannot_join", {"name": kind.title}
    yield from _all((*at, "asked_by"), join.asked_by, "post_kinds", keys["post_kinds"])
    if named := join.arbitration:
        here = (*at, "arbitration")
        yield from _all((*here, "by"), named.by, "post_kinds", keys["post_kinds"])
        yield from _handles((*here, "by"), named.by, pack)
        yield from _all((*here, "procedure"), (named.procedure,), "procedures", keys["procedures"])
    for b, breach in enumerate(join.on_breach):
        yield from _owner((*at, "on_breach", b, "to"), breach.to, keys)


def _callbacks(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    for i, rule in enumerate(pack.callbacks):
        at: Loc = ("callbacks", i)
        yield from _all((*at, "types"), rule.types, "request_types", keys["request_types"])
        yield from _all((*at, "groups"), rule.groups, "request_groups", keys["request_groups"])
        yield from _all((*at, "by"), rule.by, "post_kinds", keys["post_kinds"])
        yield from _handles((*at, "by"), rule.by, pack, "person:reveal")


def _supervisors(named: Supervisors, at: Loc, pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    yield from _all((*at, "by"), named.by, "post_kinds", keys["post_kinds"])
    for kind in pack.post_kinds:
        if kind.key in named.by and "request:see" not in kind.permissions:
            yield (*at, "by"), "cannot_supervise", {"name": kind.title}
        if kind.key == named.decides and "request:see" not in kind.permissions:
            yield (*at, "decides"), "cannot_supervise", {"name": kind.title}
    if named.decides in named.by:
        yield (*at, "decides"), "decides_itself", {}
    if named.decides != "superior":
        yield from _all((*at, "decides"), (named.decides,), "post_kinds", keys["post_kinds"])


def _texts(pack: Pack) -> Iterator[Problem]:
    for i, template in enumerate(pack.texts):
        known = PLACEHOLDERS.get(template.key)
        if known is None:
            yield from _all(("texts", i, "key"), (template.key,), "texts", list(PLACEHOLDERS))
            continue
        for text, field in ((template.text, "text"), (template.text_en, "text_en")):
            for _, name, _, _ in string.Formatter().parse(text):
                if name is not None and name not in known:
                    loc: Loc = ("texts", i, field)
                    yield loc, "placeholder", {"name": name, "choices": "、".join(sorted(known))}
    if pack.request_types:
        have = {t.key for t in pack.texts}
        for name in PLACEHOLDERS:
            if name not in have:
                yield ("texts",), "text_missing", {"name": name}


def _community(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    town = pack.community
    if town is None:
        return
    places, bodies, posts = ([x.key for x in xs] for xs in (town.places, town.bodies, town.posts))
    at: Loc = ("community",)
    yield from _all((*at, "main"), (town.main,), "places", places)
    yield from _all((*at, "neighbour"), (town.neighbour,) if town.neighbour else (), "places", places)
    for i, place in enumerate(town.places):
        here: Loc = (*at, "places", i)
        yield from _all((*here, "level"), (place.level,), "levels", keys["levels"])
        yield from _all((*here, "parent"), (place.parent,) if place.parent else (), "places", places)
        if 0 < len(place.polygon) < 3:
            yield (*here, "polygon"), "bad_ring", {}
    yield from _org_grids(pack, town, keys)
    for i, body in enumerate(town.bodies):
        here = (*at, "bodies", i)
        yield from _all((*here, "kind"), (body.kind,), "body_kinds", keys["body_kinds"])
        yield from _all((*here, "place"), (body.place,), "places", places)
        yield from _all((*here, "parent"), (body.parent,) if body.parent else (), "bodies", bodies)
    kinds = {k.key: k for k in pack.post_kinds}
    for i, post in enumerate(town.posts):
        here = (*at, "posts", i)
        yield from _all((*here, "kind"), (post.kind,), "post_kinds", keys["post_kinds"])
        yield from _all((*here, "body"), (post.body,), "bodies", bodies)
        yield from _all((*here, "place"), (post.place,) if post.place else (), "places", places)
        if post.substitute == post.key:
            yield (*here, "substitute"), "self_substitute", {}
        elif post.substitute not in ("", "own"):
            yield from _all((*here, "substitute"), (post.substitute,), "posts", posts)
        elif post.substitute == "" and post.kind in kinds and kinds[post.kind].substitute:
            yield here, "no_substitute", {}
    if town.adjustment:
        yield from _adjustment(town.adjustment, keys, places, bodies)


def _adjustment(
    told: CommunityAdjustment, keys: dict[str, list[str]], places: list[str], bodies: list[str]
) -> Iterator[Problem]:
    at: Loc = ("community", "adjustment")
    before, offices = [p.key for p in told.places], [b.key for b in told.bodies]
    for name in ("places", "established"):
        for i, place in enumerate(getattr(told, name)):
            here: Loc = (*at, name, i)
            yield from _all((*here, "level"), (place.level,), "levels", keys["levels"])
            yield from _all((*here, "parent"), (place.parent or "",), "places", places)
    for i, body in enumerate(told.bodies):
        here = (*at, "bodies", i)
        yield from _all((*here, "kind"), (body.kind,), "body_kinds", keys["body_kinds"])
        yield from _all((*here, "place"), (body.place,), "places", before)
        yield from _all((*here, "parent"), (body.parent,) if body.parent else (), "bodies", [*bodies, *offices])
    for i, post in enumerate(told.posts):
        here = (*at, "posts", i)
        yield from _all((*here, "kind"), (post.kind,), "post_kinds", keys["post_kinds"])
        yield from _all((*here, "body"), (post.body,), "bodies", offices)
    yield from _all((*at, "body_kinds"), told.body_kinds, "body_kinds", keys["body_kinds"])
    yield from _all((*at, "stood_in"), tuple(told.stood_in), "places", places)
    yield from _all((*at, "stood_in"), tuple(told.stood_in.values()), "places", before)


def _org_grids(pack: Pack, town: Community, keys: dict[str, list[str]]) -> Iterator[Problem]:
    known = [g.key for g in town.org_grids]
    bodies, posts = [b.key for b in town.bodies], [p.key for p in town.posts]
    for i, grid in enumerate(town.org_grids):
        at: Loc = ("community", "org_grids", i)
        yield from _all((*at, "kind"), (grid.kind,), "grids", keys["grids"])
        yield from _all((*at, "parent"), (grid.parent,) if grid.parent else (), "grids", known)
        yield from _all((*at, "post"), (grid.post,) if grid.post else (), "posts", posts)
        yield from _all((*at, "bodies"), grid.bodies, "bodies", bodies)


def _meetings_and_duties(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    for i, meeting in enumerate(pack.joint_meetings):
        at: Loc = ("joint_meetings", i)
        yield from _all((*at, "convened_by"), (meeting.convened_by,), "body_kinds", keys["body_kinds"])
        yield from _all((*at, "task"), (meeting.task,), "procedures", keys["procedures"])
        for n, side in enumerate(meeting.sides):
            yield from _all((*at, "sides", n, "body_kinds"), side.body_kinds, "body_kinds", keys["body_kinds"])
    for i, pairing in enumerate(pack.pairings):
        at = ("pairings", i)
        yield from _all((*at, "leaders"), pairing.leaders, "post_kinds", keys["post_kinds"])
        yield from _all((*at, "level"), (pairing.level,), "levels", keys["levels"])
        yield from _all((*at, "reports_to"), pairing.reports_to, "post_kinds", keys["post_kinds"])
    for i, duty in enumerate(pack.duty_lists):
        at = ("duty_lists", i)
        yield from _all((*at, "body_kinds"), duty.body_kinds, "body_kinds", keys["body_kinds"])
        yield from _all((*at, "post_kinds"), duty.post_kinds, "post_kinds", keys["post_kinds"])


def _terms(pack: Pack, keys: dict[str, list[str]]) -> Iterator[Problem]:
    if members := pack.concurrent:
        yield from _all(("concurrent", "post_kinds"), members.post_kinds, "post_kinds", keys["post_kinds"])
        named = (members.procedure,) if members.procedure else ()
        yield from _all(("concurrent", "procedure"), named, "procedures", keys["procedures"])
    if staff := pack.staff:
        yield from _all(("staff", "post_kinds"), staff.post_kinds, "post_kinds", keys["post_kinds"])
        yield from _all(("staff", "leading"), staff.leading, "post_kinds", keys["post_kinds"])


def _owner(loc: Loc, name: str, keys: dict[str, list[str]]) -> Iterator[Problem]:
    if name not in ("holder", "resident", "system", "superior"):
        yield from _all(loc, (name,), "post_kinds", keys["post_kinds"])


def _all(loc: Loc, names: tuple[str, ...], what: str, known: list[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            zh, en = NAMES.get(what, ("消息模板", "message templates"))
            yield loc, *_near("dangling", {"what": zh, "what_en": en, "name": name}, name, known)


def _permission(loc: Loc, name: str, known: Collection[str] | None) -> Iterator[Problem]:
    if known is not None and name not in known:
        yield loc, *_near("unknown_permission", {"name": name}, name, list(known))


def _near(code: str, params: dict[str, Any], name: str, known: list[str]) -> tuple[str, dict[str, Any]]:
    near = get_close_matches(name, known, n=1)
    return (f"{code}_near", {**params, "near": near[0]}) if near else (code, params)
