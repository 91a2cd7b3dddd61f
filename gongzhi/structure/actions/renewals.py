"""A new term for a whole body in one act, and taking that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.structure.actions.terms import write_membership
from gongzhi.structure.models.terms import Election, Membership, Renewal
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.queries.terms import body_to_appoint, months
from gongzhi.structure.rules.grids import UNDO_DAYS
from gongzhi.structure.rules.terms import last_day


@transaction.atomic
def renew(
    body_id: int, *, actor: Actor, starts_on: date, continuing: Collection[int], months_: int | None = None
) -> tuple[int, int]:
    """A new term for the committee and its concurrent members in one act: whose appointments are `continuing` go on
    from `starts_on`, the others end with the day before; all or nothing.

    `months_`: the committee's own term, the pack's where not given. Returns how many go on, and how many leave.
    Raises Forbidden, NotFound, Invalid (in the past, an appointment that is not of this body), Conflict (done already).
    """
    rules = packs.active().concurrent
    body = body_to_appoint(body_id, actor)
    if starts_on < clock.today():
        raise Invalid("The new term begins today or later.", field="starts_on")
    committee = months_ or (months(rules.committee_term) if rules else 0)
    if not committee:
        raise Invalid("Say how long the term is.", field="months")
    present = list(_held_on(body, starts_on))
    if not set(continuing) <= {a.pk for a in present}:
        raise Invalid("Somebody who was ticked holds no post of this body.", field="continuing")
    sources = {m.appointment_id: m for m in Membership.objects.filter(appointment__in=[a.pk for a in present])}
    before = Election.objects.filter(body=body).values_list("next_on", flat=True).first()
    done = Renewal(body=body, starts_on=starts_on, election_before=before)
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This body has been renewed from that day already.") from None
    moment = max(clock.now(), clock.begin_of(starts_on))
    for old in present:
        if old.ends_on is None or old.ends_on >= starts_on:
            orgs.end_appointment(old.pk, actor=actor, at=moment)
            done.ended.append(old.pk)
    for old in present:
        if old.pk in continuing:
            member = rules is not None and old.post.kind in rules.post_kinds
            last = last_day(starts_on, months(rules.term) if member and rules else committee)
            made = orgs.appoint(
                actor=actor, person_id=old.person_id, post_id=old.post_id, starts_on=starts_on, ends_on=last,
                basis=old.basis,
            )  # fmt: skip
            done.made.append(made.pk)
            if was := sources.get(old.pk):
                write_membership(
                    made, body, source=was.source, role=was.role, unit=was.unit, round_=was.round + 1, actor=actor
                )
    Renewal.objects.filter(pk=done.pk).update(ended=done.ended, made=done.made)
    next_on = last_day(starts_on, committee) + timedelta(days=1)
    if not Election.objects.filter(body=body).update(next_on=next_on):
        Election(body=body, next_on=next_on).save(force_insert=True)
    go_on = len(set(continuing))
    codes: dict[str, str | int | bool | None] = {
        "starts_on": str(starts_on), "next_on": str(next_on), "go_on": go_on, "leave": len(present) - go_on,
    }  # fmt: skip
    ledger.record("structure:body:renewed", stream=body.pk, actor=actor, codes=codes)
    return go_on, len(present) - go_on


def _held_on(body: orgs.Body, day: date) -> list[orgs.Appointment]:
    """Who holds a post of the body on the eve of `day`."""
    eve = max(day - timedelta(days=1), clock.today())
    rows = in_office(orgs.Appointment.objects.filter(post__body=body), eve)
    return list(rows.select_related("post").order_by("id"))


@transaction.atomic
def undo_renewal(body_id: int, *, actor: Actor) -> Renewal:
    """The body's last renewal is taken back: whom it ended goes on, what it made is no more, the election is where it
    was. Raises Forbidden, NotFound, NotAllowed (too long ago), Conflict (taken back already, or changed since)."""
    body = body_to_appoint(body_id, actor)
    row = Renewal.objects.filter(body=body).order_by("-id").first()
    if row is None:
        raise NotFound("This body has not been renewed.")
    if clock.now() > row.at + timedelta(days=UNDO_DAYS):
        raise NotAllowed("This was more than %(days)s days ago; appoint and end one by one instead.", days=UNDO_DAYS)
    if not Renewal.objects.filter(pk=row.pk, undone_at=None).update(undone_at=clock.now()):
        raise Conflict("This has been taken back already.")
    made = orgs.Appointment.objects.filter(pk__in=row.made)
    if made.exclude(ended_at=None).exists():
        raise Conflict("Somebody who was appointed anew has left since. Change the posts one by one instead.")
    for appointment_id in row.made:
        orgs.end_appointment(appointment_id, actor=actor)
    Membership.objects.filter(appointment__in=row.made).delete()
    for appointment_id in row.ended:
        orgs.resume_appointment(appointment_id, actor=actor)
    if row.election_before is None:
        Election.objects.filter(body=body).delete()
    else:
        Election.objects.filter(body=body).update(next_on=row.election_before)
    codes: dict[str, str | int | bool | None] = {
        "starts_on": str(row.starts_on), "back": len(row.ended), "gone": len(row.made),
    }  # fmt: skip
    ledger.record("structure:body:renewal-undone", stream=body.pk, actor=actor, codes=codes)
    return row
