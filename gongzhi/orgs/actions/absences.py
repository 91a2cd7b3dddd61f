"""Absences: entered, ended, and told of by the worker."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs.actions.succession import tell
from gongzhi.orgs.models import Absence, Appointment, Post, in_force
from gongzhi.orgs.queries.holders import around
from gongzhi.orgs.queries.posts import post_label
from gongzhi.orgs.rules import AbsenceReason, Seat, by_post, chain_from, cover_of, overlaps
from gongzhi.places import public as places

ABSENCE_STARTED = ledger.register(
    "org:absence:started", _("Absence entered"), ["absence", "appointment", "post", "from", "until"]
)
ABSENCE_ENDED = ledger.register("org:absence:ended", _("Back from absence"), ["absence", "appointment", "post"])


def start_absence(
    appointment_id: int,
    *,
    actor: Actor,
    until: datetime | None = None,
    starts_at: datetime | None = None,
    reason: str = AbsenceReason.LEAVE,
) -> Absence:
    """Enter that the holder is away, from `starts_at` (now) to `until` (open where not known).

    One's own absence needs no permission, another's `org:absence`. Never both away: refused while everybody along
    the chain of substitutes is away at an overlapping time (Conflict). Raises Forbidden, NotFound, Invalid.
    """
    row = Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound("There is no such appointment.")
    if row.person_id != actor.person_id:
        require(actor, Permission.ORG_ABSENCE, places.ancestors(row.post.place_id))
    now = clock.now()
    begin = starts_at or now
    if until is not None and until <= max(begin, now):
        raise Invalid("The end of the absence must lie after its beginning, and in the future.", field="until")
    if not Appointment.objects.filter(in_force(now), pk=appointment_id).exists():
        raise Conflict("This appointment is not in force.")
    with transaction.atomic():
        chain = around(row.post_id)
        list(Post.objects.select_for_update().filter(pk__in=sorted(chain)).order_by("pk"))  # A and B at the same moment
        _refuse_both_away(row, chain, begin, until)
        made = Absence(appointment=row, starts_at=begin, ends_at=until, reason=AbsenceReason(reason).value)
        if begin <= now:
            made.begun_at = now
        made.save(force_insert=True)
        codes: dict[str, str | int | None] = {
            "absence": made.pk,
            "appointment": appointment_id,
            "post": row.post_id,
            "from": begin.isoformat(),
            "until": until.isoformat() if until else None,
        }
        ledger.record(ABSENCE_STARTED, stream=row.post.body_id, actor=actor, codes=codes)
        if begin <= now:
            tell(row.post_id, "absence-began")
    return made


def _refuse_both_away(row: Appointment, chain: dict[int, int | None], begin: datetime, until: datetime | None) -> None:
    """Raise Conflict where the absence would leave this post, or one that it stands in for, with nobody.

    `chain`: post → substitute, up and down from the post. An absence that overlaps the span counts for all of it. A
    post for which nobody else was named may be left: its superior is told.
    """
    day = clock.local(begin).date()
    rows = (
        Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_at=None) | Q(ended_at__gt=begin))
        .filter(post__in=sorted(chain), starts_on__lte=day)
        .select_related("person")
        .order_by("starts_on", "id")
    )
    all_of_them = list(rows)
    spans = Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=begin),
        Q(ended_at=None) | Q(ended_at__gt=begin),
        appointment__in=[a.pk for a in all_of_them],
    )
    gone = {a.appointment_id for a in spans if overlaps(begin, until, a.starts_at, a.ended_at or a.ends_at)}
    if row.pk in gone:
        raise Conflict("An absence is already entered for that time.")
    gone |= {a.pk for a in all_of_them if a.person_id == row.person_id}
    seats = by_post(Seat(a.post_id, a.person_id, a.pk, a.pk in gone) for a in all_of_them)
    for post_id in sorted(chain):
        named = [s for p in chain_from(post_id, chain) for s in seats.get(p, []) if s.person_id != row.person_id]
        concerned = any(s.person_id == row.person_id for p in chain_from(post_id, chain) for s in seats.get(p, []))
        if concerned and named and post_id in seats and not cover_of(post_id, chain, seats):
            other = next(a for a in all_of_them if a.pk == named[0].appointment_id)
            raise Conflict(
                "%(name)s (%(post)s) is away in that time too, and nobody else stands in. "
                "Choose other days, or name another substitute first.",
                name=other.person.name,
                post=post_label(other.post_id),
            )


def end_absence(absence_id: int, *, actor: Actor) -> None:
    """Back again: the work returns at once. Raises Forbidden, NotFound, Conflict (already ended)."""
    row = Absence.objects.select_related("appointment__post").filter(pk=absence_id).first()
    if row is None:
        raise NotFound("There is no such absence.")
    post = row.appointment.post
    if row.appointment.person_id != actor.person_id:
        require(actor, Permission.ORG_ABSENCE, places.ancestors(post.place_id))
    now = clock.now()
    with transaction.atomic():
        if not Absence.objects.filter(pk=absence_id, ended_at=None).update(ended_at=now, given_back_at=now):
            raise Conflict("This absence has ended already.")
        codes: dict[str, str | int | None] = {"absence": absence_id, "appointment": row.appointment_id, "post": post.pk}
        ledger.record(ABSENCE_ENDED, stream=post.body_id, actor=actor, codes=codes)
        tell(post.pk, "absence-ended")


def run_absences(limit: int = 200) -> int:
    """Tell of absences that began or ended by the clock (worker); each once, however many workers run."""
    now = clock.now()
    begun = Absence.objects.filter(begun_at=None, starts_at__lte=now).order_by("starts_at", "id")
    over = Absence.objects.filter(begun_at__isnull=False, given_back_at=None, ends_at__lte=now)
    done = 0
    for pk, post_id in begun.values_list("pk", "appointment__post_id")[:limit]:
        done += _claim(pk, post_id, "begun_at", "absence-began", now)
    for pk, post_id in over.order_by("ends_at", "id").values_list("pk", "appointment__post_id")[:limit]:
        done += _claim(pk, post_id, "given_back_at", "absence-ended", now)
    return done


def _claim(absence_id: int, post_id: int, column: str, why: str, now: datetime) -> int:
    with transaction.atomic():
        if not Absence.objects.filter(pk=absence_id, **{column: None}).update(**{column: now}):
            return 0
        tell(post_id, why)
    return 1


def start_absences(
    person_id: int, *, actor: Actor, until: datetime | None, starts_at: datetime | None = None, reason: str
) -> list[Absence]:
    """The person is away from all posts held now: `start_absence` for each, or for none.

    Raises NotFound without a post, and as `start_absence`.
    """
    rows = Appointment.objects.filter(in_force(clock.now()), person_id=person_id).order_by("id")
    held = rows.values_list("pk", flat=True)
    with transaction.atomic():
        made = [start_absence(pk, actor=actor, until=until, starts_at=starts_at, reason=reason) for pk in held]
    if not made:
        raise NotFound("This person holds no post now.")
    return made
