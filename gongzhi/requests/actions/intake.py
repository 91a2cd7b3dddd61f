"""Intake: whatever the channel, one numbered request with one owner, in one transaction (C1)."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, ActorKind, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Drawn, Forbidden, Invalid, NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.files import public as files
from gongzhi.kit.db.gather import gathered, on_clash
from gongzhi.kit.db.insert import insert
from gongzhi.kit.db.make import make
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.persons import person_of
from gongzhi.requests.actions.routing import alarm_at_once
from gongzhi.requests.models import IntakeKey, Reporter, Request
from gongzhi.requests.policies import filed
from gongzhi.requests.queries import routing
from gongzhi.requests.queries.routing import About
from gongzhi.requests.rules import Draft

_TRIES = 3


def _drawn() -> Drawn:
    return Drawn("Somebody else changed this at the same moment. Please try again.")


on_clash("requests_request_number_key", _drawn)
on_clash("requests_request.number", _drawn)

OTHER = "other"  # the type of a pack for what fits nowhere


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person who reported gets: the number, the link, the date of the answer."""

    matter_id: int
    number: str
    reporter_id: int
    link: str
    due_at: datetime | None
    provisional: bool = False
    again: bool = False  # the same submission was taken before
    near: tuple[queries.Near, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a request lies."""

    place_id: int
    ancestors: tuple[int, ...]
    located: bool
    lon: float | None
    lat: float | None


def intake(
    draft: Draft,
    *,
    actor: Actor,
    channel: str,
    idempotency_key: str = "",
    key_scope: str = "",
    offer_to: int | None = None,
    look_near: bool = True,
) -> Receipt:
    """Take a request in: permission, place, type, number, owner, clock, ledger, message, all in one transaction.

    `channel` is a key of the pack. Staff registering keep it (首问负责) and may offer it to `offer_to` (a post id).
    The same `idempotency_key` within `key_scope` gives the same receipt; another body under it raises Conflict.
    Raises InvalidMany (fields), Forbidden, NotFound (type, place).
    """
    _check(draft, channel)
    key = queries.key_digest(key_scope or actor.kind, idempotency_key) if idempotency_key else ""
    for _attempt in range(_TRIES - 1):
        with suppress(Drawn):
            return _once(draft, key, actor=actor, channel=channel, offer_to=offer_to, look_near=look_near)
    return _once(draft, key, actor=actor, channel=channel, offer_to=offer_to, look_near=look_near)


@transaction.atomic
def _once(draft: Draft, key: str, *, actor: Actor, channel: str, offer_to: int | None, look_near: bool) -> Receipt:
    """Take it in, or give the receipt that the key has already."""
    if key and (taken := claim(key, digest(draft))) is not None:
        return taken
    with gathered():
        receipt = _take(draft, actor=actor, channel=channel, offer_to=offer_to, look_near=look_near)
    if key:
        IntakeKey.objects.filter(key=key).update(reporter_id=receipt.reporter_id)
    return receipt


def intake_inside(
    draft: Draft, *, actor: Actor, channel: str, offer_to: int | None = None, look_near: bool = True
) -> Receipt:
    """`intake` for a caller that is inside its own transaction and sees to repeats itself (saves a savepoint).

    Raises as `intake` does; the caller's transaction must then be rolled back."""
    _check(draft, channel)
    return _take(draft, actor=actor, channel=channel, offer_to=offer_to, look_near=look_near)


def intake_message(draft: Draft, *, actor: Actor, channel: str) -> Receipt:
    """`intake_inside` for a door of short messages: words may come without a place (then they are on the list of the
    unlocated), and the door itself answers the sender."""
    rules.check_draft(draft, contact_needed=False, place_needed=False)
    return _take(draft, actor=actor, channel=channel, offer_to=None, look_near=False, tell=False)


def _check(draft: Draft, channel: str) -> None:
    rules.check_draft(draft, contact_needed=packs.active().channel(channel).by == "resident")


def digest(draft: Draft) -> str:
    """What was sent, to tell the same submission from another under one key."""
    return hashlib.sha256(repr(draft).encode()).hexdigest()


def claim(key: str, body: str, *, for_reporter: int | None = None) -> Receipt | None:
    """Claim the key; the receipt given before where it was claimed already. A second one waits for the first."""
    try:
        with transaction.atomic():
            IntakeKey.objects.create(key=key, body=body, reporter_id=for_reporter)
    except IntegrityError:
        known = IntakeKey.objects.get(key=key)
    else:
        return None
    if known.body != body:
        raise Conflict("This was sent before with other content. Please start a new report.")
    if known.reporter_id is None:
        raise Conflict("This report is being taken in at this moment.")
    return receipt_of(known.reporter_id, again=True)


def receipt_of(reporter_id: int, *, again: bool = False) -> Receipt:
    """The receipt of a report that was taken in."""
    reporter = Reporter.objects.select_related("request__matter").get(pk=reporter_id)
    return _receipt(reporter, again=again)


def _receipt(reporter: Reporter, *, again: bool = False, near: tuple[queries.Near, ...] = ()) -> Receipt:
    request = reporter.request
    return Receipt(
        matter_id=request.pk,
        number=request.number,
        reporter_id=reporter.pk,
        link=queries.link_of(request.number, reporter.pk),
        due_at=request.matter.due_at,
        provisional=request.matter.provisional,
        again=again,
        near=near,
    )


def spot_of(draft: Draft) -> Spot:
    """The grid of the draft's point or chosen place; what lies outside every grid goes to the nearest body."""
    if draft.place_id is not None:
        place = places.get(draft.place_id)
        lon, lat = (draft.lon, draft.lat) if draft.lon is not None else (place.lon, place.lat)
        if lon is None or lat is None:
            return Spot(place.pk, places.ancestors(place.pk), located=False, lon=None, lat=None)
        draft_lon, draft_lat = lon, lat
    elif draft.lon is not None and draft.lat is not None:
        draft_lon, draft_lat = draft.lon, draft.lat
    else:
        return _spot_of_address(draft.address)
    found = places.locate(draft_lon, draft_lat)
    if found.nearest_id is None:
        raise NotFound("No place is set up here yet.")
    if found.grid_id is None and orgs.find_post(_unlocated_kinds(), found.ancestors) is None:
        home = home_place()  # far from everything: nobody up there receives it, and it must not be lost
        return Spot(home, places.ancestors(home), located=False, lon=draft_lon, lat=draft_lat)
    return Spot(found.grid_id or found.nearest_id, found.ancestors, found.grid_id is not None, draft_lon, draft_lat)


def _spot_of_address(address: str) -> Spot:
    """A typed address that names exactly one known place lies there; any other is on the list of the unlocated."""
    matches = places.find_address(address.strip())
    exact = [p for p in matches if p.lon is not None and p.lat is not None]
    if len(exact) == 1 and exact[0].lon is not None and exact[0].lat is not None:
        found = places.locate(exact[0].lon, exact[0].lat)
        if found.nearest_id is not None:
            return Spot(
                found.grid_id or found.nearest_id,
                found.ancestors,
                found.grid_id is not None,
                exact[0].lon,
                exact[0].lat,
            )
    home = home_place()
    return Spot(home, places.ancestors(home), located=False, lon=None, lat=None)


def _unlocated_kinds() -> list[str]:
    return [k.key for k in packs.active().post_kinds if Permission.REQUEST_TAKE_UNLOCATED in k.permissions]


def home_place() -> int:
    """The place that answers for what cannot be located: the first place with a post that receives such requests."""
    place_id = (
        orgs.Post.objects.filter(kind__in=_unlocated_kinds()).order_by("id").values_list("place_id", flat=True).first()
    )
    if place_id is None:
        raise NotFound("No place is set up here yet.")
    return place_id


def _take(
    draft: Draft, *, actor: Actor, channel: str, offer_to: int | None, look_near: bool, tell: bool = True
) -> Receipt:
    pack = packs.active()
    rules.check_received(draft.received_at, clock.now())
    spot = spot_of(draft)
    try:
        kind = pack.request_type(draft.type_key or suggested_type(draft))
    except KeyError:
        raise Invalid("There is no such type of request.", field="type_key") from None
    routed = routing.ask(
        pack,
        About(kind.key, channel, spot.place_id, spot.ancestors, spot.located, draft.keep_private, clock.now()),
    )
    holder_post, holder_person, registered_by, target = _first_owner(actor, channel, spot, routed.kinds)
    routed = replace(routed, post_id=target)
    if offer_to is None and routed.offer and registered_by is None and target != holder_post:
        offer_to = target
    near = (
        tuple(queries.nearby(lon=spot.lon, lat=spot.lat, type_key=kind.key, text=draft.description))
        if look_near
        else ()
    )
    person_id = person_of(draft)
    number, title, words, address = (
        rules.new_number(),
        rules.title_of(draft),
        draft.description.strip(),
        draft.address.strip(),
    )
    opened = {
        "kind": notify.KIND,
        "procedure": kind.procedure,
        "type_key": kind.key,
        "channel": channel,
        "title": title,
        "place_id": spot.place_id,
        "holder_post": holder_post,
        "holder_person": holder_person,
        "limit": limit_of(kind.limit),
        "entry": procedures.More(
            codes={
                "channel": channel,
                "number": number,
                "type": kind.key,
                "located": spot.located,
                "files": len(draft.file_ids),
                "rule": routed.rule,
                **({"reported_at": draft.received_at.isoformat()} if draft.received_at else {}),
            },
            texts={"title": title, "description": words, "address": address},
            persons={"title": person_id, "description": person_id, "address": person_id},
        ),
    }
    matter = _open(opened, draft.received_at, offer_to=offer_to, actor=actor)
    request = make(
        Request,
        matter_id=matter.pk,
        number=number,
        home_district=matter.home_district,
        type_key=kind.key,
        channel=channel,
        description=words,
        address=address,
        lon=spot.lon,
        lat=spot.lat,
        near_cell=rules.near_cell(spot.lon, spot.lat) if spot.lon is not None and spot.lat is not None else None,
        located=spot.located,
        keep_private=draft.keep_private,
        attributes={key: list(values) for key, values in draft.attributes},
        registered_by_id=registered_by,
        route=routed.trace(packs.active_revision_id()),
        created_at=matter.opened_at,
        updated_at=matter.opened_at,
        reported_at=draft.received_at,
    )
    request.matter = matter
    insert([request])
    reporter = make(Reporter, request_id=request.pk, person_id=person_id, first=True)
    reporter.request = request
    insert([reporter])
    filed(request, routed.asked, actor)
    if draft.file_ids:
        files.attach(draft.file_ids, about=matter.pk)
    if routed.error or target is None:
        alarm_at_once(routed)
    if tell:
        notify.received(request, reporter, draft)
    if offer_to is not None and offer_to != holder_post:
        notify.tell_post(request, offer_to, "offered")
    return _receipt(reporter, near=near)


def _open(
    opened: dict[str, Any], received_at: datetime | None, *, offer_to: int | None, actor: Actor
) -> procedures.Matter:
    """Open the matter; one entered after the fact (补录) with the clock that began when it was received."""
    if received_at is None:
        return procedures.open_inside(**opened, offer_to=offer_to, actor=actor)
    late = procedures.Arrival(**opened, reported_at=received_at, due_at=None, what="late")
    (matter,) = procedures.bring_in([late], actor=actor)
    if offer_to is not None and offer_to != matter.holder_post_id:
        matter = procedures.offer(matter.pk, to_post=offer_to, actor=actor)
    return matter


def limit_of(limit: packs.Limit) -> Limit:
    """A limit of the pack as the engine counts it."""
    return Limit(limit.amount, Unit(limit.unit.value))


def suggested_type(draft: Draft) -> str:
    """The most likely type of the words, else the pack's own rest."""
    suggestions = queries.suggest_types(f"{draft.title} {draft.description}", limit=1, learnt=False)
    return suggestions[0].key if suggestions else OTHER


def _first_owner(
    actor: Actor, channel: str, spot: Spot, routed: tuple[str, ...]
) -> tuple[int, int | None, int | None, int | None]:
    """(post, person, appointment of the registering staff, post of the kinds `routed`): staff keep what they register,
    else the receiver's."""
    if packs.active().channel(channel).by == "staff" and actor.kind is not ActorKind.INTEGRATION:
        # 首问负责: who was asked first takes it in, wherever it lies; the place decides only whom it is offered to.
        fitting = [p for p in actor.posts if Permission.REQUEST_REGISTER in p.permissions]
        held = held_with(actor, Permission.REQUEST_REGISTER, spot.ancestors) or (fitting[0] if fitting else None)
        if held is None:
            raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
        return held.post_id, actor.person_id, held.appointment_id, orgs.find_post(routed, spot.ancestors)
    if actor.kind is ActorKind.STAFF and actor.person_id is None:
        raise Invalid("An account without a person cannot report.")
    receiver, target = orgs.find_posts([packs.active().channel(channel).received_by, routed], spot.ancestors)
    if receiver is None:
        raise NotFound("No post is set up to receive this here yet.")
    return receiver, None, None, target
