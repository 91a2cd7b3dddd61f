"""Dated changes of bodies and posts: another name, another parent, another place, the end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs.actions.structure import end_appointment
from gongzhi.orgs.actions.succession import open_work
from gongzhi.orgs.models import Appointment, Body, BodyVersion, Post, PostVersion
from gongzhi.places import public as places

BODY_CHANGED = ledger.register(
    "org:body:changed", _("Body renamed or moved"), ["on", "parent", "place", "from_parent", "from_place"]
)
BODY_CLOSED = ledger.register("org:body:closed", _("Body closed"), ["on"])
POST_MOVED = ledger.register("org:post:moved", _("Post moved"), ["post", "on", "body", "place", "from_place"])
POST_CLOSED = ledger.register("org:post:closed", _("Post closed"), ["post", "on"])


def body_of(body_id: int) -> Body:
    """The body. Raises NotFound."""
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotFound("There is no such body.")
    return body


def change_body(
    body_id: int,
    *,
    actor: Actor,
    on: date | None = None,
    name: str | None = None,
    parent_id: int | None = None,
    place_id: int | None = None,
    seen: tuple[str, int | None, int] | None = None,
) -> Body:
    """Another name, another body above (0: none), or another place from a day on (default: today); None leaves it.

    Former names stay readable (`body_name_on`, `post_labels_on`). `seen`: name, parent and place that the person had
    before their eyes. Raises NotFound, Forbidden (both places), Invalid, Conflict.
    """
    body = body_of(body_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(body.place_id))
    day = _day_of_change(body, on)
    name = " ".join(name.split()) if name is not None else body.name
    if not name or len(name) > 120:
        raise Invalid("A name has 1 to 120 characters.", field="name")
    to_parent = body.parent_id if parent_id is None else parent_id or None
    to_place = body.place_id if place_id is None else place_id
    if place_id is not None:
        require(actor, Permission.ORG_APPOINT, places.ancestors(place_id))
    if to_parent != body.parent_id:
        _refuse_circle(body_id, to_parent)
    if (name, to_parent, to_place) == (body.name, body.parent_id, body.place_id):
        return body
    was = seen or (body.name, body.parent_id, body.place_id)
    with transaction.atomic():
        same = Body.objects.filter(pk=body_id, name=was[0], parent=was[1], place=was[2])
        if not same.update(name=name, parent_id=to_parent, place_id=to_place):
            raise Conflict("Somebody else changed this body meanwhile.")
        _keep_body(body, day)
        if name != body.name:
            alive = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), body=body_id)
            _keep_posts(list(alive.order_by("id")), body.name, day)
        codes: dict[str, str | int | bool | None] = {
            "on": day.isoformat(), "parent": to_parent, "place": to_place,
            "from_parent": body.parent_id, "from_place": body.place_id,
        }  # fmt: skip
        texts = {"from": body.name, "to": name} if name != body.name else None
        ledger.record(BODY_CHANGED, stream=body_id, actor=actor, codes=codes, texts=texts)
    body.name, body.parent_id, body.place_id = name, to_parent, to_place
    return body


def _day_of_change(body: Body, on: date | None) -> date:
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    last = BodyVersion.objects.filter(body=body).order_by("-ends_on").values_list("ends_on", flat=True).first()
    if day < (last or body.starts_on):
        raise Invalid("The body was already changed after this date.", field="on")
    if body.ends_on is not None and day > body.ends_on:
        raise Invalid("The body no longer exists on this date.", field="on")
    return day


def _refuse_circle(body_id: int, parent_id: int | None) -> None:
    seen: list[int] = []
    while parent_id is not None and parent_id not in seen:
        if parent_id == body_id:
            raise Invalid("A body cannot stand below itself.", field="parent")
        seen.append(parent_id)
        parent_id = body_of(parent_id).parent_id


def _keep_body(body: Body, day: date) -> None:
    last = BodyVersion.objects.filter(body=body).order_by("-ends_on").values_list("ends_on", flat=True).first()
    since = last or body.starts_on
    if since < day:
        BodyVersion.objects.create(
            body=body, name=body.name, parent_id=body.parent_id, place_id=body.place_id, starts_on=since, ends_on=day
        )


def _keep_posts(posts: list[Post], body_name: str, day: date) -> None:
    changed = set(PostVersion.objects.filter(post__in=posts, ends_on=day).values_list("post_id", flat=True))
    PostVersion.objects.bulk_create(
        PostVersion(post=p, body_id=p.body_id, body_name=body_name, title=p.title, place_id=p.place_id, ends_on=day)
        for p in posts
        if p.pk not in changed  # twice on a day: what stood before the first
    )


def move_post(
    post_id: int, *, actor: Actor, body_id: int | None = None, place_id: int | None = None, on: date | None = None
) -> None:
    """A post goes on in another body, or for another place; who holds it stays, and so does its work.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    post = Post.objects.select_related("body").filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    day = on or clock.today()
    to_body, to_place = body_id or post.body_id, place_id or post.place_id
    for at in sorted({post.place_id, to_place}):
        require(actor, Permission.ORG_APPOINT, places.ancestors(at))
    if (to_body, to_place) == (post.body_id, post.place_id):
        return
    body_of(to_body)
    with transaction.atomic():
        same = Post.objects.filter(pk=post_id, body=post.body_id, place=post.place_id)
        if not same.update(body_id=to_body, place_id=to_place):
            raise Conflict("Somebody else changed this post meanwhile.")
        _keep_posts([post], post.body.name, day)
        codes: dict[str, str | int | bool | None] = {
            "post": post_id, "on": day.isoformat(), "body": to_body, "place": to_place, "from_place": post.place_id,
        }  # fmt: skip
        ledger.record(POST_MOVED, stream=post.body_id, actor=actor, codes=codes)


