"""Bodies, posts, appointments."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, ActorKind, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs.actions.succession import ask, tell
from gongzhi.orgs.models import Appointment, Body, Post
from gongzhi.orgs.queries import eligible
from gongzhi.orgs.rules import Basis
from gongzhi.places import public as places

BODY_ADDED = ledger.register("org:body:added", _("Body set up"), ["kind", "place", "parent", "starts_on"])
POST_ADDED = ledger.register("org:post:added", _("Post set up"), ["post", "kind", "place", "seats", "substitute"])
SUBSTITUTE_SET = ledger.register("org:post:substitute-set", _("Substitute named"), ["post", "substitute"])
APPOINTED = ledger.register(
    "org:post:appointed", _("Appointed to a post"), ["appointment", "post", "starts_on", "ends_on", "basis"]
)
APPOINTMENT_ENDED = ledger.register("org:post:ended", _("Appointment ended"), ["appointment", "post", "at"])

RESUMED = ledger.register("org:post:resumed", _("Ending of an appointment taken back"), ["appointment", "post"])


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
        codes: dict[str, str | int | None] = {
            "kind": kind,
            "place": place_id,
            "parent": parent_id,
            "starts_on": str(body.starts_on),
        }
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
    starts_on: date | None = None,
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
            starts_on=starts_on,
        )
        if key:
            post.key = key
        post.save(force_insert=True)
        codes: dict[str, str | int | None] = {
            "post": post.pk,
            "kind": kind,
            "place": covered,
            "seats": seats,
            "substitute": substitute_id,
        }
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
        codes: dict[str, str | int | None] = {"post": post_id, "substitute": substitute_id}
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

    Raises Forbidden, NotFound, Invalid (days; whom the pack's rule leaves out), Conflict (no free seat in that time,
    or the person holds it already).
    """
    post = _post(post_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    first = starts_on or clock.today()
    if ends_on is not None and ends_on < first:
        raise Invalid("The last day lies before the first.", field="ends_on")
    free_from = max(clock.now(), clock.begin_of(first))  # a seat given up by then is free
    if actor.kind is not ActorKind.SYSTEM:
        _fits(post, person_id, first)
    with transaction.atomic():
        ask(post_id, person_id)
        last = Post.objects.select_for_update().get(pk=post_id).ends_on  # one at a time: the seats are counted
        if any(end is not None and end < first for end in (last, post.body.ends_on)):
            raise Invalid("The post no longer exists on this date.", field="starts_on")
        same_time = Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=first), Q(ended_at=None) | Q(ended_at__gt=free_from), post_id=post_id
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
        codes: dict[str, str | int | None] = {
            "appointment": made.pk,
            "post": post_id,
            "starts_on": str(first),
            "ends_on": str(ends_on) if ends_on else None,
            "basis": made.basis,
        }
        ledger.record(APPOINTED, stream=post.body_id, actor=actor, codes=codes)
        tell(post_id, "appointed")
    return made


def _fits(post: Post, person_id: int, on: date) -> None:
    rule = eligible.rule_of(post.kind)
    if rule is not None and rule.held_by_strict and eligible.unfit(post, [person_id], on):
        words = eligible.words_of(rule)
        raise Invalid("By the rules in force this post is held by: %(who)s.", field="person", who=words)


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
        codes: dict[str, str | int | None] = {
            "appointment": appointment_id,
            "post": row.post_id,
            "at": moment.isoformat(),
        }
        ledger.record(APPOINTMENT_ENDED, stream=row.post.body_id, actor=actor, codes=codes)
        if moment <= clock.now():
            tell(row.post_id, "vacated")


def resume_appointment(appointment_id: int, *, actor: Actor) -> None:
    """Take the ending of an appointment back: it goes on as if it had not been ended.

    Raises Forbidden, NotFound, Conflict (it was not ended, or its seat is somebody else's now).
    """
    row = Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound("There is no such appointment.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(row.post.place_id))
    now = clock.now()
    with transaction.atomic():
        seats = Post.objects.select_for_update().get(pk=row.post_id).seats
        others = Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=clock.today()), Q(ended_at=None) | Q(ended_at__gt=now), post=row.post_id
        ).exclude(pk=appointment_id)
        if row.ends_on is not None:
            others = others.filter(starts_on__lte=row.ends_on)
        taken = list(others.values_list("person_id", flat=True))
        if row.person_id in taken or len(taken) >= seats:
            raise Conflict("The seat is taken by somebody else meanwhile.")
        if not Appointment.objects.filter(pk=appointment_id).exclude(ended_at=None).update(ended_at=None):
            raise Conflict("This appointment goes on.")
        codes: dict[str, str | int | None] = {"appointment": appointment_id, "post": row.post_id}
        ledger.record(RESUMED, stream=row.post.body_id, actor=actor, codes=codes)
        tell(row.post_id, "appointed")
