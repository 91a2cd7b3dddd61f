"""Who may see and do what with registers and polls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, may, require, scopes
from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.places import public as places
from gongzhi.voting.models import Electorate, Poll

STAFF = (Permission.ELECTORATE_EDIT, Permission.VOTE_HOLD, Permission.VOTE_ENTER)


def covered(actor: Actor, prefix: str = "") -> Q:
    """The condition "of a place that the actor's posts cover", for those who work with registers or votes."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    roots = frozenset[int]().union(*(scopes(actor, p) for p in STAFF))
    return places.inside(roots, f"{prefix}place__")


def require_staff(actor: Actor) -> None:
    """Raise Forbidden for whoever holds no post that works with registers or votes."""
    if actor.kind is not ActorKind.SYSTEM and not any(scopes(actor, p) for p in STAFF):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.VOTE_HOLD)


def registers_of(actor: Actor) -> QuerySet[Electorate]:
    """The registers that the actor works with. Raises Forbidden."""
    require_staff(actor)
    return Electorate.objects.filter(covered(actor))


def polls_of(actor: Actor) -> QuerySet[Poll]:
    """The polls that the actor works with. Raises Forbidden."""
    require_staff(actor)
    return Poll.objects.filter(covered(actor, "electorate__"))


def may_vouch(actor: Actor, electorate: Electorate) -> bool:
    """Whether the actor works on the ground there (`vote:vouch` at a place of the register, or enters votes)."""
    if may(actor, Permission.VOTE_ENTER, places.ancestors(electorate.place_id)):
        return True
    ground = (p.place_id for p in actor.posts if Permission.VOTE_VOUCH in p.permissions)
    return any(electorate.place_id in places.ancestors(place_id) for place_id in ground)


_bars: list[Callable[[Poll, Actor], bool]] = []


def on_bar(barred: Callable[[Poll, Actor], bool]) -> None:
    """`barred(poll, actor)` says whether the actor may not hold that poll, being what it is about (wired by `site`)."""
    if barred not in _bars:
        _bars.append(barred)


def require_hold(actor: Actor, poll: Poll) -> None:
    """Raise Forbidden unless the actor holds votes there and the poll is not about the actor."""
    require(actor, Permission.VOTE_HOLD, places.ancestors(poll.electorate.place_id))
    require_unbarred(actor, poll)


def require_unbarred(actor: Actor, poll: Poll) -> None:
    """Raise Forbidden where the poll is about the actor."""
    if any(barred(poll, actor) for barred in _bars):
        raise Forbidden("This vote is about yourself: others hold and count it.")


@dataclass(frozen=True, slots=True)
class Owner:
    """What a poll belongs to (an election, a meeting): its name, its desk page. `papers`: ballot papers are given out
    and counted there too, and nowhere else."""

    name: str
    address: str
    papers: bool = False


_owners: list[Callable[[Poll], Owner | None]] = []


def on_owned(owner: Callable[[Poll], Owner | None]) -> None:
    """`owner(poll)` says what else closes that poll and makes it public (wired by `site`). Called for polls that are
    about something."""
    if owner not in _owners:
        _owners.append(owner)


def owner_of(poll: Poll) -> Owner | None:
    """What the poll belongs to; None where its own pages hold it."""
    if poll.about is None:
        return None
    return next((found for owner in _owners if (found := owner(poll)) is not None), None)


def require_within(actor: Actor, poll: Poll, within: int | None, *, papers: bool = False) -> None:
    """Raise NotAllowed where the poll belongs to something, and that is not where this happens (`within`: its id).
    `papers`: what is done with ballot papers, which most let happen at the poll's own pages."""
    if actor.kind is ActorKind.SYSTEM or (within is not None and within == poll.about):
        return
    owner = owner_of(poll)
    if owner is not None and (owner.papers or not papers):
        raise NotAllowed(
            "This vote belongs to “%(name)s”. It is held and counted there: %(address)s",
            name=owner.name, address=owner.address,
        )  # fmt: skip
