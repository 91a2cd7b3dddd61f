"""Permission names and the decision. Pure: no database, no Django.

A permission is held by a kind of post (pack data), for the part of the place tree that the post covers, for as long
as an appointment to it lasts. Nothing else gives a right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from gongzhi.core.errors import Forbidden


class Permission(StrEnum):
    """`area:verb`, in alphabetical order. Who holds them is pack data (`post_kinds[].permissions`)."""

    ACCOUNT_AUDIT = "account:audit"  # read the record of sign-ins
    ACCOUNT_RESET = "account:reset"  # take a lost second step away from somebody
    AFFAIRS_SUPERVISE = "affairs:supervise"  # watches over topics, runs the yearly review of the residents' committee
    BOARD_PUBLISH = "board:publish"
    CALENDAR_EDIT = "calendar:edit"
    COBUILDING_EDIT = "cobuilding:edit"  # agreements, what is offered to share, ties of estates
    DUTY_EDIT = "duty:edit"  # write the responsibility lists of the bodies here
    ELECTORATE_EDIT = "electorate:edit"  # registers of who may vote
    EMERGENCY_CONFIRM = "emergency:confirm"  # the second post that confirms an order before a plan opens
    EMERGENCY_OPEN = "emergency:open"  # open, extend, stand down a plan on a numbered order
    EMERGENCY_RUN = "emergency:run"  # areas, branches, helpers, rota; phones of helpers with a reason
    EMERGENCY_SEE = "emergency:see"
    FORMING_EDIT = "forming:edit"  # enter the counts of units, form Party organisations
    GRID_EDIT = "grid:edit"  # draw, split, merge grids; put buildings into them
    INCIDENT_LOWER = "incident:lower"  # lower the level of an incident of which the post was told
    INCIDENT_RAISE = "incident:raise"  # give a request a level of incidents, or a higher one
    INSIGHT_SEE = "insight:see"
    LEDGER_EXPORT = "ledger:export"
    MEETING_HOLD = "meeting:hold"  # call joint meetings, write their minutes, strike off their tasks
    NEEDS_RUN = "needs:run"  # the lists of needs and services: looks at what comes in, brings both sides together
    NOTICE_SEE_FAILURES = "notice:see-failures"
    ORG_ABSENCE = "org:absence"  # enter an absence for others; one's own needs no permission
    ORG_APPOINT = "org:appoint"
    ORG_SEE = "org:see"
    PACK_INSTALL = "pack:install"
    PERSON_FIND = "person:find"
    PERSON_REVEAL = "person:reveal"
    PLACE_EDIT = "place:edit"
    PREMISES_EDIT = "premises:edit"  # rooms, rooms due from new estates, signs
    PROPERTY_CHECK = "property:check"  # the third party: checks estates, enters ratings that came on paper
    PROPERTY_MANAGE = "property:manage"  # the property office: contracts, fee income, subsidies, jobs, orders
    PROPERTY_SEE = "property:see"
    RECEPTION_EDIT = "reception:edit"  # plan when which leader receives residents, and changes of it
    REQUEST_ANSWER = "request:answer"
    REQUEST_EXPORT = "request:export"
    REQUEST_EXTEND = "request:extend"
    REQUEST_HANDLE = "request:handle"
    REQUEST_REGISTER = "request:register"
    REQUEST_RELEASE = "request:release"  # let an answer go to the board
    REQUEST_SEE = "request:see"
    REQUEST_SEE_COMPLAINANT = "request:see-complainant"
    REQUEST_TAKE_UNLOCATED = "request:take-unlocated"
    ROTA_PLAN = "rota:plan"  # plan who keeps watch, enter the duty phone
    STRUCTURE_ADJUST = "structure:adjust"  # plan and confirm adjustments of levels: the office that owns the structure
    TOKEN_ISSUE = "token:issue"
    TOPIC_RUN = "topic:run"  # takes topics in, looks at what is said, holds the meetings of its body
    VOTE_ENTER = "vote:enter"  # enter voices from paper, phone, doors: one person, then a second
    VOTE_HOLD = "vote:hold"  # open, close and release votes
    VOTE_VOUCH = "vote:vouch"  # give a voter who is known by sight a new code


class ActorKind(StrEnum):
    """In what capacity somebody acts."""

    STAFF = "staff"
    RESIDENT = "resident"
    ANONYMOUS = "anonymous"
    INTEGRATION = "integration"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post held now, by appointment or standing in for an absent A."""

    post_id: int
    kind: str
    body_id: int
    place_id: int
    permissions: frozenset[str]
    appointment_id: int
    standing_in_for: int | None = None  # the appointment of the absent A


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with all posts held at this moment."""

    kind: ActorKind
    person_id: int | None = None
    account_id: int | None = None
    posts: tuple[HeldPost, ...] = ()
    via: str = "web"
    post_ids: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "post_ids", frozenset(p.post_id for p in self.posts))

    @property
    def appointment_id(self) -> int | None:
        """The appointment that the ledger names, where no single post is meant: the first held."""
        return self.posts[0].appointment_id if self.posts else None

    def holding(self, post_id: int) -> HeldPost | None:
        """The held post of that id, or None."""
        return next((p for p in self.posts if p.post_id == post_id), None)


SYSTEM = Actor(ActorKind.SYSTEM, via="system")
ANONYMOUS = Actor(ActorKind.ANONYMOUS)


def may(actor: Actor, permission: Permission, ancestors: Iterable[int]) -> bool:
    """Whether one of the actor's posts holds `permission` for a place among `ancestors` (root … the place itself)."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return not scopes(actor, permission).isdisjoint(ancestors)


def require(actor: Actor, permission: Permission, ancestors: Iterable[int]) -> None:
    """Raise `Forbidden` unless `may`."""
    if not may(actor, permission, ancestors):
        raise Forbidden("Your posts do not allow this here.", permission=permission)


def scopes(actor: Actor, permission: Permission) -> frozenset[int]:
    """The places (their whole subtrees) for which the actor holds `permission`; for lists."""
    return frozenset(p.place_id for p in actor.posts if permission in p.permissions)


def post_for(actor: Actor, permission: Permission, ancestors: Iterable[int]) -> HeldPost:
    """The post by which the actor does this here. Raises Forbidden where none allows it."""
    held = held_with(actor, permission, ancestors)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=permission)
    return held


def held_with(actor: Actor, permission: Permission, ancestors: Iterable[int]) -> HeldPost | None:
    """The post by which the actor may do this here: an own one before one stood in for."""
    near = set(ancestors)
    fitting = [p for p in actor.posts if permission in p.permissions and p.place_id in near]
    return min(fitting, key=lambda p: p.standing_in_for is not None, default=None)
