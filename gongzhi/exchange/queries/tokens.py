"""What a token's bearer may do; which tokens somebody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, ActorKind, Permission, scopes
from gongzhi.core.errors import DomainError, Forbidden, NotFound
from gongzhi.exchange.models import Token
from gongzhi.exchange.rules.tokens import IMPLIED, Scope
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places


class NoToken(DomainError):
    """No token, or none that is valid now."""

    code = "no-token"

    def __init__(self, text: str = _("The token is missing, or it is not valid any more.")) -> None:
        super().__init__(text)


class MissingScope(Forbidden):
    """The token is valid but does not open this."""

    code = "missing-scope"

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__(_("This token does not allow that: it lacks the scope %(scope)s."), scope=scope.value)


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a call."""

    token_id: int
    scopes: frozenset[str]
    person_id: int | None
    post_id: int | None = None

    def may(self, scope: Scope) -> bool:
        return scope.value in self.scopes or IMPLIED.get(scope) in self.scopes

    def require(self, scope: Scope) -> None:
        """Raise MissingScope unless it `may`."""
        if not self.may(scope):
            raise MissingScope(scope)

    def actor(self) -> Actor:
        """In what capacity it acts: with the posts of the person it is bound to (or the one post that was chosen),
        else as an integration."""
        if self.person_id is not None:
            who = orgs.actor_of(self.person_id, via="api")
            chosen = tuple(p for p in who.posts if self.post_id in (None, p.post_id))
            return who if len(chosen) == len(who.posts) else replace(who, posts=chosen)
        return Actor(ActorKind.INTEGRATION, via="api")


def tokens_for(actor: Actor) -> list[Token]:
    """The tokens that the actor may see and revoke: issued within the places of the actor's posts; newest first."""
    mine = scopes(actor, Permission.TOKEN_ISSUE)
    rows = Token.objects.select_related("person", "issued_by__person", "place", "post__body").order_by("-id")[:500]
    return [t for t in rows if t.place_id is not None and mine.intersection(places.ancestors(t.place_id))]


def token_for(token_id: int, actor: Actor) -> Token:
    """One of them. Raises NotFound."""
    found = next((t for t in tokens_for(actor) if t.pk == token_id), None)
    if found is None:
        raise NotFound("There is no such token.")
    return found
