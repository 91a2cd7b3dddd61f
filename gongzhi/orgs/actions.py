"""Writes: bodies, posts, appointments, absences. Each in one transaction, with its entry in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs.models import Absence, Appointment, Body, Post, in_force
from gongzhi.orgs.queries import around, post_label
from gongzhi.orgs.rules import AbsenceReason, Basis, Seat, by_post, chain_from, cover_of, overlaps
from gongzhi.places import public as places

BODY_ADDED = ledger.register("org:body:added", _("Body set up"), ["kind", "place", "parent", "starts_on"])
POST_ADDED = ledger.register("org:post:added", _("Post set up"), ["post", "kind", "place", "seats", "substitute"])
SUBSTITUTE_SET = ledger.register("org:post:substitute-set", _("Substitute named"), ["post", "substitute"])
APPOINTED = ledger.register(
    "org:post:appointed", _("Appointed to a post"), ["appointment", "post", "starts_on", "ends_on", "basis"]
)
APPOINTMENT_ENDED = ledger.register("org:post:ended", _("Appointment ended"), ["appointment", "post", "at"])
ABSENCE_STARTED = ledger.register(
    "org:absence:started", _("Absence entered"), ["absence", "appointment", "post", "from", "until"]
)
ABSENCE_ENDED = ledger.register("org:absence:ended", _("Back from absence"), ["absence", "appointment", "post"])

# Called inside the transaction when the answer to "who handles the work of this post" changes; wired by `site`.
SuccessionHandler = Callable[[int, str], None]  # post id, "absence-began" | "absence-ended" | "appointed" | "vacated"
_succession: list[SuccessionHandler] = []


def on_succession(handler: SuccessionHandler) -> None:
    """Register who is told when a post's work comes to somebody else."""
    if handler not in _succession:
        _succession.append(handler)


def _tell(post_id: int, why: str) -> None:
    for handler in _succession:
        handler(post_id, why)


def add_body(
    *,
    actor: Actor,
    kind: str,
    name: str,
    place_id: int,
    parent_id: int | None = None,
    starts_on: date | None = None,
    key: str | None = None,
) -> Body:
    """A new body at a place. Raises Forbidden, Invalid, Conflict (the key is taken)."""
    require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    if not name.strip():
        raise Invalid("Enter a name.", field="name")
    with transaction.atomic():
        _free(Body, key)
        body = Body(
            kind=kind, name=name.strip(), place_id=place_id, parent_id=parent_id, starts_on=starts_on or clock.today()
        )
        if key:
            body.key = key
        body.save(force_insert=True)
        codes = {"kind": kind, "place": place_id, "parent": parent_id, "starts_on": str(body.starts_on)}
        ledger.record(BODY_ADDED, stream=body.pk, actor=actor, codes=codes, texts={"name": body.name}, first=True)
    return body


def add_post(
    *,
    actor: Actor,
    body_id: int,
    kind: str,
    title: str,
    place_id: int | None = None,
    seats: int = 1,
    substitute_id: int | None = None,
    leads: bool = False,
    key: str | None = None,
) -> Post:
    """A new post in a body, covering `place_id` (the body's place if not given). Raises as `add_body`."""
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound("There is no such body.")
    covered = place_id or body.place_id
    require(actor, Permission.ORG_APPOINT, places.ancestors(covered))
    if seats < 1:
        raise Invalid("A post has at least one seat.", field="seats")
    with transaction.atomic():
        _free(Post, key)
        post = Post(
            body=body,
            kind=kind,
            title=title.strip(),
            place_id=covered,
            seats=seats,
            substitute_id=substitute_id,
            leads=leads,
        )
        if key:
            post.key = key
        post.save(force_insert=True)
        codes = {"post": post.pk, "kind": kind, "place": covered, "seats": seats, "substitute": substitute_id}
        ledger.record(POST_ADDED, stream=body.pk, actor=actor, codes=codes)
    return post


