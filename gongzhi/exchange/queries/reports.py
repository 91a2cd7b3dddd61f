"""Requests as Open311 shows them: whole to the program that sent them, to all others only what is public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.core.errors import NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.exchange.models import Sent
from gongzhi.exchange.queries.tokens import Caller
from gongzhi.exchange.rules import georeport as rules
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

FINE = ("building",)  # kinds of places that say where somebody lives
_COLUMNS = (
    "number", "type_key", "channel", "description", "address", "lon", "lat", "located", "attributes", "created_at",
    "updated_at", "answer", "answered_at", "ending", "released_at", "keep_private",
    "matter__state", "matter__title", "matter__due_at", "matter__closed_at", "matter__place__id",
    "matter__holder_post__body__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for."""

    start: datetime
    end: datetime
    types: Sequence[str] = ()
    states: Sequence[str] = (*procedures.LIVE, *procedures.OVER)
    page: int = 1
    size: int = rules.MOST


def public_types() -> list[str]:
    """The types whose requests strangers may see at all."""
    return [t.key for t in packs.active().request_types if not t.private]


def readable(caller: Caller | None) -> QuerySet[requests.Request]:
    """The requests that a program may see: public ones, and what it sent itself."""
    public = Q(keep_private=False, type_key__in=public_types())
    rows = requests.Request.objects.select_related("matter__place", "matter__holder_post__body").only(*_COLUMNS)
    if caller is None:
        return rows.filter(public, joined_to=None)
    own = Sent.objects.filter(about=OuterRef("pk"), token=caller.token_id)
    return rows.filter(public | Exists(own), joined_to=None)


def listed(wanted: Wanted, caller: Caller | None) -> list[requests.Request]:
    """A page of a list, the newest first."""
    rows = readable(caller).filter(created_at__gte=wanted.start, created_at__lte=wanted.end)
    if wanted.types:
        rows = rows.filter(type_key__in=list(wanted.types))
    if set(wanted.states) != {*procedures.LIVE, *procedures.OVER}:
        rows = rows.filter(matter__state__in=list(wanted.states))
    first = (wanted.page - 1) * wanted.size
    return list(rows.order_by("-created_at", "-matter_id")[first : first + wanted.size])


def by_numbers(numbers: Iterable[str], caller: Caller | None) -> list[requests.Request]:
    """The requests of these numbers that the program may see, in the order asked for."""
    wanted = list(numbers)
    found = {r.number: r for r in readable(caller).filter(number__in=wanted)}
    return [found[n] for n in wanted if n in found]


def joinable(number: str) -> int:
    """The matter of a request that strangers may see, by its number. Raises NotFound."""
    found = readable(None).filter(number=requests.clean_number(number)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("There is no such request.")
    return found


def as_reports(found: Sequence[requests.Request], caller: Caller | None, *, extended: bool) -> list[dict[str, Any]]:
    """The fields of GeoReport. At most four statements whatever the number."""
    ids = [r.pk for r in found]
    own = (
        set(Sent.objects.filter(token=caller.token_id, about__in=ids).values_list("about", flat=True)) if caller else ()
    )
    asked = _released([r.pk for r in found if r.released_at is not None])
    chains = {r.matter.place_id: places.ancestors(r.matter.place_id) for r in found}
    known = places.get_many(p for chain in chains.values() for p in chain)
    return [
        _report(r, [known[p] for p in chains[r.matter.place_id] if p in known], asked.get(r.pk), r.pk in own, extended)
        for r in found
    ]


def _released(ids: Sequence[int]) -> dict[int, disclosure.Posting]:
    if not ids:
        return {}
    rows = disclosure.Posting.objects.filter(about__in=ids, withdrawn_at=None).order_by("id")
    return {p.about: p for p in rows if p.about is not None}


def hide(text: str) -> str:
    """The text without what looks like personal data."""
    return rules.masked(text, [(f.start, f.end) for f in disclosure.scan(text)]) if text else ""


def _report(
    r: requests.Request, chain: Sequence[places.Place], posting: disclosure.Posting | None, own: bool, extended: bool
) -> dict[str, Any]:
    pack, matter = packs.active(), r.matter
    kind = next((t for t in pack.request_types if t.key == r.type_key), None)
    closed = matter.state in procedures.OVER
    coarse = [p for p in chain if p.kind not in FINE]
    where = coarse[-1] if coarse else None
    if own:
        description, notes, address = r.description, r.answer, r.address or _address(coarse)
        lon, lat = r.lon, r.lat
    else:
        description = posting.question if posting and posting.question else hide(r.description)
        notes = posting.text if posting else ""  # an answer is everybody's once it is released, and not before
        address = _address(coarse)
        lon, lat = (where.lon, where.lat) if r.located and where is not None else (None, None)
    media = r.attributes.get("media_url") if own else None
    report: dict[str, Any] = {
        "service_request_id": r.number,
        "status": "closed" if closed else "open",
        "status_notes": notes or None,
        "service_name": kind.title if kind else r.type_key,
        "service_code": r.type_key,
        "description": description,
        "agency_responsible": matter.holder_post.body.name,
        "service_notice": None,
        "requested_datetime": rules.w3c(r.created_at),
        "updated_datetime": rules.w3c((matter.closed_at if closed else None) or r.updated_at),
        "expected_datetime": rules.w3c(matter.due_at),
        "address": address,
        "address_id": str(where.pk) if where else "",
        "zipcode": "",
        "lat": lat,
        "long": lon,
        "media_url": media[0] if media else "",
    }
    if extended:
        report["extended_attributes"] = {
            "title": matter.title if own else hide(matter.title),
            "channel": r.channel,
            "state": matter.state,
            "ending": r.ending or None,
            "answered_datetime": rules.w3c(r.answered_at),
            "masked": not own,
        }
        report["notes"] = [{"datetime": rules.w3c(r.answered_at), "description": notes}] if notes else []
    return report


def _address(chain: Sequence[places.Place]) -> str:
    """Down to the grid or estate, never the building."""
    return "".join(p.name for p in chain[-3:])


def updates(start: datetime, end: datetime, caller: Caller | None, size: int) -> list[dict[str, Any]]:
    """What was done with requests in a time (FixMyStreet's extension), the oldest first: staff's words to the resident,
    for the program that sent the request, for others once the answer is released."""
    released = Q(released_at__isnull=False)
    own = Sent.objects.filter(about=OuterRef("pk"), token=caller.token_id if caller else None)
    seen = readable(caller).filter(released | Exists(own) if caller else released, pk=OuterRef("matter_id"))
    moves = (
        procedures.Move.objects.filter(Exists(seen), at__gte=start, at__lte=end, actor_kind="staff")
        .exclude(public_text="")
        .select_related("matter__request")
        .order_by("at", "id")[:size]
    )
    return [
        {
            "update_id": str(m.pk),
            "service_request_id": m.matter.request.number,
            "status": "closed" if m.matter.state in procedures.OVER else "open",
            "updated_datetime": rules.w3c(m.at),
            "description": hide(m.public_text),
            "media_url": "",
        }
        for m in moves
    ]
