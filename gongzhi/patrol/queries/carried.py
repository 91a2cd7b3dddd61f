"""What a phone carries: the own open work and what is needed to report, without anybody's name or number."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.weeks import week_of
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.words import day, moment
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.patrol.queries.rounds import Week, findings, walked_by, weeks
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

KEPT = timedelta(days=3)  # so long a phone keeps what it carries without having heard from us
MOST = 60
PLACES_MOST = 12


@dataclass(frozen=True, slots=True)
class Job:
    """A matter as a card shows it. `offered`: it may be taken over; `mine`: it is in hand."""

    id: str
    number: str
    title: str
    where: str
    kind: str
    light: str
    due: str
    href: str
    offered: bool
    mine: bool


def redacted(text: str) -> str:
    """A text without what looks like personal data: residents type numbers into their words."""
    for found in reversed(disclosure.scan(text)):
        text = f"{text[: found.start]}***{text[found.end :]}"
    return text


def jobs(actor: Actor) -> list[Job]:
    """What is offered to the actor, then what the posts hold, the soonest due first. A few queries in all."""
    offered = procedures.list_mine(actor, role="offered", limit=MOST).items
    known = {m.pk for m in offered}
    held = [m for m in procedures.list_mine(actor, role="holder", limit=MOST).items if m.pk not in known]
    matters = [*offered, *held][:MOST]
    of = {m.pk: (m.parent_id if m.kind == procedures.PART else m.pk) for m in matters}
    rows = requests.Request.objects.filter(pk__in=list(of.values())).only("matter_id", "number", "type_key", "address")
    about = {r.pk: r for r in rows}
    found = [_job(m, about.get(of[m.pk]), m.pk in known) for m in matters]
    return [job for job in found if job is not None]


def _job(matter: procedures.Matter, request: requests.Request | None, offered: bool) -> Job | None:
    part = matter.kind == procedures.PART
    if request is None:
        href = procedures.page_of(matter.kind, matter.pk)
        if not href:
            return None
        title = procedures.definition(matter.revision_id, matter.procedure).title
        number, kind, address = title, title, ""
    else:
        href = reverse("requests:part", args=[matter.pk]) if part else reverse("requests:sheet", args=[request.number])
        number, kind, address = requests.spoken(request.number), _type(request.type_key), request.address
    where = f"{matter.place.name} · {address}" if address else matter.place.name
    return Job(
        id=str(matter.pk), number=number, title=redacted(matter.title), where=redacted(where), kind=kind,
        light=str(matter.light), due=moment(matter.due_at) if matter.due_at else "", href=href, offered=offered,
        mine=not offered and matter.holder_person_id is not None,
    )  # fmt: skip


def _type(key: str) -> str:
    try:
        return packs.named(packs.active().request_type(key))
    except KeyError:
        return key


def _round(one: Week) -> dict[str, Any]:
    until = one.planned_on or one.week + timedelta(days=6)
    stops = [asdict(stop) | {"who": ""} for stop in one.stops]
    return {"place": one.place, "until": day(until), "done": one.done, "of": len(one.stops), "stops": stops}


def own_places(actor: Actor) -> list[tuple[str, str]]:
    """The places of the posts that register: where something is reported from, if no position is known."""
    ids = dict.fromkeys(p.place_id for p in actor.posts if Permission.REQUEST_REGISTER in p.permissions)
    return [(str(i), places.get(i).name) for i in list(ids)[:PLACES_MOST]]


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """The types of requests by their group, for a select box."""
    pack = packs.active()
    return [
        (packs.named(group), [(t.key, packs.named(t)) for t in pack.request_types if t.group == group.key])
        for group in pack.request_groups
    ]


def keep_until(actor: Actor) -> datetime:
    """Until when a phone keeps what it carries without having heard from us: some days, not past the last post."""
    ids = [p.appointment_id for p in actor.posts]
    last = list(orgs.Appointment.objects.filter(pk__in=ids).values_list("ends_on", flat=True))
    until = clock.now() + KEPT
    if last and all(last):
        end = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        last_day = max(d for d in last if d)
        until = min(until, end + (last_day + timedelta(days=1) - end.date()))
    return until


def owner_of(person_id: int) -> str:
    """A name for the phone's store: one for each person, telling nothing."""
    return hashlib.sha256(f"field:{person_id}".encode()).hexdigest()[:16]


def _digest(held: object) -> str:
    written = json.dumps(held, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def carried(actor: Actor) -> dict[str, Any]:
    """Everything that the phone keeps."""
    week = week_of(clock.today())
    grids = walked_by(actor, week)[:PLACES_MOST]
    walked = weeks(grids, week)
    return {
        "work": [asdict(job) for job in jobs(actor)],
        "patrol": [_round(one) for one in walked if one.stops],
        "again": [asdict(one) for one in findings(grids, due=True)],
        "places": own_places(actor),
        "kinds": kinds(),
    }


def unsent(held: dict[str, Any], have: str) -> dict[str, Any]:
    """What of it a phone lacks whose last answer had the digest `have`: a day's sync stays small."""
    choices = {name: held[name] for name in ("places", "kinds")}
    work = {name: held[name] for name in ("work", "patrol", "again")}
    digests = _digest(work), _digest(choices)
    known = tuple(have.split("."))
    if known == digests:
        return {"same": True}
    return work | ({} if known[-1] == digests[1] else choices) | {"digest": ".".join(digests)}
