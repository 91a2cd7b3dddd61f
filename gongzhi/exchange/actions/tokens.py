"""Issue and revoke the access of programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.core.ids import new_id
from gongzhi.exchange import events
from gongzhi.exchange.models import Token
from gongzhi.exchange.queries.tokens import token_for
from gongzhi.exchange.rules import tokens as rules
from gongzhi.ledger import public as ledger

DAYS_MAX = 3660


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made; `secret` is shown once and kept nowhere."""

    token_id: int
    secret: str


def issue_token(
    *,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    days: int | None = 365,
    per_minute: int = rules.PER_MINUTE,
    bound: bool = False,
    post_id: int | None = None,
) -> Issued:
    """Issue access to a program, by default for a year. `bound`: it has the actor's own posts (scopes `see`, `act`,
    `export`), or only the post `post_id` of them; nobody can issue a token that acts as somebody else. Needs
    `token:issue`. Raises Forbidden, Invalid (field)."""
    chosen = rules.check(name, scopes, per_minute)
    if bound != bool(rules.BOUND.intersection(chosen)):
        raise Invalid("A token that acts is bound to your own posts.", field="scopes")
    if days is not None and not 1 <= days <= DAYS_MAX:
        raise Invalid("Give between 1 and %(most)s days.", field="days", most=DAYS_MAX)
    by = _issuer(actor)
    if bound and actor.person_id is None:
        raise Invalid("A token that acts is bound to your own posts.", field="scopes")
    if post_id is not None and (not bound or actor.holding(post_id) is None):
        raise Invalid("Choose one of your own posts, for a token that acts.", field="post_id")
    secret, now = rules.new_secret(), clock.now()
    token = Token(
        id=new_id(),
        digest=rules.digest(secret),
        shown=secret[: rules.SHOWN],
        name=name.strip(),
        scopes=chosen,
        per_minute=per_minute,
        place_id=by.place_id if by else None,
        person_id=actor.person_id if bound else None,
        post_id=post_id,
        issued_by_id=by.appointment_id if by else None,
        created_at=now,
        expires_at=now + timedelta(days=days) if days is not None else None,
    )
    with transaction.atomic():
        Token.objects.bulk_create([token])
        ledger.record(
            events.ISSUED,
            stream=token.pk,
            actor=actor,
            codes={
                "scopes": ",".join(chosen),
                "per_minute": per_minute,
                "expires": token.expires_at.isoformat() if token.expires_at else None,
                "bound": bound,
                "post": post_id,
            },
            texts={"name": token.name},
            appointment_id=by.appointment_id if by else None,
            first=True,
        )
    return Issued(token.pk, secret)


def revoke_token(token_id: int, *, actor: Actor) -> None:
    """End the access at once. Raises NotFound, Forbidden, Conflict (it was revoked already)."""
    by = _issuer(actor)
    with transaction.atomic():
        if actor.kind is not ActorKind.SYSTEM:
            token_for(token_id, actor)
        if not Token.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=clock.now()):
            raise Conflict("This token was revoked already.")
        appointment = by.appointment_id if by else None
        ledger.record(events.REVOKED, stream=token_id, actor=actor, codes={}, appointment_id=appointment)


def _issuer(actor: Actor) -> HeldPost | None:
    """The post by which the actor issues tokens; None for the system. Raises Forbidden."""
    if actor.kind is ActorKind.SYSTEM:
        return None
    held = [p for p in actor.posts if Permission.TOKEN_ISSUE in p.permissions]
    if not held:
        raise Forbidden("Your posts do not allow this here.")
    return min(held, key=lambda p: p.standing_in_for is not None)
