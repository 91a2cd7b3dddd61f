"""What was written in a group becomes separate requests: all that were ticked, or none."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.channels import events
from gongzhi.channels.models import Batch, Origin
from gongzhi.channels.queries.places import chat_channels
from gongzhi.channels.rules.sent import Group, Line, digest, key_of
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.requests import public as requests

POINTED = ("grid", "estate", "building")  # of an area above them the middle is nowhere


def take_in(group: Group, *, actor: Actor, submission: str) -> Batch:
    """Take the lines of a group in, all or none; sent twice it is once (the same batch).

    Needs `request:register` at the group's place. Raises Forbidden, NotFound, Invalid (no line, no such channel),
    InvalidMany (fields `r0-words` …, by `Line.row`), Conflict (the number came with other content).
    """
    held = post_for(actor, Permission.REQUEST_REGISTER, places.ancestors(group.place_id))
    if actor.person_id is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    if not group.lines:
        raise Invalid("Nothing is marked as a request.")
    if group.channel not in {c.key for c in chat_channels()}:
        raise Invalid("There is no such channel.", field="channel")
    drafts = _drafts(group)
    key, body = key_of(actor.person_id, submission), digest(group)
    try:
        with transaction.atomic():
            batch = Batch(key=key, body=body, place_id=group.place_id, channel=group.channel, post_id=held.post_id)
            batch.save(force_insert=True)
            _write(batch, group, drafts, actor)
    except IntegrityError:
        known = Batch.objects.filter(key=key).first()
        if known is None:
            raise
        if known.body != body:
            raise Conflict("This was sent before with other content. Please paste it anew.") from None
        return known
    return batch


def _drafts(group: Group) -> list[requests.Draft]:
    """What is sent, checked line by line. Raises InvalidMany."""
    place = places.get(group.place_id)
    wrong: dict[str, Invalid] = {}
    drafts = []
    for line in group.lines:
        draft = _draft(line, place)
        drafts.append(draft)
        try:
            requests.check_draft(draft, contact_needed=False)
        except InvalidMany as errors:
            fields = {"description": "words", "address": "where", "name": "alias"}
            for name, error in errors.errors.items():
                error.field = f"r{line.row}-{fields.get(name, 'words')}"
                wrong[error.field] = error
    if wrong:
        raise InvalidMany(wrong)
    return drafts


def _draft(line: Line, place: places.Place) -> requests.Draft:
    """An estate or building that is known, else the group's own place, else the words."""
    at: int | None = line.place_id
    address = line.where.strip()
    if at is None and place.kind in POINTED:
        at = place.pk
    if at is None:
        address = " ".join(filter(None, (place.name, address)))
    return requests.Draft(line.words.strip(), type_key=line.type_key, name=line.alias, place_id=at, address=address)


def _write(batch: Batch, group: Group, drafts: list[requests.Draft], actor: Actor) -> None:
    origins: list[Origin] = []
    joined = 0
    for line, draft in zip(group.lines, drafts, strict=True):
        if line.same_as:
            about = requests.find(line.same_as, actor)
            requests.join(about.pk, draft, actor=actor, contact_needed=False)
            joined += 1
            continue
        receipt = requests.intake_inside(draft, actor=actor, channel=group.channel, look_near=False)
        origins.append(Origin(matter_id=receipt.matter_id, batch=batch, said_at=line.at))
    Origin.objects.bulk_create(origins)
    Batch.objects.filter(pk=batch.pk).update(taken=len(origins), joined=joined)
    codes: dict[str, str | int | bool | None] = {
        "place": group.place_id, "channel": group.channel, "taken": len(origins), "joined": joined,
    }  # fmt: skip
    ledger.record(events.CHAT_TAKEN, stream=batch.pk, actor=actor, codes=codes, first=True)
