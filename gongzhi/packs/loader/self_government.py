"""Whether deliberation, messages between the levels and consultation name what there is. Yields problems."""

from __future__ import annotations

from collections.abc import Iterator

from gongzhi.packs.loader.flow import Loc, Problem
from gongzhi.packs.loader.references import _all, _handles
from gongzhi.packs.schema import Pack


def deliberation_problems(pack: Pack) -> Iterator[Problem]:
    """Dangling procedures, levels and posts; posts that receive topics but may not run them."""
    for d, item in enumerate(pack.deliberations):
        at: Loc = ("deliberations", d)
        yield from _all((*at, "procedure"), (item.procedure,), "procedures", [p.key for p in pack.procedures])
        yield from _all((*at, "levels"), item.levels, "levels", [level.key for level in pack.levels])
        yield from _all((*at, "received_by"), item.received_by, "post_kinds", [k.key for k in pack.post_kinds])
        yield from _handles((*at, "received_by"), item.received_by, pack, "topic:run")


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
