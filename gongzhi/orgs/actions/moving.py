"""Posts and bodies that go with the ground they answer for; the work phone of a post."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs.models import Body, Post
from gongzhi.places import public as places

MOVED = ledger.register("org:posts:moved", _("Bodies and posts moved with a place"), ["to", "posts", "bodies"])
PHONE_SET = ledger.register("org:post:phone-set", _("Work phone of a post entered"), ["post"])
_PHONE = re.compile(r"[0-9+ ()-]{5,20}")
_MOBILE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")


def move_to(place_id: int, *, posts: Iterable[int] = (), bodies: Iterable[int] = (), actor: Actor) -> None:
    """These posts and bodies stand at `place_id` from now on. The caller has checked that the actor may change the
    places. Holders stay, and the work that they hold."""
    post_ids, body_ids = sorted(posts), sorted(bodies)
    if not post_ids and not body_ids:
        return
    with transaction.atomic():
        Post.objects.filter(pk__in=post_ids).update(place_id=place_id)
        Body.objects.filter(pk__in=body_ids).update(place_id=place_id)
        ledger.record(
            MOVED,
            stream=place_id,
            actor=actor,
            codes={"to": place_id, "posts": len(post_ids), "bodies": len(body_ids)},
            texts={"posts": " ".join(map(str, post_ids)), "bodies": " ".join(map(str, body_ids))},
        )


def set_phone(post_id: int, phone: str, *, actor: Actor) -> None:
    """The work phone of a post, as the office publishes it; empty: none. Raises NotFound, Forbidden, Invalid."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    phone = phone.strip()
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid("A telephone number has 5 to 20 digits.", field="phone")
    if _MOBILE.fullmatch(re.sub(r"[ ()-]", "", phone)):
        raise Invalid(
            "This is a mobile number. Enter the number of the office: it is shown to everybody.", field="phone"
        )
    with transaction.atomic():
        Post.objects.filter(pk=post_id).update(phone=phone)
        ledger.record(PHONE_SET, stream=post.body_id, actor=actor, codes={"post": post_id}, texts={"phone": phone})