def close_post(post_id: int, *, actor: Actor, on: date | None = None) -> None:
    """The post ends on a day (the first on which it is no more; default: today); its appointments end at once.

    Raises NotFound, Forbidden, Invalid, Conflict; NotAllowed while work is open with it.
    """
    post = Post.objects.select_related("body").filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    if day < (post.starts_on or post.body.starts_on):
        raise Invalid("A post cannot end before it begins.", field="on")
    with transaction.atomic():
        if not Post.objects.filter(pk=post_id, ends_on=None).update(ends_on=day - timedelta(days=1)):
            raise Conflict("This post has ended already.")
        if open_work(post_id):
            raise NotAllowed("Work is open with this post: hand it to another post first.")
        now = clock.now()
        held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), post=post_id, ended_at=None)
        for appointment_id in list(held.order_by("id").values_list("id", flat=True)):
            end_appointment(appointment_id, actor=actor, at=now)
        Post.objects.filter(substitute=post_id).update(substitute=None)
        codes: dict[str, str | int | None] = {"post": post_id, "on": day.isoformat()}
        ledger.record(POST_CLOSED, stream=post.body_id, actor=actor, codes=codes)


def close_body(body_id: int, *, actor: Actor, on: date | None = None) -> None:
    """The body ends on a day (the first on which it is no more; default: today), with its posts (`close_post`).

    Raises as `close_post`; NotAllowed while a body below it goes on.
    """
    body = body_of(body_id)
    require(actor, Permission.ORG_APPOINT, places.ancestors(body.place_id))
    day = on or clock.today()
    if day < body.starts_on:
        raise Invalid("A body cannot end before it begins.", field="on")
    if Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), parent=body_id).exists():
        raise NotAllowed("Bodies below it go on after this date. Move or close them first.")
    with transaction.atomic():
        if not Body.objects.filter(pk=body_id, ends_on=None).update(ends_on=day - timedelta(days=1)):
            raise Conflict("This body has ended already.")
        open_posts = Post.objects.filter(body=body_id, ends_on=None)
        for post_id in list(open_posts.order_by("id").values_list("id", flat=True)):
            close_post(post_id, actor=actor, on=day)
        ledger.record(BODY_CLOSED, stream=body_id, actor=actor, codes={"on": day.isoformat()})
