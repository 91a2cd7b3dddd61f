"""Single matters, lists by key, counts, timelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

from gongzhi.access.public import Actor, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.db.select import fetch
from gongzhi.orgs import public as orgs
from gongzhi.procedures.models import Escalation, Matter, Move, Role, Standing
from gongzhi.procedures.policies import sees, topmost, visible_to
from gongzhi.procedures.queries.statements import Ask
from gongzhi.procedures.queries.walk import find, first_of
from gongzhi.procedures.rules.kinds import see_permissions
from gongzhi.procedures.rules.model import LIVE, Light, Status

COUNT_UP_TO = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Matters in the order of their due time; `next` is the key of the following page, None at the end."""

    items: list[Matter]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Open matters by light, waiting ones, and offers; `capped`: there are more than could be counted at once."""

    green: int
    yellow: int
    red: int
    waiting: int
    offered: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline for a reader. `who` is a post's label, or empty for residents and the system."""

    seq: int
    at: datetime
    verb: str
    from_step: str
    to_step: str
    actor_kind: str
    who: str
    standing_in: bool
    to: str
    public_text: str
    internal_text: str
    data: dict[str, object]


def get(matter_id: int, actor: Actor) -> Matter:
    """The matter. Raises NotFound, also where the actor may not see it."""
    for matter in fetch(Matter, "WHERE t.id = %s", [matter_id]):
        if sees(actor, matter):
            return matter
    raise NotFound("There is no such matter.")


def list_mine(
    actor: Actor,
    *,
    state: Sequence[str] | str = (Status.OPEN.value,),
    light: str | None = None,
    role: str | None = None,
    kind: str | None = None,
    scope: int | None = None,
    area: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """The matters of the posts held (with `area`: of the places seen instead), the soonest due first.

    `role`: holder, offered (both by default), told (an escalation came to the post). `scope`: one place or post out
    of the actor's. `after`: `Page.next` of the page before; a key that is none begins at the start. Two queries.
    """
    mine = _covered(actor, kind) if area else actor.post_ids
    wanted = sorted(mine) if scope is None else [s for s in mine if s == scope]
    found = find(
        Ask(
            scopes=tuple(wanted), states=(state,) if isinstance(state, str) else tuple(state), kind=kind or "",
            role=role or "", not_role="" if role or area else Role.TOLD.value, light=light or "",
        ),
        after=_parse(after), size=limit, count=False,
    )  # fmt: skip
    by_id = Matter.objects.select_related("place").defer("place__geometry", "place__search").in_bulk(found.ids)
    return Page([by_id[m] for m in found.ids if m in by_id], _key(*found.next) if found.next else None)


def _covered(actor: Actor, kind: str | None) -> list[int]:
    return topmost({p for k, see in see_permissions() if kind in (None, k) for p in scopes(actor, see)})


def _key(due_at: datetime, matter_id: int) -> str:
    return f"{(due_at - _EPOCH) // timedelta(microseconds=1):x}-{matter_id:x}"


def _parse(key: str | None) -> tuple[datetime, int] | None:
    try:
        due, _, matter = (key or "").partition("-")
        return _EPOCH + timedelta(microseconds=int(due, 16)), int(matter, 16)
    except (ValueError, OverflowError):
        return None


def counts(actor: Actor, *, area: bool = False) -> Counts:
    """How many, by light; counted up to 1,000 rows. One query."""
    mine = _covered(actor, None) if area else actor.post_ids
    found: dict[int, tuple[str, str, bool]] = {}
    for matter, state, light, role in first_of(sorted(mine), [s.value for s in LIVE], COUNT_UP_TO + 1):
        if area or role != Role.TOLD.value:
            offered = role == Role.OFFERED.value or found.get(matter, ("", "", False))[2]
            found[matter] = state, light, offered
    open_ = [light for state, light, _o in found.values() if state == Status.OPEN.value]
    return Counts(
        green=open_.count(Light.GREEN.value),
        yellow=open_.count(Light.YELLOW.value),
        red=open_.count(Light.RED.value),
        waiting=sum(state == Status.WAITING.value for state, _l, _o in found.values()),
        offered=sum(offered for _s, _l, offered in found.values()),
        capped=len(found) > COUNT_UP_TO,
    )


def timeline(matter_id: int, *, public: bool = False) -> list[Entry]:
    """Everything that happened, oldest first. `public`: what the resident reads: no internal words, no comments
    and ticks that are staff's alone. Two queries. The caller has checked who may read it."""
    moves = fetch(Move, "WHERE t.matter_id = %s ORDER BY t.seq", [matter_id])
    days = {m.pk: clock.local(m.at).date() for m in moves}
    pairs = {(p, days[m.pk]) for m in moves for p in (m.post_id, m.to_post_id) if p is not None}
    labels = orgs.post_labels_on(pairs)  # as the post was called on that day
    return [_entry(m, days[m.pk], labels, public) for m in moves if not public or _is_public(m)]


def walked(matter_id: int) -> frozenset[str]:
    """The steps that a matter stood in; what was passed over is not among them. One query."""
    rows = Move.objects.filter(matter=matter_id).values_list("from_step", "to_step")
    return frozenset(step for row in rows for step in row if step)


def state_of(index: int, at: int, walked: bool, *, over: bool) -> str:
    """How the page of a matter shows a step: done, passed (the way led past it), current, todo."""
    if index == at and not over:
        return "current"
    return "todo" if index > at else "done" if walked else "passed"


def _is_public(move: Move) -> bool:
    if move.verb in ("comment", "decline-offer", "withdraw-offer", "change-limit"):
        return bool(move.public_text)
    if move.verb == "part-ended":
        return move.from_step != move.to_step
    return move.verb != "tick" or move.from_step != move.to_step


def _entry(move: Move, day: date, labels: dict[tuple[int, date], str], public: bool) -> Entry:
    return Entry(
        seq=move.seq,
        at=move.at,
        verb=move.verb,
        from_step=move.from_step,
        to_step=move.to_step,
        actor_kind=move.actor_kind,
        who=labels.get((move.post_id or 0, day), ""),
        standing_in=move.standing_in,
        to=labels.get((move.to_post_id or 0, day), ""),
        public_text=move.public_text,
        internal_text="" if public else move.internal_text,
        data=move.data,
    )


def nobody(actor: Actor, *, limit: int = 50) -> list[Escalation]:
    """Escalations that reached nobody, of matters that the actor sees, newest first."""
    seen = visible_to(actor)
    lost = Escalation.objects.filter(Q(matter__in=seen) | Q(matter__parent__in=seen), post=None)
    return list(lost.select_related("matter").order_by("-at", "-id")[:limit])


def held_by(post_id: int) -> int:
    """How many live matters a post holds or is offered."""
    live = [s.value for s in LIVE]
    roles = [Role.HOLDER, Role.OFFERED]
    return Standing.objects.filter(scope=post_id, role__in=roles, state__in=live).count()
