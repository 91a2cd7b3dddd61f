"""Rooms, rooms due from new estates, signs: entered, changed, ended. All need `premises:edit` at the community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure import events
from gongzhi.structure.actions.changed import changed
from gongzhi.structure.models import Estate, EstateStage, Room, Sign
from gongzhi.structure.queries.premises import reached_of
from gongzhi.structure.rules import premises as rules

Codes = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """What is typed of a room. `lender_id` is a body where the basis says that it is lent."""

    kind: str
    basis: str
    name: str
    square_metres: Decimal
    address: str
    since: date
    lender_id: int | None = None
    days: str = ""
    opens: time | None = None
    closes: time | None = None
    note: str = ""


def _may(actor: Actor, place_id: int) -> None:
    require(actor, Permission.PREMISES_EDIT, places.ancestors(place_id))


def _check(draft: RoomDraft) -> None:
    pack = packs.active()
    if draft.kind not in {k.key for k in pack.room_kinds}:
        raise Invalid("The pack has no such kind.", field="kind")
    if draft.basis not in {b.key for b in pack.room_bases}:
        raise Invalid("The pack has no such kind.", field="basis")
    if draft.square_metres <= 0:
        raise Invalid("A room is larger than nothing.", field="square_metres")
    if draft.basis == "lent" and draft.lender_id is None:
        raise Invalid("Say which unit lends it.", field="lender")
    rules.check_hours(draft.days, draft.opens, draft.closes)


def _values(draft: RoomDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in RoomDraft.__dataclass_fields__}


def _codes(room: Room) -> Codes:
    return {
        "place": room.place_id,
        "kind": room.kind,
        "basis": room.basis,
        "square_metres": f"{room.square_metres:.1f}",
        "lender": room.lender_id,
        "since": str(room.since),
        "until": str(room.until) if room.until else None,
        "days": room.days,
        "opens": f"{room.opens:%H:%M}" if room.opens else None,
        "closes": f"{room.closes:%H:%M}" if room.closes else None,
    }


def _texts(room: Room) -> dict[str, str]:
    return {"name": room.name, "address": room.address, **({"note": room.note} if room.note else {})}


def add_room(place_id: int, draft: RoomDraft, *, actor: Actor) -> Room:
    """Enter a room of a community. Raises Forbidden, Invalid."""
    _may(actor, place_id)
    _check(draft)
    with transaction.atomic():
        room = Room(place_id=place_id, **_values(draft))
        room.save(force_insert=True)
        changed(place_id)
        ledger.record(
            events.ROOM_ADDED, stream=room.pk, actor=actor, codes=_codes(room), texts=_texts(room), first=True
        )
    return room


def change_room(room_id: int, draft: RoomDraft, *, version: int, actor: Actor) -> Room:
    """Change a room; what it was stays in its history. Raises Forbidden, Invalid, NotFound, Conflict, NotAllowed."""
    room = _room(room_id)
    _may(actor, room.place_id)
    _check(draft)
    if room.until is not None:
        raise NotAllowed("This room was given up.")
    with transaction.atomic():
        same = Room.objects.filter(pk=room_id, version=version, until=None)
        if not same.update(version=version + 1, **_values(draft)):
            raise Conflict("Somebody else changed this meanwhile. Look at it again.")
        room = _room(room_id)
        changed(room.place_id)
        ledger.record(events.ROOM_CHANGED, stream=room_id, actor=actor, codes=_codes(room), texts=_texts(room))
    return room


def end_room(room_id: int, *, until: date, actor: Actor) -> None:
    """Give a room up; `until` is the last day. Raises Forbidden, NotFound, Invalid, Conflict."""
    room = _room(room_id)
    _may(actor, room.place_id)
    if until < room.since:
        raise Invalid("The last day lies before the first.", field="until")
    with transaction.atomic():
        if not Room.objects.filter(pk=room_id, until=None).update(until=until):
            raise Conflict("This room was given up already.")
        changed(room.place_id)
        ledger.record(events.ROOM_ENDED, stream=room_id, actor=actor, codes={"until": str(until)})


def _room(room_id: int) -> Room:
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        raise NotFound("There is no such room.")
    return room


def add_estate(
    place_id: int, *, name: str, developer: str, households: int, expected_on: date, actor: Actor, note: str = ""
) -> Estate:
    """Enter a new estate whose developer owes rooms by the pack's rule. Raises Forbidden, Invalid, NotAllowed."""
    _may(actor, place_id)
    if households < 1:
        raise Invalid("An estate has at least one household.", field="households")
    rule = next(iter(packs.active().estate_rules), None)
    if rule is None:
        raise NotAllowed("The rules in force say nothing of rooms from new estates.")
    due = rules.square_metres_due(households, rule.square_metres, rule.households)
    with transaction.atomic():
        estate = Estate(
            place_id=place_id, name=name.strip(), developer=developer.strip(), households=households,
            expected_on=expected_on, note=note.strip(),
        )  # fmt: skip
        estate.save(force_insert=True)
        changed(place_id)
        codes: Codes = {
            "place": place_id,
            "households": households,
            "square_metres": str(due),
            "expected_on": str(expected_on),
        }
        texts = {"name": estate.name, "developer": estate.developer}
        ledger.record(events.ESTATE_ADDED, stream=estate.pk, actor=actor, codes=codes, texts=texts, first=True)
    return estate


