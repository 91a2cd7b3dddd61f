"""Reception hours, what is different on single days, and who came. Planning needs `reception:edit` at the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, held_with, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.places import public as places
from gongzhi.reception import events
from gongzhi.reception.actions.items import put_down
from gongzhi.reception.actions.shared import Codes, record, sent_before
from gongzhi.reception.models import Came, Change, Hours
from gongzhi.reception.queries.roster import day_of, station, who_may_receive
from gongzhi.reception.rules.roster import Day
from gongzhi.reception.rules.texts import clean
from gongzhi.requests import public as requests

AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class HoursDraft:
    """Hours of every week: `weekday` 0 is Monday; posts by id."""

    weekday: int
    starts: time
    ends: time
    room: str
    leader_id: int
    receiver_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """What is different on one day: `off`, or who receives."""

    reason: str
    off: bool = False
    leader_id: int | None = None
    receiver_id: int | None = None


@transaction.atomic
def add_hours(place_id: int, draft: HoursDraft, *, actor: Actor, submission: str = "") -> Hours:
    """Set up weekly hours from today on. Raises Forbidden, NotFound, Invalid (ends, leader, receiver, room)."""
    post_for(actor, Permission.RECEPTION_EDIT, places.ancestors(place_id))
    if before := sent_before(Hours, submission):
        return before
    place = places.get(place_id)
    kept = station(place)
    if kept is None:
        raise NotAllowed("There is no reception here.")
    if draft.weekday not in range(7):
        raise Invalid("Choose one of the answers.", field="weekday")
    if draft.ends <= draft.starts:
        raise Invalid("It ends before it begins.", field="ends")
    _check_post(place, draft.leader_id, kept.leaders, "leader")
    if draft.receiver_id is not None:
        _check_post(place, draft.receiver_id, kept.receivers, "receiver")
    taken = Hours.objects.filter(ends_on=None, weekday=draft.weekday, leader=draft.leader_id, starts__lt=draft.ends,
                                 ends__gt=draft.starts)  # fmt: skip
    if taken.exists():
        raise Invalid("This leader receives at this time already.", field="leader")
    row = Hours(
        place=place, weekday=draft.weekday, starts=draft.starts, ends=draft.ends, room=clean(draft.room, "room", 80),
        leader_id=draft.leader_id, receiver_id=draft.receiver_id, starts_on=clock.today(),
        submission=submission or None,
    )  # fmt: skip
    row.save(force_insert=True)
    codes: Codes = {
        "place": place_id, "weekday": draft.weekday, "starts": f"{draft.starts:%H:%M}", "ends": f"{draft.ends:%H:%M}",
        "leader": draft.leader_id, "receiver": draft.receiver_id,
    }  # fmt: skip
    record(events.HOURS_ADDED, row.pk, actor, codes, first=True)
    return row


def _check_post(place: places.Place, post_id: int, kinds: tuple[str, ...], field: str) -> None:
    if post_id not in dict(who_may_receive(place, kinds)):
        raise Invalid("Choose a post that receives here.", field=field)


@transaction.atomic
def end_hours(hours_id: int, *, actor: Actor) -> None:
    """Give weekly hours up: today is the last day. Raises Forbidden, NotFound."""
    row = _hours(hours_id, actor)
    if Hours.objects.filter(pk=row.pk, ends_on=None).update(ends_on=clock.today()):
        record(events.HOURS_ENDED, row.pk, actor, {"place": row.place_id, "last": clock.today().isoformat()})


def _hours(hours_id: int, actor: Actor) -> Hours:
    row = Hours.objects.select_related("place").filter(pk=hours_id).first()
    if row is None:
        raise NotFound("There are no such hours.")
    post_for(actor, Permission.RECEPTION_EDIT, places.ancestors(row.place_id))
    return row


def _ahead(row: Hours, on: date) -> Day:
    day = day_of(row, on)
    if day is None or not clock.today() <= on <= clock.today() + AHEAD:
        raise Invalid("On this day there is no reception at these hours.", field="day")
    return day


@transaction.atomic
def change_day(hours_id: int, on: date, draft: ChangeDraft, *, actor: Actor) -> Change:
    """Another leader or receiver on one day, or no reception. Raises Forbidden, NotFound, Invalid, Conflict."""
    row = _hours(hours_id, actor)
    _ahead(row, on)
    kept = station(row.place)
    if not draft.off:
        leader, receiver = draft.leader_id or row.leader_id, draft.receiver_id
        if kept is not None and leader != row.leader_id:
            _check_post(row.place, leader, kept.leaders, "leader")
        if kept is not None and receiver is not None and receiver != row.receiver_id:
            _check_post(row.place, receiver, kept.receivers, "receiver")
        if (leader, receiver) == (row.leader_id, row.receiver_id):
            raise Invalid("Nothing is different on this day.", field="leader")
    return _put(row, on, draft, actor)


def _put(row: Hours, on: date, draft: ChangeDraft, actor: Actor) -> Change:
    reason = clean(draft.reason, "reason", 120)
    leader = None if draft.off else (draft.leader_id or row.leader_id)
    receiver = None if draft.off else draft.receiver_id
    made = Change(hours=row, day=on, leader_id=leader, receiver_id=receiver, off=draft.off, reason=reason)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This day was changed already: take that back first.") from None
    codes = {"day": on.isoformat(), "leader": leader, "receiver": receiver, "off": draft.off}
    record(events.DAY_CHANGED, row.pk, actor, codes)
    return made


@transaction.atomic
def swap(hours_id: int, on: date, with_id: int, with_on: date, *, reason: str, actor: Actor) -> None:
    """Two leaders exchange two receptions. Raises Forbidden, NotFound, Invalid, Conflict."""
    one, other = _hours(hours_id, actor), _hours(with_id, actor)
    mine, theirs = _ahead(one, on), _ahead(other, with_on)
    if one.place_id != other.place_id or mine.leader_id == theirs.leader_id or mine.off or theirs.off:
        raise Invalid("Choose a reception of another leader here.", field="other")
    _put(one, on, ChangeDraft(reason, leader_id=theirs.leader_id, receiver_id=mine.receiver_id), actor)
    _put(other, with_on, ChangeDraft(reason, leader_id=mine.leader_id, receiver_id=theirs.receiver_id), actor)


@transaction.atomic
def restore_day(hours_id: int, on: date, *, actor: Actor) -> None:
    """Take a change back: the day is as planned again. Raises Forbidden, NotFound, NotAllowed (it is past)."""
    row = _hours(hours_id, actor)
    if on < clock.today():
        raise NotAllowed("This day is over.")
    if Change.objects.filter(hours=row.pk, day=on).delete()[0]:
        record(events.DAY_RESTORED, row.pk, actor, {"day": on.isoformat()})


def receives(row: Hours, day: Day, actor: Actor) -> int:
    """The post by which the actor keeps the sheet of this reception: its leader, its receiver, or who takes requests
    in at the place. Raises Forbidden."""
    for post_id in (day.leader_id, day.receiver_id):
        if post_id is not None and post_id in actor.post_ids:
            return post_id
    held = held_with(actor, Permission.REQUEST_REGISTER, places.ancestors(row.place_id))
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_REGISTER)
    return held.post_id


@transaction.atomic
def write_down(
    hours_id: int, on: date, draft: requests.Draft | None, *, items: str = "", actor: Actor, submission: str = ""
) -> Came:
    """Somebody came: a request by the station's channel, kept by who was asked first, with its items; `draft` None:
    told at once, no request. Raises NotFound, Forbidden, Invalid, InvalidMany."""
    row = Hours.objects.select_related("place").filter(pk=hours_id).first()
    day = day_of(row, on) if row is not None else None
    if row is None or day is None or day.off:
        raise NotFound("There are no such hours.")
    post = receives(row, day, actor)
    if before := sent_before(Came, submission):
        return before
    if on > clock.today():
        raise Invalid("This reception lies ahead.", field="day")
    matter = _request(row, draft, items, actor) if draft is not None else None
    made = Came(hours=row, day=on, request_id=matter, post_id=post, submission=submission or None)
    made.save(force_insert=True)
    record(events.CAME, row.pk, actor, {"day": on.isoformat(), "request": matter})
    return made


def _request(row: Hours, draft: requests.Draft, items: str, actor: Actor) -> int:
    kept = station(row.place)
    if kept is None:
        raise NotAllowed("There is no reception here.")
    receipt = requests.intake_inside(draft, actor=actor, channel=kept.channel, look_near=False)
    if items.strip():
        put_down(requests.read(receipt.matter_id), items, actor=actor)
    return receipt.matter_id
