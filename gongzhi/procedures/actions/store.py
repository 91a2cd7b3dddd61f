"""Writing a decision: the conditional update, clocks, lists, timeline, ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from gongzhi.access.public import Actor, ActorKind, HeldPost
from gongzhi.core.errors import NotAllowed
from gongzhi.kit.db.change import delete, update_if
from gongzhi.kit.db.change import update as update_rows
from gongzhi.kit.db.gather import apart
from gongzhi.kit.db.insert import insert, insert_values
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures.models import Clock, Matter, Move, Role, Standing
from gongzhi.procedures.queries.states import clock_values, matter_values, sort_due
from gongzhi.procedures.rules.kinds import kind_of
from gongzhi.procedures.rules.model import LIVE, State, Verb

VERBS = {
    "open": _("A matter was opened"),
    Verb.ACCEPT: _("The holder accepted the matter"),
    Verb.OFFER: _("The matter was offered to another post"),
    Verb.TAKE_OFFER: _("The offer was taken"),
    Verb.DECLINE_OFFER: _("The offer was declined"),
    Verb.WITHDRAW_OFFER: _("The offer was withdrawn"),
    Verb.CHOOSE: _("A step was finished"),
    Verb.PAUSE: _("The resident was asked; the clock waits"),
    Verb.RESUME: _("The clock runs on"),
    Verb.EXTEND: _("The limit was extended"),
    Verb.SEND_BACK: _("The matter was sent back"),
    Verb.REOPEN: _("The matter was reopened"),
    Verb.CHANGE_LIMIT: _("The limit was changed"),
    Verb.COMMENT: _("A comment was added"),
    Verb.SUCCEED: _("The matter passed to a successor"),
    Verb.TICK: _("Time passed: a light, an escalation, an offer or a window"),
    Verb.JOIN: _("Several bodies were asked to work on it together"),
    Verb.PART_ENDED: _("One of the bodies ended its part"),
    Verb.DROP: _("A part was dropped"),
    Verb.HAND_IN: _("A body handed its part in"),
    Verb.SEND_AGAIN: _("A part was not accepted and sent back"),
    Verb.RULE: _("It was ruled whose duty a part is"),
    Verb.POST: _("It was put on its board"),
    Verb.LEAVE_OUT: _("It went on without standing on the board"),
    Verb.CONCLUDE: _("A meeting decided"),
    Verb.QUESTION: _("The supervisors asked the holder a question"),
    Verb.REPLY: _("The holder answered the supervisors"),
    Verb.HOLD: _("The supervisors hold the step"),
    Verb.DECIDE: _("The next level decided about a hold"),
    "relocate": _("The place of the matter was corrected"),
    "recompute": _("The due date was recomputed by the official calendar"),
}
_EVERY = {"kind", "from_step", "step", "state", "light", "holder_post", "to_post", "due_at", "seq"}
_CLOSED: Mapping[str, set[str]] = {
    Verb.JOIN: {"parts"},
    Verb.PART_ENDED: {"part", "ending"},
    Verb.DROP: set(),
    Verb.HAND_IN: set(),
    Verb.SEND_AGAIN: set(),
    Verb.RULE: {"dispute"},
    Verb.POST: {"board", "posting"},
    Verb.LEAVE_OUT: {"board"},
    Verb.CONCLUDE: {"outcome", "meeting", "rule", "passed", "entitled", "present", "agreed", "against", "abstained"},
    Verb.QUESTION: set(),
    Verb.REPLY: set(),
    Verb.HOLD: {"days"},
    Verb.DECIDE: {"decision"},
}
TAGS = {
    str(verb): ledger.register(f"procedures:matter:{verb}", text, _EVERY | _CLOSED[verb] if verb in _CLOSED else None)
    for verb, text in VERBS.items()
}
_OF_POSTS = (Role.HOLDER, Role.OFFERED)


@dataclass(frozen=True, slots=True)
class More:
    """What a context adds to an entry of the ledger: closed codes, texts, and whose texts they are."""

    codes: Mapping[str, Any]
    texts: Mapping[str, str]
    persons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline to be: who, by which post, what, in which words."""

    verb: str
    actor: Actor
    by: HeldPost | None = None
    public_text: str = ""
    internal_text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    more: More | None = None


