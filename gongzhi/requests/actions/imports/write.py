"""Writing prepared rows: persons, matters, requests, reporters, many at a time, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.db.insert import insert_all
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.imports import own
from gongzhi.requests.actions.imports.prepare import Prepared, usual_channel
from gongzhi.requests.models import ImportRun, Reporter, Request
from gongzhi.requests.queries import routing


def write(run: ImportRun, rows: Sequence[Prepared], *, actor: Actor) -> None:
    """Write the rows. Nobody gets a message: who reported long ago is not told by a list that was handed over."""
    drafts = [p.line.draft for p in rows]
    persons = people.create_persons(
        [
            people.NewPerson(d.name, p.line.alias, d.contact_phone, d.contact_email)
            for p, d in zip(rows, drafts, strict=True)
        ]
    )
    numbers = _free_numbers(len(rows))
    matters = procedures.bring_in(
        [_arrival(run, *each, actor=actor) for each in zip(rows, numbers, persons, strict=True)], actor=actor
    )
    requests = [_request(run, *each) for each in zip(rows, numbers, matters, strict=True)]
    _route(requests)
    insert_all(requests)
    own.keep(run, rows, requests)
    insert_all([Reporter(request=r, person_id=p, first=True) for r, p in zip(requests, persons, strict=True)])


def _route(requests: Sequence[Request]) -> None:
    """Say who is to get each that is not answered yet, and why. Three queries."""
    pack, revision_id, posts = packs.active(), packs.active_revision_id(), routing.Posts()
    places.know(r.matter.place_id for r in requests)
    live = [(r, routing.about_of(r)) for r in requests if r.answered_at is None]
    known = routing.known_of(about for _, about in live) if routing.needs_places(pack) else {}
    for request, about in live:
        found = routing.ask(pack, about, known)
        post_id = posts.nearest(found.kinds, about.ancestors)
        request.route = replace(found, post_id=post_id).trace(revision_id)


def _free_numbers(count: int) -> list[str]:
    """So many request numbers that nobody has."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = list(dict.fromkeys(rules.new_number() for _ in range(count - len(found))))
        taken: set[str] = set()
        for start in range(0, len(drawn), 500):
            rows = Request.objects.filter(number__in=drawn[start : start + 500])
            taken.update(rows.values_list("number", flat=True))
        found |= dict.fromkeys(n for n in drawn if n not in taken)
    return list(found)


def _arrival(run: ImportRun, row: Prepared, number: str, person_id: int, *, actor: Actor) -> procedures.Arrival:
    line, spot, draft = row.line, row.spot, row.line.draft
    assert spot is not None
    title, words, address = rules.title_of(draft), draft.description.strip(), draft.address.strip()
    own = {"title": title, "description": words, "address": address}
    return procedures.Arrival(
        kind=notify.KIND,
        procedure=row.procedure,
        type_key=row.type_key,
        channel=row.channel,
        place_id=spot.place_id,
        title=title,
        holder_post=run.post_id,
        holder_person=actor.person_id,
        reported_at=line.reported_at or clock.now(),
        limit=row.limit,
        due_at=line.due_at,
        ended_at=line.answered_at,
        ending=row.ending or None,
        internal_text=_said(row),
        entry=procedures.More(
            codes={
                "channel": row.channel,
                "number": number,
                "type": row.type_key,
                "located": spot.located,
                "files": 0,
                "reported_at": line.reported_at.isoformat() if line.reported_at else None,
                "ended_at": line.answered_at.isoformat() if line.answered_at else None,
                "ending": row.ending or None,
                "import": run.pk,
            },
            texts={**own, "answer": line.answer} if line.answer else own,
            persons=dict.fromkeys(own, person_id),
        ),
    )


def _said(row: Prepared) -> str:
    """What the file said where the pack has other words: staff read it on the timeline."""
    line = row.line
    said = []
    if line.type_words and row.guessed:
        said.append(line.type_words)
    if line.channel_words and row.channel == usual_channel():
        said.append(line.channel_words)
    return " · ".join(said)[:200]


def _request(run: ImportRun, row: Prepared, number: str, matter: procedures.Matter) -> Request:
    line, spot, draft = row.line, row.spot, row.line.draft
    assert spot is not None
    ended: dict[str, Any] = {}
    if line.answered_at is not None:
        # what was answered elsewhere is not ours to publish
        ended = {"answer": line.answer, "answered_at": line.answered_at, "ending": row.ending, "keep_private": True}
    request = Request(
        matter_id=matter.pk,
        number=number,
        home_district=matter.home_district,
        type_key=row.type_key,
        channel=row.channel,
        description=draft.description.strip(),
        address=draft.address.strip(),
        lon=spot.lon,
        lat=spot.lat,
        near_cell=rules.near_cell(spot.lon, spot.lat) if spot.lon is not None and spot.lat is not None else None,
        located=spot.located,
        registered_by_id=run.by_appointment,
        created_at=matter.opened_at,
        updated_at=matter.opened_at,
        reported_at=line.reported_at,
        source=run.source,
        outside_number=line.number,
        imported=run,
        **ended,
    )
    request.matter = matter
    return request


def usual_ending() -> str:
    """How answered rows ended that do not say so: explained, else the pack's first that needs nothing but words."""
    endings = packs.active().endings
    plain = [e.key for e in endings if set(e.needs) <= {"answer"}]
    return "explained" if "explained" in plain else (plain or [e.key for e in endings])[0]
