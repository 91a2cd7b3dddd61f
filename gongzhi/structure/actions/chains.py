"""Agree to be named as a neighbour in the chain of responsibility, and take that back (row A3)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.events import CHAIN_CONSENT
from gongzhi.structure.queries.chains import CONSENT, consent_kinds


def set_own_consent(given: bool, *, actor: Actor) -> None:
    """The person who acts agrees, or no longer does. Raises Forbidden where the person holds no such post."""
    held = next((p for p in actor.posts if p.kind in consent_kinds()), None)
    if held is None or actor.person_id is None:
        raise Forbidden("Your posts do not allow this here.")
    _set(actor.person_id, held.post_id, given, written=False, actor=actor)


def set_written_consent(post_id: int, person_id: int, given: bool, *, actor: Actor) -> None:
    """The office has a written consent (or its withdrawal) of somebody without an account.

    Needs `org:appoint` at the post. Raises NotFound, Forbidden.
    """
    post = orgs.Post.objects.filter(pk=post_id).first()
    if post is None or post.kind not in consent_kinds():
        raise NotFound("There is no such post.")
    require(actor, Permission.ORG_APPOINT, places.ancestors(post.place_id))
    seats = orgs.posts_at([post.place_id], [post.kind])
    if person_id not in {h.person_id for p in seats if p.post_id == post_id for h in p.holders}:
        raise NotFound("Nobody of that name holds this post.")
    _set(person_id, post_id, given, written=True, actor=actor)


def _set(person_id: int, post_id: int, given: bool, *, written: bool, actor: Actor) -> None:
    with transaction.atomic():
        if given:
            people.give_consent(person_id, CONSENT)
        else:
            people.withdraw_consent(person_id, CONSENT)
        codes = {"post": post_id, "given": given, "written": written}
        ledger.record(CHAIN_CONSENT, stream=post_id, actor=actor, codes=codes)