def update(matter: Matter, before: State, after: State, *, ticking: bool, moves: int = 1, **more: Any) -> bool:
    """The conditional update; False where somebody else was first. A tick leaves the version, which people read;
    else it counts up by `moves`."""
    values = matter_values(after) | more
    seen = {
        "id": matter.pk,
        "version": matter.version,
        "next_tick_at": matter.next_tick_at,
        "open_children": before.open_children,
    }
    if not ticking:
        values["version"] = matter.version + moves
    if matter.parent_id and before.status in LIVE and after.status not in LIVE:
        # the whole is locked before its part, by everybody: nobody waits in a circle
        Matter.objects.filter(pk=matter.parent_id).update(open_children=F("open_children"))
    if before.hold is not None and after.hold is None and before.step != after.step:
        if not _leave_held(matter, seen, values):
            return False
    elif not update_if(Matter, seen, values):
        return False
    ledger.expect(matter.pk)
    _set(matter, values)
    _store_clocks(matter.pk, before, after)
    _store_standings(matter, before, after)
    if matter.parent_id and (before.status in LIVE) != (after.status in LIVE):
        _count_child(matter.parent_id, -1 if before.status in LIVE else 1)
    return True


def _leave_held(matter: Matter, seen: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """A hold that ends and leaves its step: its clock stops first, for the database lets nobody leave a held step."""
    try:
        with transaction.atomic():
            update_if(Clock, {"matter_id": matter.pk, "name": "hold"}, {"running_since": None})
            if not update_if(Matter, seen, values):
                raise _Lost
    except _Lost:
        return False
    return True


class _Lost(Exception):  # noqa: N818 - not an error: somebody else was first
    """Takes the savepoint back."""


def show(matter: Matter, state: State) -> None:
    """Let the matter read as in that state, in memory: a stage of several moves that are written as one."""
    _set(matter, matter_values(state))


def _set(matter: Matter, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(matter, name, value)


def _count_child(parent_id: int, step: int) -> None:
    live = [s.value for s in LIVE]
    if not Matter.objects.filter(pk=parent_id, state__in=live).update(open_children=F("open_children") + step):
        raise NotAllowed("The whole matter is closed: reopen it first.")


def _store_clocks(matter_id: int, before: State, after: State) -> None:
    old = {c.name: c for c in before.clocks}
    changed = [clock_values(matter_id, c) for c in after.clocks if old.get(c.name) != c]
    gone = tuple(sorted(set(old) - {c.name for c in after.clocks}))
    with apart(Clock._meta.db_table):
        if gone:
            delete(Clock, {"matter_id": matter_id, "name": gone})
        insert_values(Clock, {}, changed, over=("matter_id", "name"))


def _store_standings(matter: Matter, before: State, after: State) -> None:
    posts, others = _posts(after), tuple(r.value for r in Role if r not in _OF_POSTS)
    with apart(Standing._meta.db_table):
        if moved := _posts(before) != posts:
            delete(Standing, {"matter_id": matter.pk, "role": tuple(r.value for r in _OF_POSTS)})
            insert([_standing(matter, after, scope, role) for scope, role in posts])
        if _shown(before) != _shown(after):
            rows = {"matter_id": matter.pk} | ({"role": others} if moved else {})
            update_rows(Standing, rows, dict(zip(("state", "light", "due_at"), _shown(after), strict=True)))


def _posts(state: State) -> list[tuple[int, Role]]:
    posts = [(state.holder_post, Role.HOLDER)]
    if state.offer:
        posts.append((state.offer.to_post, Role.OFFERED))
    return posts


def _shown(state: State) -> tuple[str, str, datetime]:
    return state.status.value, state.light.value, sort_due(state)


def _listed(matter: Matter, state: State) -> dict[str, Any]:
    status, light, due_at = _shown(state)
    return {
        "kind": matter.kind, "state": status, "light": light, "due_at": due_at, "matter_id": matter.pk,
        "opened_at": matter.opened_at, "type_key": matter.type_key, "channel": matter.channel,
    }  # fmt: skip


def _standing(matter: Matter, state: State, scope: int, role: Role) -> Standing:
    return Standing(scope=scope, role=role.value, **_listed(matter, state))


def create_standings(matter: Matter, state: State) -> None:
    """All rows of a new or moved matter."""
    rows = [{"scope": scope, "role": role.value} for scope, role in _scopes(matter, state)]
    insert_values(Standing, _listed(matter, state), rows)


def standings_for(matter: Matter, state: State) -> list[Standing]:
    """The rows by which a new matter is seen and listed, not yet written (for many matters at once)."""
    return [_standing(matter, state, scope, role) for scope, role in _scopes(matter, state)]


def _scopes(matter: Matter, state: State) -> list[tuple[int, Role]]:
    by_place = kind_of(matter.kind).see is not None
    scopes = [(place_id, Role.PLACE) for place_id in places.ancestors(matter.place_id)] if by_place else []
    return [*scopes, *_posts(state)]


def file_under(matter_id: int, type_key: str) -> None:
    """Another type: lists are narrowed by it at once. The caller records it."""
    Matter.objects.filter(pk=matter_id).update(type_key=type_key)
    Standing.objects.filter(matter=matter_id).update(type_key=type_key)


def tell(matter: Matter, state: State, post_id: int) -> None:
    """Show the matter to a post that an escalation reached (once)."""
    if not Standing.objects.filter(matter=matter.pk, scope=post_id, role=Role.TOLD).exists():
        Standing.objects.bulk_create([_standing(matter, state, post_id, Role.TOLD)])


def write_line(matter: Matter, line: Line, now: datetime, *, from_step: str, to_post: int | None, seq: int) -> None:
    """The line of the timeline and the entry of the ledger."""
    insert_values(Move, {}, [move_values(matter, line, now, from_step=from_step, to_post=to_post, seq=seq)])
    entry = entry_of(matter, line, from_step=from_step, to_post=to_post, seq=seq)
    ledger.record(
        entry.tag,
        stream=entry.stream,
        actor=entry.actor,
        codes=entry.codes,
        texts=entry.texts,
        persons=entry.persons,
        appointment_id=entry.appointment_id,
        first=entry.first,
    )


def move_values(
    matter: Matter, line: Line, now: datetime, *, from_step: str, to_post: int | None, seq: int
) -> dict[str, Any]:
    """The columns of the line of the timeline."""
    actor, by = line.actor, line.by
    return {
        "matter_id": matter.pk,
        "seq": seq,
        "at": now,
        "verb": line.verb,
        "from_step": from_step,
        "to_step": matter.step,
        "actor_kind": actor.kind.value,
        "person_id": actor.person_id,
        "post_id": by.post_id if by else None,
        "appointment_id": by.appointment_id if by else None,
        "standing_in": bool(by and by.standing_in_for),
        "to_post_id": to_post,
        "public_text": line.public_text,
        "internal_text": line.internal_text,
        "data": dict(line.data),
    }


def entry_of(matter: Matter, line: Line, *, from_step: str, to_post: int | None, seq: int) -> ledger.Draft:
    """The entry of the ledger, not yet recorded."""
    actor, by = line.actor, line.by
    author = actor.person_id if actor.kind is ActorKind.RESIDENT and line.public_text else None
    texts = {
        "public_text": line.public_text or None,
        "internal_text": line.internal_text or None,
        "target": line.data.get("target"),
    }
    codes: dict[str, Any] = {k: v for k, v in line.data.items() if isinstance(v, str | int | bool) and k != "target"}
    return ledger.Draft(
        TAGS[line.verb],
        stream=matter.pk,
        actor=actor,
        codes={
            **codes,
            **(line.more.codes if line.more else {}),
            "kind": matter.kind,
            "from_step": from_step,
            "step": matter.step,
            "state": matter.state,
            "light": matter.light,
            "holder_post": matter.holder_post_id,
            "to_post": to_post,
            "due_at": matter.due_at.isoformat() if matter.due_at else None,
            "seq": seq,
        },
        texts=texts | (dict(line.more.texts) if line.more else {}),
        persons=({"public_text": author} if author is not None else {})
        | (dict(line.more.persons) if line.more else {}),
        appointment_id=by.appointment_id if by else None,
        first=seq == 1,
    )
