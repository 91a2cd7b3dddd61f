"""Stations are opened and closed, shifts entered and ended, hours taken and given back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import new_number
from gongzhi.kit.once import once
from gongzhi.ledger import public as ledger
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import Codes
from gongzhi.mediation.models import Case, Hour, HourState, Shift, Station
from gongzhi.mediation.queries import cases
from gongzhi.mediation.queries import stations as queries
from gongzhi.mediation.rules.stations import ShiftDraft, StationDraft, check_shift
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.requests import public as requests


def _record(tag: str, station_id: int, actor: Actor, codes: Codes) -> None:
    ledger.record(tag, stream=station_id, actor=actor, codes=dict(codes))


def open_station(draft: StationDraft, *, actor: Actor, submission: str = "") -> Station:
    """Open a station at a place. Needs `premises:edit` there. Raises Forbidden, Invalid, NotFound, Conflict."""
    require(actor, Permission.PREMISES_EDIT, places.ancestors(draft.place_id))
    if queries.kind_of(draft.kind) is None:
        raise Invalid("Choose the kind of help.", field="kind")
    for field, text in (("title", draft.title), ("venue", draft.venue)):
        if len(text.strip()) < 2:
            raise Invalid("Fill this in.", field=field)

    def make() -> Station:
        made = Station(
            kind=draft.kind, place_id=draft.place_id, title=draft.title.strip(), venue=draft.venue.strip(),
            phone=draft.phone.strip(), submission=submission or None,
        )  # fmt: skip
        made.save(force_insert=True)
        _record(events.STATION, made.pk, actor, {"kind": made.kind, "place": made.place_id})
        return made

    return once(submission, lambda: Station.objects.filter(submission=submission).first(), make)


@transaction.atomic
def close_station(station: Station, *, actor: Actor) -> None:
    """From today on nobody sits there. Raises Forbidden, NotAllowed (hours to come are taken), Conflict."""
    require(actor, Permission.PREMISES_EDIT, places.ancestors(station.place_id))
    if not Station.objects.filter(pk=station.pk, closed_on=None).update(closed_on=clock.today()):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    if queries.taken(station):
        raise NotAllowed("Hours to come are taken: give them back first, and tell who was to come.")
    Shift.objects.filter(station=station, until_on=None).update(until_on=clock.today())
    _record(events.STATION_CLOSED, station.pk, actor, {})


def add_shift(station: Station, draft: ShiftDraft, *, actor: Actor, submission: str = "") -> Shift:
    """Enter who helps on a day of the week. Raises Forbidden, InvalidMany, NotFound (post), NotAllowed, Conflict."""
    require(actor, Permission.PREMISES_EDIT, places.ancestors(station.place_id))
    check_shift(draft)
    if draft.post_id is not None and draft.post_id not in orgs.post_labels([draft.post_id]):
        raise NotFound("There is no such post.")

    def make() -> Shift:
        fresh = Station.objects.select_for_update().get(pk=station.pk)  # it is not closed meanwhile
        if fresh.closed_on is not None:
            raise NotAllowed("This station is closed.")
        made = Shift(
            station=fresh, weekday=draft.weekday, starts=draft.starts, ends=draft.ends, post_id=draft.post_id,
            helper=draft.helper.strip(), helper_body=draft.helper_body.strip(), from_on=draft.from_on,
            submission=submission or None,
        )  # fmt: skip
        made.save(force_insert=True)
        codes = {"shift": made.pk, "weekday": made.weekday, "post": made.post_id}
        _record(events.SHIFT, fresh.pk, actor, codes)
        return made

    return once(submission, lambda: Shift.objects.filter(submission=submission).first(), make)


@transaction.atomic
def end_shift(station: Station, shift_id: int, *, until_on: date, actor: Actor) -> None:
    """The last day of a shift. Raises Forbidden, NotFound, Invalid, NotAllowed (later hours are taken), Conflict."""
    require(actor, Permission.PREMISES_EDIT, places.ancestors(station.place_id))
    shift = Shift.objects.filter(pk=shift_id, station=station).first()
    if shift is None:
        raise NotFound("There is no such shift.")
    if until_on < clock.today():
        raise Invalid("The day lies ahead, or is today.", field="until_on")
    if not Shift.objects.filter(pk=shift.pk, until_on=shift.until_on).update(until_on=until_on):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    if any(h.shift_id == shift.pk and clock.local(h.starts_at).date() > until_on for h in queries.taken(station)):
        raise NotAllowed("Later hours of this shift are taken: give them back first, and tell who was to come.")
    _record(events.SHIFT_ENDED, station.pk, actor, {"shift": shift.pk, "until": until_on.isoformat()})


def take_hour(
    station: Station, shift_id: int, starts_at: datetime, *, actor: Actor, about: str = "", submission: str = ""
) -> Hour:
    """Take a free hour of the next fortnight; `about`: the number of a case or request that the actor may see, never
    for a private kind. The number of the hour is told to who comes.

    Raises Forbidden, Invalid (no such hour, nothing is kept there), NotFound (about), Conflict (just taken)."""
    post = queries.post_that_takes(actor, station.place_id)
    if post is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_HANDLE)
    if about.strip() and queries.is_private(station):
        raise Invalid("Nothing is kept of who takes an hour here: leave this empty.", field="about")
    case, request = _about(about, actor) if about.strip() else (None, None)

    def make() -> Hour:
        Shift.objects.select_for_update().filter(pk=shift_id).first()  # the shift is not ended meanwhile
        free = {s.shift.pk: s.free for s in queries.shifts_of([station])[station.pk]}
        if starts_at not in free.get(shift_id, ()):
            raise Conflict("This hour is taken, or over: choose another one.")
        made = Hour(
            shift_id=shift_id, starts_at=starts_at, number=new_number(), by_post_id=post, case=case, request=request,
            submission=submission or None,
        )  # fmt: skip
        made.save(force_insert=True)
        of = "case" if case else "request" if request else None
        _record(events.HOUR, station.pk, actor, {"at": clock.local(starts_at).isoformat(), "of": of})
        return made

    return once(submission, lambda: Hour.objects.filter(submission=submission).first(), make)


def _about(number: str, actor: Actor) -> tuple[Case | None, requests.Request | None]:
    plain = requests.clean_number(number)
    case = Case.objects.select_related("matter__place").filter(number=plain).first()
    if case is not None and cases.sees(actor, case):
        return case, None
    return None, requests.find(number, actor)


@transaction.atomic
def give_back(station: Station, hour_id: int, *, actor: Actor) -> None:
    """Give an hour back before it begins: the post that took it, or who writes the roster.

    Raises Forbidden, NotFound, NotAllowed (it began), Conflict."""
    hour = Hour.objects.filter(pk=hour_id, shift__station=station).first()
    if hour is None:
        raise NotFound("There is no such hour.")
    if hour.by_post_id not in actor.post_ids and not queries.may_manage(actor, station.place_id):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PREMISES_EDIT)
    if hour.starts_at <= clock.now():
        raise NotAllowed("This hour has begun.")
    if not Hour.objects.filter(pk=hour.pk, state=HourState.TAKEN).update(state=HourState.BACK):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    _record(events.HOUR_BACK, station.pk, actor, {"at": clock.local(hour.starts_at).isoformat()})


def forget_helpers(limit: int = 200) -> int:
    """Sweep: the names of helpers from outside whose shift is over are deleted; how many."""
    over = Shift.objects.filter(until_on__lt=clock.today()).exclude(helper="").order_by("pk")
    return Shift.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:limit])).update(helper="")
