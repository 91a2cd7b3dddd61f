"""Succession without acceptance, and another place.

While A is away nothing moves: the post stays the holder and `orgs.actor_of` gives B the post (`standing_in_for`), so
that "mine" and the right to act follow at once and end with the absence. Rows move only where a post itself ends or is
replaced (vacancy for good, adjustment of levels), and where a superior decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.places import public as places
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.effects import dispatch
from gongzhi.procedures.actions.verbs import _move
from gongzhi.procedures.actions.write import load, perform
from gongzhi.procedures.models import Clock, Matter, Role, Standing
from gongzhi.procedures.rules.model import LIVE, Effect, Status, Verb
from gongzhi.procedures.rules.oversight import refuse_held


def succeed(
    matter_id: int, *, from_post: int, to_post: int, reason: str, actor: Actor, version: int | None = None
) -> Matter:
    """Put `to_post` in the place of `from_post`, as holder or as the one it is offered to. The caller has checked."""
    make = _move(Verb.SUCCEED, actor, from_post=from_post, to_post=to_post)
    return perform(matter_id, make, actor=actor, version=version, vouched=True, internal_text=reason)


def hand_over_post(from_post: int, to_post: int, *, reason: str, actor: Actor, limit: int = 500) -> int:
    """Hand all that a post holds or is offered to another, at most `limit` matters; call again until it returns 0."""
    held = Standing.objects.filter(scope=from_post, role__in=[Role.HOLDER, Role.OFFERED]).order_by("matter")
    ids = list(dict.fromkeys(held.values_list("matter_id", flat=True)[:limit]))
    for matter_id in ids:
        if not held.filter(matter=matter_id).exists():  # a part that followed its whole a moment ago
            continue
        succeed(matter_id, from_post=from_post, to_post=to_post, reason=reason, actor=actor)
    return len(ids)


@dataclass(frozen=True, slots=True)
class Bound:
    """A matter that a post holds or is offered, or to which it would come back."""

    matter_id: int
    post_id: int
    place_id: int
    kind: str
    procedure: str
    state: str


def bound_to(post_ids: Sequence[int], *, ended_since: datetime) -> list[Bound]:
    """The matters that need an heir where these posts end: live ones, those that wait for a rating, and those ended
    since `ended_since`, which can be asked about again. Two queries; in the order of ids."""
    posts = sorted(post_ids)
    of_note = ~Q(state=Status.ARCHIVED.value) | Q(closed_at__gte=ended_since)
    columns = ("pk", "place_id", "kind", "procedure", "state")
    found: dict[tuple[int, int], Bound] = {}
    standings = Standing.objects.filter(scope__in=posts, role__in=[Role.HOLDER, Role.OFFERED])
    scopes = list(standings.order_by("matter_id", "scope").values_list("matter_id", "scope"))
    rows = {r[0]: r for r in Matter.objects.filter(of_note, standings__in=standings).values_list(*columns)}
    for matter_id, post in scopes:
        if matter_id in rows:
            found[matter_id, post] = Bound(matter_id, post, *rows[matter_id][1:])
    back = Matter.objects.filter(of_note, previous_post__in=posts).order_by("pk")
    for row in back.values_list(*columns, "previous_post_id"):
        found.setdefault((row[0], row[-1]), Bound(row[0], row[-1], *row[1:-1]))
    return [found[key] for key in sorted(found)]


@transaction.atomic
def inherit(from_post: int, to_post: int) -> None:
    """What hangs on a post that ends and is no move of a matter: the matters it was told of, the holds it set."""
    known = Standing.objects.filter(scope=to_post).values("matter_id")
    told = Standing.objects.filter(scope=from_post, role=Role.TOLD)
    told.filter(matter_id__in=list(known.values_list("matter_id", flat=True))).delete()
    told.update(scope=to_post)
    Clock.objects.filter(by_post=from_post).update(by_post=to_post)


@transaction.atomic
def relocate(matter_id: int, *, place_id: int, actor: Actor, reason: str = "", though_held: bool = False) -> Matter:
    """Correct the place: who sees it follows at once; holder, clocks and district of origin stay.

    `though_held`: also where supervisors hold it (the place itself goes). The caller has checked that the actor may.
    Raises NotFound, Conflict."""
    matter, state = load(matter_id)
    if state.hold and not though_held:
        refuse_held(state.hold)
    places.ancestors(place_id)
    old = matter.place_id
    if not store.update(matter, state, state, ticking=False, place_id=place_id):
        raise Conflict("Somebody else changed this matter meanwhile.")
    Standing.objects.filter(matter=matter.pk).exclude(role=Role.TOLD).delete()
    store.create_standings(matter, state)
    Matter.objects.filter(parent=matter.pk, state__in=[s.value for s in LIVE]).update(place_id=place_id)
    line = store.Line("relocate", actor, None, "", reason, {"from_place": old, "place": place_id})
    now = clock.now()
    store.write_line(matter, line, now, from_step=matter.step, to_post=None, seq=matter.last_seq + 1)
    dispatch(matter, [Effect("relocated", {"from_place": old, "place": place_id})], actor)
    return matter