def reach_stage(
    estate_id: int,
    *,
    stage: str,
    on: date,
    square_metres: Decimal,
    evidence: str,
    actor: Actor,
    file_ids: tuple[int, ...] = (),
) -> EstateStage:
    """Enter that the rooms of an estate reached their next stage, with evidence. Raises as `rules.check_stage`,
    Forbidden, NotFound, Conflict."""
    estate = _open_estate(estate_id, actor)
    stages = [s.key for s in packs.active().estate_stages]
    rules.check_stage(stages, reached_of([estate_id]).get(estate_id, []), stage, on, clock.today())
    if not evidence.strip() and not file_ids:
        raise Invalid("Give the evidence: the number of the paper, or a photo of it.", field="evidence")
    try:
        with transaction.atomic():
            row = EstateStage(
                estate_id=estate_id, stage=stage, on=on, square_metres=square_metres, evidence=evidence.strip()
            )
            row.save(force_insert=True)
            changed(estate.place_id)
            files.attach(file_ids, about=row.pk)
            codes: Codes = {"stage": stage, "on": str(on), "square_metres": f"{square_metres:.1f}"}
            ledger.record(
                events.STAGE_REACHED, stream=estate_id, actor=actor, codes=codes, texts={"evidence": row.evidence}
            )
    except IntegrityError:
        raise Conflict("Somebody else entered this stage just now.") from None
    return row


def take_back_stage(estate_id: int, *, actor: Actor) -> None:
    """Undo the stage entered last. Raises Forbidden, NotFound, Conflict (there is none)."""
    estate = _open_estate(estate_id, actor)
    with transaction.atomic():
        last = EstateStage.objects.filter(estate_id=estate_id).order_by("-id").first()
        if last is None or not EstateStage.objects.filter(pk=last.pk).delete()[0]:
            raise Conflict("No stage is entered.")
        files.discard(last.pk)
        changed(estate.place_id)
        ledger.record(events.STAGE_TAKEN_BACK, stream=estate_id, actor=actor, codes={"stage": last.stage})


def close_estate(estate_id: int, *, reason: str, actor: Actor) -> None:
    """It is not built, or entered by mistake: nothing is owed any more. Raises Forbidden, NotFound, Invalid."""
    estate = _open_estate(estate_id, actor)
    if not reason.strip():
        raise Invalid("Give a reason.", field="reason")
    with transaction.atomic():
        Estate.objects.filter(pk=estate_id, closed_on=None).update(closed_on=clock.today())
        changed(estate.place_id)
        codes: Codes = {"on": str(clock.today())}
        ledger.record(
            events.ESTATE_CLOSED, stream=estate_id, actor=actor, codes=codes, texts={"reason": reason.strip()}
        )


def _open_estate(estate_id: int, actor: Actor) -> Estate:
    estate = Estate.objects.filter(pk=estate_id).first()
    if estate is None:
        raise NotFound("There is no such estate.")
    _may(actor, estate.place_id)
    if estate.closed_on is not None:
        raise NotAllowed("This estate is closed.")
    return estate


def put_up_sign(place_id: int, *, kind: str, words: str, where: str, since: date, actor: Actor) -> Sign:
    """Enter a plate or board. Raises Forbidden, Invalid."""
    _may(actor, place_id)
    if kind not in {k.key for k in packs.active().sign_kinds}:
        raise Invalid("The pack has no such kind.", field="kind")
    with transaction.atomic():
        sign = Sign(place_id=place_id, kind=kind, words=words.strip(), where=where.strip(), since=since)
        sign.save(force_insert=True)
        codes: Codes = {"place": place_id, "kind": kind, "since": str(since)}
        texts = {"words": sign.words, "where": sign.where}
        ledger.record(events.SIGN_PUT_UP, stream=sign.pk, actor=actor, codes=codes, texts=texts, first=True)
    return sign


def take_down_sign(sign_id: int, *, actor: Actor) -> None:
    """It hangs there no more, from today. Raises Forbidden, NotFound, Conflict."""
    sign = Sign.objects.filter(pk=sign_id).first()
    if sign is None:
        raise NotFound("There is no such sign.")
    _may(actor, sign.place_id)
    with transaction.atomic():
        if not Sign.objects.filter(pk=sign_id, until=None).update(until=clock.today()):
            raise Conflict("This sign was taken down already.")
        codes: Codes = {"until": str(clock.today())}
        ledger.record(events.SIGN_TAKEN_DOWN, stream=sign_id, actor=actor, codes=codes)