def _free(model: type[Body] | type[Post], key: str | None) -> None:
    if key and model.objects.filter(key=key).exists():
        raise Conflict("The key %(key)s is already taken.", key=key)


def set_substitute(post_id: int, substitute_id: int | None, *, actor: Actor) -> None:
    """Name B of A. Raises Invalid where a post would stand in for itself."""
    post = _post(post_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    if substitute_id == post_id:
        raise Invalid("A post cannot stand in for itself.", field="substitute")
    if substitute_id is not None:
        _post(substitute_id)
    with transaction.atomic():
        Post.objects.filter(pk=post_id).update(substitute_id=substitute_id)
        codes = {"post": post_id, "substitute": substitute_id}
        ledger.record(SUBSTITUTE_SET, stream=post.body_id, actor=actor, codes=codes)


def _post(post_id: int) -> Post:
    post = Post.objects.select_related("body").filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    return post


def appoint(
    *,
    actor: Actor,
    person_id: int,
    post_id: int,
    starts_on: date | None = None,
    ends_on: date | None = None,
    basis: str = Basis.ASSIGNED,
) -> Appointment:
    """Give a seat of the post to a person, from a day to a day (the last day included).

    Raises Forbidden, NotFound, Invalid (days), Conflict (no free seat in that time, or the person holds it already).
    """
    post = _post(post_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    first = starts_on or clock.today()
    if ends_on is not None and ends_on < first:
        raise Invalid("The last day lies before the first.", field="ends_on")
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post_id)  # one at a time: the seats are counted
        same_time = Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=first), Q(ended_at=None) | Q(ended_at__gt=clock.now()), post_id=post_id
        )
        if ends_on is not None:
            same_time = same_time.filter(starts_on__lte=ends_on)
        taken = list(same_time.values_list("person_id", flat=True))
        if person_id in taken:
            raise Conflict("This person holds the post already.")
        if len(taken) >= post.seats:
            raise Conflict("The post has no free seat in that time. End the present appointment first.")
        made = Appointment(
            person_id=person_id, post_id=post_id, starts_on=first, ends_on=ends_on, basis=Basis(basis).value
        )
        made.save(force_insert=True)
        codes = {
            "appointment": made.pk,
            "post": post_id,
            "starts_on": str(first),
            "ends_on": str(ends_on) if ends_on else None,
            "basis": made.basis,
        }
        ledger.record(APPOINTED, stream=post.body_id, actor=actor, codes=codes)
        _tell(post_id, "appointed")
    return made


def end_appointment(appointment_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """End an appointment, at once unless `at` is given; the access that it gave ends at that moment.

    Raises Forbidden, NotFound, Conflict (already ended).
    """
    row = Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound("There is no such appointment.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(row.post.place_id))
    moment = at or clock.now()
    with transaction.atomic():
        if not Appointment.objects.filter(pk=appointment_id, ended_at=None).update(ended_at=moment):
            raise Conflict("This appointment has ended already.")
        codes = {"appointment": appointment_id, "post": row.post_id, "at": moment.isoformat()}
        ledger.record(APPOINTMENT_ENDED, stream=row.post.body_id, actor=actor, codes=codes)
        if moment <= clock.now():
            _tell(row.post_id, "vacated")


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
        codes = {
            "absence": made.pk,
            "appointment": appointment_id,
            "post": row.post_id,
            "from": begin.isoformat(),
            "until": until.isoformat() if until else None,
        }
        ledger.record(ABSENCE_STARTED, stream=row.post.body_id, actor=actor, codes=codes)
        if begin <= now:
            _tell(row.post_id, "absence-began")
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
        codes = {"absence": absence_id, "appointment": row.appointment_id, "post": post.pk}
        ledger.record(ABSENCE_ENDED, stream=post.body_id, actor=actor, codes=codes)
        _tell(post.pk, "absence-ended")


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
        _tell(post_id, why)
    return 1
