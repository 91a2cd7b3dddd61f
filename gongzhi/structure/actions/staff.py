"""Staff: records written, steps of the ladder set, trainings and promotions noted, exits."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.structure.models.staff import EVENTS, STEP_REASONS, StaffEvent, StaffRecord, StaffStep
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.queries.staff import ladder_on, served, staff_rules

Codes = dict[str, str | int | bool | None]
OLDEST, YOUNGEST = 80, 16  # ages that a year of birth may mean


def _of(appointment_id: int, actor: Actor) -> orgs.Appointment:
    rules = staff_rules()
    found = orgs.Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if found is None or found.post.kind not in (*rules.post_kinds, *rules.leading):
        raise NotFound("There is no such appointment.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(found.post.place_id))
    return found


@transaction.atomic
def write_record(
    appointment_id: int, *, actor: Actor, entry: str = "", joined_on: date | None = None, birth_year: int | None = None
) -> StaffRecord:
    """How somebody came, when, the year of birth (kept where none is given). Raises NotFound, Forbidden, Invalid."""
    of, today = _of(appointment_id, actor), clock.today()
    if entry and entry not in {e.key for e in staff_rules().entries}:
        raise Invalid("Choose one of the ways that the rules name.", field="entry")
    if birth_year is not None and not today.year - OLDEST <= birth_year <= today.year - YOUNGEST:
        raise Invalid("This cannot be the year of birth of somebody on the staff.", field="birth_year")
    if joined_on is not None and joined_on > today:
        raise Invalid("The day lies ahead.", field="joined_on")
    row = StaffRecord.objects.select_for_update().filter(person=of.person_id).first()
    row = row or StaffRecord(person_id=of.person_id)
    row.entry, row.joined_on = entry, joined_on
    row.birth_year = birth_year if birth_year is not None else row.birth_year
    row.save()
    codes: Codes = {"appointment": of.pk, "entry": entry, "joined_on": str(joined_on) if joined_on else None}
    ledger.record("structure:staff:record-written", stream=of.post.body_id, actor=actor, codes=codes)
    return row


@transaction.atomic
def set_step(
    appointment_id: int, *, actor: Actor, post: str, step: int, starts_on: date, reason: str = "raise"
) -> StaffStep:
    """A step of the ladder from a day on; the one before ends on its eve.

    Raises NotFound, Forbidden, Invalid (the ladder of that day, its spans, the day), Conflict (a later one stands).
    """
    of = _of(appointment_id, actor)
    ladder = ladder_on(starts_on)
    if ladder is None:
        raise Invalid("The rules in force on that day have no ladder.", field="starts_on")
    span = next((p for p in ladder.posts if p.key == post), None)
    if span is None:
        raise Invalid("Choose one of the posts of the ladder.", field="post")
    if not span.first <= step <= span.last:
        raise Invalid(
            "%(post)s goes from step %(first)s to step %(last)s.", field="step", post=span.title, first=span.first,
            last=span.last,
        )  # fmt: skip
    if reason not in STEP_REASONS:
        raise Invalid("Say why.", field="reason")
    if starts_on < of.starts_on or of.ends_on is not None and starts_on > of.ends_on:
        raise Invalid("The day lies outside the appointment.", field="starts_on")
    steps = StaffStep.objects.select_for_update().filter(appointment=of)
    if steps.filter(starts_on__gte=starts_on).exists():
        raise Conflict("A step from that day or a later one is entered already.")
    steps.filter(ends_on=None).update(ends_on=starts_on - timedelta(days=1))
    row = StaffStep(appointment=of, ladder=ladder.key, post=post, step=step, starts_on=starts_on, reason=reason)
    row.save(force_insert=True)
    codes: Codes = {
        "appointment": of.pk, "ladder": ladder.key, "post": post, "step": step, "starts_on": str(starts_on),
        "reason": reason,
    }  # fmt: skip
    ledger.record("structure:staff:step-set", stream=of.post.body_id, actor=actor, codes=codes)
    return row


@transaction.atomic
def note_event(
    appointment_id: int,
    *,
    actor: Actor,
    kind: str,
    happened_on: date,
    title: str = "",
    key: str = "",
    hours: int | None = None,
) -> StaffEvent:
    """A training, a rotation, or a promotion (with the `key` of its rung, and the full terms that it takes).

    Raises NotFound, Forbidden, Invalid."""
    of, rules = _of(appointment_id, actor), staff_rules()
    if kind not in EVENTS:
        raise Invalid("Choose what it is.", field="kind")
    if happened_on > clock.today():
        raise Invalid("The day lies ahead.", field="happened_on")
    if kind == "promotion":
        rung = next((p for p in rules.promotions if p.key == key), None)
        if rung is None:
            raise Invalid("Choose one of the rungs that the rules name.", field="key")
        if (has := served(of)) < rung.full_terms:
            raise Invalid(
                "%(rung)s takes %(n)s full terms without a break; served are %(has)s.", field="key", rung=rung.title,
                n=rung.full_terms, has=has,
            )  # fmt: skip
    elif not title.strip():
        raise Invalid("Say it in a few words.", field="title")
    row = StaffEvent(
        appointment=of, kind=kind, key=key if kind == "promotion" else "", title=title.strip()[:120],
        happened_on=happened_on, hours=hours if kind == "training" else None,
    )  # fmt: skip
    row.save(force_insert=True)
    codes: Codes = {"appointment": of.pk, "kind": kind, "key": row.key, "happened_on": str(happened_on)}
    ledger.record("structure:staff:event-noted", stream=of.post.body_id, actor=actor, codes=codes)
    return row


@transaction.atomic
def leave(appointment_id: int, *, actor: Actor, reason: str, left_on: date) -> None:
    """Somebody leaves the staff after `left_on`: the appointment ends with that day, and access with it.

    Raises NotFound, Forbidden, Invalid (no such reason, a day in the past), Conflict (it has ended)."""
    of = _of(appointment_id, actor)
    if reason not in {e.key for e in staff_rules().exits}:
        raise Invalid("Choose one of the reasons that the rules name.", field="reason")
    if left_on < clock.today():
        raise Invalid("The last day is today or later.", field="left_on")
    if not in_office(orgs.Appointment.objects.filter(pk=of.pk)).exists():
        raise Conflict("This appointment has ended already.")
    at = clock.begin_of(left_on + timedelta(days=1))
    orgs.end_appointment(of.pk, actor=actor, at=at)
    row = StaffRecord.objects.select_for_update().filter(person=of.person_id).first()
    row = row or StaffRecord(person_id=of.person_id)
    row.exit, row.left_on = reason, left_on
    row.save()
    codes: Codes = {"appointment": of.pk, "exit": reason, "left_on": str(left_on)}
    ledger.record("structure:staff:left", stream=of.post.body_id, actor=actor, codes=codes)
