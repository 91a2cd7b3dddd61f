"""Levels, bodies, grids, A and B."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import Q

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.adjust import Told, cases_of
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.flight import Flight
from gongzhi.stories.settle import B_SUFFIX
from gongzhi.stories.world import World
from gongzhi.structure import public as structure


def _main(world: World) -> int:
    return world.settled.places[world.community.main]


def a1(world: World) -> Row:
    """Levels down to the community, each in use; no place of a level that the pack does not have."""
    row, pack = Row(), world.pack
    chain = places.chain_on(_main(world), clock.local(world.end).date())  # the way back comes later
    row.of_pack(pack, "management_levels", len(chain))
    known = {level.kind for level in pack.levels}
    row.equal("places_of_other_levels", places.Place.objects.exclude(kind__in=known).count(), 0)
    levels = [level.key for level in pack.levels if not level.former]
    row.equal("levels_in_use", len({p.level for p in world.community.places}), len(levels))
    if world.told is not None:
        _adjusted(world, row, world.told)
    return row


def _adjusted(world: World, row: Row, told: Told) -> None:
    """The adjustment in the middle: done on its day, nothing lost, nobody without an owner, promises kept, and what
    was before still readable; the same of the way back."""
    plan = world.community.adjustment
    assert plan is not None
    ended = list(told.places.values())
    on, eve = told.on, told.on - timedelta(days=1)
    row.equal("levels_before", told.levels_before, len(places.chain_on(_main(world), on)) + 1)
    row.of_pack(world.pack, "street_offices_abolished", sum(places.get(p).ends_on == on for p in ended))
    kinds = [lv.kind for lv in world.pack.levels if lv.key == "community"]
    above = sorted({world.settled.places[p.parent or ""] for p in plan.places})
    direct = [p.pk for pk in above for p in places.stood_under(pk, on) if p.kind in kinds]
    row.equal("communities_right_below_districts_before", sum(
        p.kind in kinds for pk in above for p in places.stood_under(pk, eve)), 0)  # fmt: skip
    row.of_pack(world.pack, "new_communities", len(direct))
    counted = places.figures_on("residents", clock.local(world.end).date())
    row.of_pack(world.pack, "residents_covered", sum(counted.get(pk, 0) for pk in direct))
    full = (world.end - world.begin).days >= 90
    row.least("in_flight_at_the_offices", told.flight.at_ending, 3 if full else 0)
    _flown(world, row, told.flight, "")
    cases = cases_of(world, (told.flight, told.back))
    unfound = sum(requests.Request.objects.filter(number=c.number, matter=c.matter_id).count() != 1 for c in cases)
    row.equal("numbers_that_lead_nowhere", unfound, 0)
    names = [name for _pk, name in places.chain_on(_main(world), eve)]
    old = {place.title for place in plan.places}
    row.equal("old_names_readable", sum(name in old for name in names), 1)
    labels = orgs.post_labels_on((p, eve) for p in told.posts)
    row.equal(
        "old_offices_readable", sum(any(name in label for name in old) for label in labels.values()), len(told.posts)
    )
    still = orgs.Appointment.objects.filter(post__in=told.posts, ended_at=None).count()
    row.equal("access_of_the_old_offices", still, 0)
    row.equal("postings_at_ended_places", sum(len(disclosure.shown_at(p)) for p in ended), 0)
    if told.back_on is not None:
        _went_back(world, row, told, direct)


def _flown(world: World, row: Row, flight: Flight, ending: str) -> None:
    """What was in flight: none lost, each with an owner who is there, each promise as it was."""
    row.least(f"open_on_the_eve{ending}", len(flight.eve), 5 if (world.end - world.begin).days >= 90 else 0)
    row.equal(f"matters_lost{ending}", flight.lost, 0)
    row.equal(f"without_owner{ending}", flight.without_owner + flight.still_there, 0)
    row.equal(f"promises_changed{ending}", flight.late_changed, 0)


def _went_back(world: World, row: Row, told: Told, direct: list[int]) -> None:
    """The way back, drafted from the plan that was carried out: the offices are there again, under their numbers."""
    plan, on = world.community.adjustment, told.back_on
    assert plan is not None
    assert on is not None
    again = [place for place in plan.places if places.by_code(place.code).starts_on == on]
    row.equal("offices_restored", len(again), len(plan.places))
    ended = sum(places.get(pk).ends_on == on for pk in direct)
    row.equal("communities_ended_again", ended, len(plan.established))
    row.equal("levels_after_the_way_back", len(places.chain(_main(world))), told.levels_before)
    names = [name for _pk, name in places.chain_on(_main(world), told.on)]
    row.equal("names_between_readable", len(names), told.levels_before - 1)
    row.least("in_flight_at_the_communities_that_end", told.back.at_ending, 3 if (on - told.on).days > 40 else 0)
    _flown(world, row, told.back, "_of_the_way_back")


def a2(world: World) -> Row:
    """The bodies that the pack puts together are there, as many of each as the document counts."""
    row = Row()
    for composite in world.pack.composites:
        bodies = orgs.Body.objects.filter(kind__in=composite.body_kinds).order_by("id").values_list("kind", flat=True)
        posts = orgs.Post.objects.filter(kind__in=composite.post_kinds).order_by("id").values_list("kind", flat=True)
        number = Counter([*bodies, *posts])
        expected = len(composite.body_kinds) + len(composite.post_kinds)
        row.equal(composite.key, len(number), expected, source_of(composite))
        for kind, counted in composite.numbers.items():
            row.equal(f"{composite.key}_{kind}", number[kind], counted, source_of(composite))
    new = structure.Adjustment.objects.get(pk=world.told.plan_id).plan["lines"] if world.told is not None else []
    set_up = sum(len(line.get("bodies", [])) for line in new)
    last = clock.local(world.end).date()
    there = orgs.Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=last), starts_on__lte=last)
    formed = sum(bool(f.organisation) for f in world.plan.forms) if world.pack.forming is not None else 0
    row.equal("bodies", there.count(), len(world.community.bodies) + set_up + formed)
    return row


def a3(world: World) -> Row:
    """An address leads to every link of the chains of the pack; who is vacant is told, nobody is invented."""
    row = Row()
    main = _main(world)
    buildings = [p.key for p in world.community.places if world.pack.level(p.level).kind == "building"]
    own = [pk for key in buildings if main in places.ancestors(pk := world.settled.places[key])]
    if not own or not world.pack.chains:
        return row
    kinds = {p.kind for p in world.community.posts}
    for chain, found in zip(world.pack.chains, structure.resolve(places.get(own[0])), strict=True):
        expected = sum(not kinds.isdisjoint(link.post_kinds) for link in chain.links)
        row.equal(chain.key, sum(link.state in ("held", "unnamed") for link in found.links), expected, source_of(chain))
    return row


def a4(world: World) -> Row:
    """Levels of the grid; each grid has somebody; each building lies in its grid and in no other."""
    row = Row()
    community, main = world.community, _main(world)
    grids = [world.settled.places[p.key] for p in community.places if world.pack.level(p.level).kind == "grid"]
    own = [g for g in grids if main in places.ancestors(g)]
    if not own:
        return row
    ancestors = places.ancestors(own[0])
    row.of_pack(world.pack, "platform_levels", len(ancestors))
    row.of_pack(world.pack, "grid_levels", len(ancestors) - ancestors.index(main))
    row.of_pack(world.pack, "party_grids", structure.count_org_grids(main))
    row.of_pack(world.pack, "grids_within_grids", len(ancestors) - ancestors.index(main) - 1)
    party = [k.key for k in world.pack.body_kinds if k.group == "party"]
    with_party = orgs.Body.objects.filter(place__in=ancestors, kind__in=party).values("place").distinct().count()
    row.of_pack(world.pack, "party_levels", with_party)
    kinds = world.kinds_with(Permission.REQUEST_HANDLE)
    alone = 0
    for grid in grids:
        post = orgs.find_post(kinds, [grid])
        alone += post is None or orgs.holder_of(post).person_id is None
    row.equal("grids_without_somebody", alone, 0)
    buildings = [p for p in community.places if p.point and world.pack.level(p.level).kind == "building"]
    found = places.locate_many([p.point for p in buildings if p.point])
    above = [
        next((a for a in reversed(places.ancestors(world.settled.places[p.key])) if a in grids), 0) for p in buildings
    ]
    wrong = sum(where.grid_id != grid for grid, where in zip(above, found, strict=True))
    row.equal("buildings_not_in_their_grid", wrong, 0)
    return row


def a10(world: World) -> Row:
    """A away: B has the work and does it; A back: it is A's again; never both away."""
    row = Row()
    ids = list(orgs.Absence.objects.filter(starts_at__gte=world.begin).order_by("id").values_list("id", flat=True))
    spans = list(orgs.Absence.objects.filter(pk__in=ids).select_related("appointment").order_by("id"))
    full = (world.end - world.begin).days >= 90
    row.least("absences", len(spans), 0.5 * world.plan.absences if full else 1)
    nobody = other = kept = 0
    for span in spans:
        end = span.ended_at or span.ends_at or world.clock()
        post = span.appointment.post_id
        for moment in (span.starts_at, span.starts_at + (end - span.starts_at) / 2, end - timedelta(minutes=1)):
            with clock.use(clock.ManualClock(moment)):
                holder = orgs.holder_of(post)
            nobody += holder.person_id is None
            other += holder.person_id not in (None, span.appointment.person_id)
        kept += end <= world.clock() and orgs.holder_of(post).standing_in
    row.of_pack(world.pack, "never_both_away", nobody)
    row.least("moments_in_which_another_answered", other, len(spans))
    row.equal("work_not_given_back", kept, 0)
    done = procedures.Move.objects.filter(standing_in=True).count()
    row.least("steps_done_by_b", done, 1 if full else 0)
    needs = [k.key for k in world.pack.post_kinds if k.substitute]
    without = orgs.Post.objects.filter(kind__in=needs, substitute=None, ends_on=None).exclude(key__endswith=B_SUFFIX)
    row.equal("posts_without_b", without.count(), 0)
    return row


def a9(world: World) -> Row:
    """What a unit gave in the year stands in the sheet, from the records alone."""
    row = Row()
    rows = structure.sheet(_main(world), world.begin.year)
    row.least("units_that_gave", sum(not r.gave.empty for r in rows), 1 if rows else 0)
    row.equal("given_and_received", sum(len(r.gave.commitments) - len(r.received.commitments) for r in rows), 0)
    return row


def a13(world: World, areas: dict[str, float]) -> Row:
    """Rooms of the main community against the pack's standards; means over all communities."""
    row = Row()
    for key, mean in areas.items():
        row.of_pack(world.pack, f"mean_{key}", mean)
    for area in structure.premises_of(_main(world), SYSTEM).areas:
        if area.least is not None:
            row.least(f"{area.kind.key}_square_metres", float(area.have), area.least, source_of(area.kind))
    return row
