"""What the faces ask of other contexts."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.notices import public as notices
from gongzhi.orgs.public import post_labels
from gongzhi.packs.public import Pack, installed
from gongzhi.people.models import Account
from gongzhi.procedures import public as procedures


def pack() -> Pack | None:
    """The pack in force, or None where nothing is installed (or the database does not answer: error pages)."""
    try:
        return installed()
    except DatabaseError:
        return None


def community(now: Pack | None) -> dict[str, Any]:
    """Name of the community from the pack in force (`now`), and a note where the pack is a model of past years."""
    if now is None:
        return {"name": "", "note": "", "phone": "", "phone_whole": ""}
    name = now.community.title if now.community else now.title
    if (get_language() or "").startswith("en") and now.title_en and not now.community:
        name = now.title_en
    note = _("A model of the past: %(years)s") % {"years": now.historical} if now.historical else ""
    phone = now.community.phone if now.community else ""
    return {"name": name, "note": note, "phone": phone, "phone_whole": phone.replace("-", "\N{NON-BREAKING HYPHEN}")}


def desk(request: HttpRequest) -> dict[str, Any]:
    """Name, posts held and counts of the signed-in person."""
    actor = getattr(request, "actor", None)
    user = request.user
    if actor is None or actor.person_id is None or not isinstance(user, Account):
        return {"name": "", "posts": [], "counts": []}
    labels = post_labels(actor.post_ids)
    posts = []
    for held in actor.posts:
        label = labels.get(held.post_id, "")
        posts.append(_("%(post)s (standing in)") % {"post": label} if held.standing_in_for else label)
    return {
        "name": user.person.name,
        "posts": posts,
        "counts": counts(actor, getattr(request, "work_counts", None)) if posts else [],
    }


def counts(actor: Actor, held: procedures.Counts | None = None) -> list[dict[str, str]]:
    """The lights of the top bar: `{"href", "colour", "text"}`, only those that are not zero. Two queries.

    `held`: counted already by the page itself (`request.work_counts`).
    """
    held = held or procedures.counts(actor)
    more = "+" if held.capped else ""
    rows = [
        ("red", held.red, _("Overdue")),
        ("yellow", held.yellow, _("Due soon")),
        ("green", held.green, _("On time")),
        ("blue", held.offered, _("Offered to me")),
    ]
    lights = [
        {"href": f"/desk/?light={'offered' if c == 'blue' else c}", "colour": c, "text": f"{t} {n}{more}"}
        for c, n, t in rows
        if n
    ]
    if actor.person_id is not None and (unread := notices.unread_count(actor.person_id)):
        words = f"{_('Inbox')} {unread}{'+' if unread >= 100 else ''}"
        lights.append({"href": "/desk/inbox/", "colour": "blue", "text": words})
    return lights
