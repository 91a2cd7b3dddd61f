"""What stands beside the form of intake while the person talks: type with reasons, place, duplicates, who to ask.

Everything is a suggestion with its reason; the clerk decides. What was chosen by hand is kept, what was only
preselected follows the words (`*_auto` says which it was).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions.intake import Spot, spot_of
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.queries.routing import About, ask
from gongzhi.requests.rules import ADDRESS_MAX, Draft, spoken

PLACES_MOST = 6
CALLER_MOST = 5
NEAR_MOST = 5
NEAR_LOOKED = 30


@dataclass(slots=True)
class Hints:
    """What the templates show; ids as text, as a form posts them."""

    types: list[dict[str, Any]] = field(default_factory=list)
    type_key: str = ""
    type_auto: str = ""
    places: list[dict[str, str]] = field(default_factory=list)
    place_id: str = ""
    place_auto: str = ""
    where: str = ""  # names of the places above, where it is located
    located: bool = False
    point: bool = False
    near: list[dict[str, Any]] = field(default_factory=list)
    caller: list[dict[str, Any]] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    to_post: str = ""
    to_auto: str = ""
    ways_out: list[packs.WayOut] = field(default_factory=list)
    all_ways_out: tuple[packs.WayOut, ...] = field(default_factory=lambda: packs.active().ways_out)
    days: str = ""


def look(data: Any, actor: Actor) -> Hints:
    """The hints for what was typed so far (a form's data)."""
    hints = Hints()
    words = str(data.get("description", "")).strip()
    _types(hints, data, words)
    hints.ways_out = packs.ways_out(packs.active(), words) if words else []
    spot = _place(hints, data)
    if spot is not None and spot.lon is not None:
        _near(hints, spot, words, actor)
    _caller(hints, str(data.get("contact_phone", "")), actor)
    _posts(hints, data, spot, actor)
    return hints


def _types(hints: Hints, data: Any, words: str) -> None:
    pack = packs.active()
    found = queries.suggest_types(words, limit=4) if words else []
    rows = [
        {"key": s.key, "title": packs.named(pack.request_type(s.key)), "reasons": s.reasons, "similar": s.similar}
        for s in found
    ]
    chosen, auto = str(data.get("other_type") or data.get("type_key") or ""), str(data.get("type_auto", ""))
    first = found[0].key if found else ""
    if not chosen or (chosen == auto and not data.get("other_type")):
        chosen = first
    if chosen and chosen not in {r["key"] for r in rows}:
        try:
            rows.append({"key": chosen, "title": packs.named(pack.request_type(chosen)), "reasons": (), "similar": 0})
        except KeyError:
            chosen = first
    hints.types, hints.type_key, hints.type_auto = rows, chosen, first


def _place(hints: Hints, data: Any) -> Spot | None:
    address = str(data.get("address", "")).strip()
    found = places.find_address(address, most=PLACES_MOST) if 0 < len(address) <= ADDRESS_MAX else []
    above = places.get_many(i for p in found for i in p.ancestors[-3:-1])
    hints.places = [
        {
            "id": str(p.pk),
            "name": p.name,
            "above": " ".join(above[i].name for i in p.ancestors[-3:-1] if i in above),
            "address": p.address if p.address != p.name else "",
        }
        for p in found
    ]
    only = hints.places[0]["id"] if len(hints.places) == 1 else ""
    chosen, auto = str(data.get("place_id") or ""), str(data.get("place_auto") or "")
    if chosen == auto or chosen not in {p["id"] for p in hints.places}:
        chosen = only
    hints.place_id, hints.place_auto = chosen, only
    lon, lat = _number(data.get("lon")), _number(data.get("lat"))
    hints.point = lon is not None and lat is not None
    if not chosen and not hints.point and not address:
        return None
    draft = Draft(description="-", address=address, place_id=int(chosen) if chosen else None, lon=lon, lat=lat)
    try:
        spot = spot_of(draft)
    except DomainError:
        return None
    known = places.get_many(spot.ancestors[-3:])
    hints.where = " › ".join(known[i].name for i in spot.ancestors[-3:] if i in known)
    hints.located = spot.located
    return spot


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _near(hints: Hints, spot: Spot, words: str, actor: Actor) -> None:
    """Open requests alike: near the point, then of the type in the same place (a spoken place is seldom a point).

    The clerk reads the title of those that the clerk may see."""
    found = queries.nearby(lon=spot.lon, lat=spot.lat, type_key=hints.type_key, text=words)
    seen = set(procedures.visible_to(actor).filter(pk__in=[n.matter_id for n in found]).values_list("pk", flat=True))
    hints.near = [
        _row(n.matter_id, n.number, n.title if n.matter_id in seen else n.shown, n.days)
        | {"seen": n.matter_id in seen, "metres": n.metres}
        for n in found
    ]
    if not hints.type_key or not spot.located or packs.active().request_type(hints.type_key).private:
        return
    rows = Request.objects.filter(
        type_key=hints.type_key,
        joined_to=None,
        matter__in=procedures.visible_to(actor).filter(place=spot.place_id, state__in=procedures.LIVE),
    ).exclude(pk__in=[n.matter_id for n in found])
    alike = sorted(
        rows.select_related("matter").order_by("-created_at")[:NEAR_LOOKED],
        key=lambda r: (-rules.likeness(words, f"{r.matter.title} {r.description}"), r.number),
    )
    for r in alike[: NEAR_MOST - len(hints.near)]:
        days = (clock.now() - r.created_at).days
        hints.near.append(_row(r.pk, r.number, r.matter.title, days) | {"seen": True, "metres": None})


def _row(matter_id: int, number: str, title: str, days: int) -> dict[str, Any]:
    return {"id": matter_id, "number": number, "spoken": spoken(number), "title": title, "days": days}


def _caller(hints: Hints, phone: str, actor: Actor) -> None:
    """The open requests of who calls, among those that the actor may see (`person:find`); no name, no other contact."""
    if len(phone.strip()) < 7 or not scopes(actor, Permission.PERSON_FIND):
        return
    try:
        persons = people.persons_with_phone(phone)
    except Invalid:
        return
    rows = Reporter.objects.filter(
        person__in=persons, request__matter__in=procedures.visible_to(actor), request__matter__state__in=procedures.LIVE
    )
    rows = rows.select_related("request__matter").order_by("-at", "-id")[:CALLER_MOST]
    hints.caller = [
        {
            "id": r.request_id,
            "number": r.request.number,
            "spoken": spoken(r.request.number),
            "title": r.request.matter.title,
            "light": r.request.matter.light,
            "due_at": r.request.matter.due_at,
        }
        for r in rows
    ]


def _posts(hints: Hints, data: Any, spot: Spot | None, actor: Actor) -> None:
    """To whom it may be offered; the post that the decision table names is preselected."""
    if spot is None or not hints.type_key:
        return
    kind = packs.active().request_type(hints.type_key)
    choices = orgs.posts_to_offer(actor, spot.ancestors, procedure=kind.procedure)
    hints.posts = [(str(c.post_id), f"{c.label} · {c.holder_name}" if c.holder_name else c.label) for c in choices]
    known = {key for key, _label in hints.posts}
    about = About(kind.key, str(data.get("channel", "")), spot.place_id, spot.ancestors, spot.located,
                  bool(data.get("keep_private")), clock.now())  # fmt: skip
    routed = orgs.find_post(ask(packs.active(), about).kinds, spot.ancestors)
    auto = str(routed) if routed is not None and str(routed) in known else ""
    chosen, before = data.get("to_post"), str(data.get("to_auto", ""))
    keep = chosen is not None and str(chosen) != before and (not chosen or str(chosen) in known)
    hints.to_post, hints.to_auto = str(chosen) if keep else auto, auto


def chosen(data: Any, hints: Hints) -> Any:
    """The posted data with what was only suggested filled in, as the domain takes it."""
    filled = data.copy()
    filled["type_key"], filled["place_id"] = hints.type_key, hints.place_id
    return filled
