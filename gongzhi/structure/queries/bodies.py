"""Bodies that stand at a community, below it or above it, and the posts that speak for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places

MOST = 300
PARTNERS = ("unit", "company", "society", "government", "service")  # groups of kinds of bodies


def bodies_near(place_id: int, *, groups: Iterable[str] = (), above: bool = True) -> list[tuple[int, str]]:
    """(id, name) of bodies in force at the place, below and above it; of these groups, where some are given."""
    place = places.get(place_id)
    today = clock.today()
    rows = orgs.Body.objects.filter(
        Q(place__path__gte=place.path, place__path__lt=f"{place.path}g")
        | Q(place__in=place.ancestors[:-1] if above else ()),
        Q(ends_on=None) | Q(ends_on__gte=today),
    )
    if wanted := set(groups):
        rows = rows.filter(kind__in=sorted(k.key for k in packs.active().body_kinds if k.group in wanted))
    return list(rows.order_by("name", "id").values_list("id", "name")[:MOST])


def speakers(body_ids: Iterable[int]) -> dict[int, list[int]]:
    """By body, the persons who hold the posts that lead it, or all its posts where none is marked as leading."""
    posts: dict[int, list[tuple[bool, int]]] = {}
    rows = orgs.live_posts().filter(body__in=sorted(set(body_ids))).order_by("id")
    for body_id, leads, post_id in rows.values_list("body", "leads", "id"):
        posts.setdefault(body_id, []).append((leads, post_id))
    found: dict[int, list[int]] = {}
    for body_id, of_body in posts.items():
        leading = [p for leads, p in of_body if leads] or [p for _leads, p in of_body][:5]
        holders = [orgs.holder_of(p).person_id for p in leading]
        found[body_id] = list(dict.fromkeys(h for h in holders if h is not None))
    return found


def own_bodies(actor: Actor) -> list[int]:
    """The bodies in which the actor holds a post now, in order."""
    return list(dict.fromkeys(p.body_id for p in actor.posts))
