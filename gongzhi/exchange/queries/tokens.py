"""Who calls: one indexed SELECT a call."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import DomainError, NotFound, TooMany
from gongzhi.exchange.models import Token
from gongzhi.exchange.rules.tokens import Meter, Scope, digest
from gongzhi.kit.db.select import select
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places

_meter = Meter()
_LOOK_UP = """
SELECT id, scopes, per_minute, person_id FROM exchange_token
WHERE digest = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %s)
"""


class NoToken(DomainError):
    """No token, or none that is valid now."""

    code = "no-token"


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a call."""

    token_id: int
    scopes: frozenset[str]
    person_id: int | None

    def may(self, scope: Scope) -> bool:
        return scope.value in self.scopes

    def actor(self) -> Actor:
        """In what capacity it acts: with the posts of the person it is bound to, else as an integration."""
        if self.person_id is not None:
            return orgs.actor_of(self.person_id, via="api")
        return Actor(ActorKind.INTEGRATION, via="api")


def caller_of(secret: str) -> Caller:
    """The caller whose token this is. Raises NoToken (unknown, expired, revoked alike), TooMany. One query."""
    now = clock.now()
    rows = select(_LOOK_UP, [digest(secret), now]) if 0 < len(secret) <= 200 else []
    if not rows:
        raise NoToken("The token is missing, or it is not valid any more.")
    token_id, scopes_json, per_minute, person_id = rows[0]
    held = json.loads(scopes_json) if isinstance(scopes_json, str) else scopes_json
    if not _meter.count(token_id, int(now.timestamp()) // 60, per_minute):
        raise TooMany("This program calls too often. Please wait a minute.", retry_after=60 - now.second)
    return Caller(token_id, frozenset(held), person_id)


def tokens_for(actor: Actor) -> list[Token]:
    """The tokens that the actor may see and revoke: issued within the places of the actor's posts; newest first."""
    mine = scopes(actor, Permission.TOKEN_ISSUE)
    rows = Token.objects.select_related("person", "issued_by__person", "place").order_by("-id")[:500]
    return [t for t in rows if t.place_id is not None and mine.intersection(places.ancestors(t.place_id))]


def token_for(token_id: int, actor: Actor) -> Token:
    """One of them. Raises NotFound."""
    found = next((t for t in tokens_for(actor) if t.pk == token_id), None)
    if found is None:
        raise NotFound("There is no such token.")
    return found
