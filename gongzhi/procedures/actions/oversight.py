"""Supervisors question the holder (质询) or hold a step (暂缓); the next level decides about a hold."""

from __future__ import annotations

from gongzhi.access.public import Actor
from gongzhi.core.errors import Forbidden
from gongzhi.procedures.actions import verbs, write
from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.reach import deciding_post, supervising_post
from gongzhi.procedures.rules.model import Definition, Move, State, Verb


def question(matter_id: int, *, words: str, actor: Actor, version: int | None = None) -> Matter:
    """Ask the holder, who answers within the procedure's limit. Raises as `write.perform`."""
    return _supervise(Verb.QUESTION, matter_id, words, actor, version)


def hold(matter_id: int, *, reason: str, actor: Actor, days: int | None = None, version: int | None = None) -> Matter:
    """Hold the step for `days` (without: as long as the procedure allows), until the next level decides."""
    return _supervise(Verb.HOLD, matter_id, reason, actor, version, days=days)


def _supervise(
    verb: Verb, matter_id: int, words: str, actor: Actor, version: int | None, days: int | None = None
) -> Matter:
    def make(matter: Matter, state: State, definition: Definition) -> Move:
        by = supervising_post(actor, matter, definition.supervision)
        write.require_sees(actor, matter)
        if by is None:
            raise Forbidden("Only the supervisors that the procedure names can do this.")
        fields = {"from_post": by.post_id, "days": days}
        return verbs._move(verb, actor, *verbs._given(reason=words.strip()), trusted=True, **fields)(
            matter, state, definition
        )

    return write.perform(
        matter_id, make, actor=actor, version=version, vouched=True, internal_text=words.strip(),
        data={"days": days} if days else None,
    )  # fmt: skip


def reply(matter_id: int, *, words: str, actor: Actor, version: int | None = None) -> Matter:
    """The holder answers the open question."""
    make = verbs._move(Verb.REPLY, actor, *verbs._given(answer=words.strip()))
    return write.perform(matter_id, make, actor=actor, version=version, internal_text=words.strip())


def decide_hold(
    matter_id: int, *, reason: str, actor: Actor, to_step: str | None = None, version: int | None = None
) -> Matter:
    """The next level lets a held matter go on, or sends it back to `to_step`."""

    def make(matter: Matter, state: State, definition: Definition) -> Move:
        by = deciding_post(actor, matter, definition.supervision)
        write.require_sees(actor, matter)
        if by is None:
            raise Forbidden("Only the next level can decide about a hold.")
        fields = {"from_post": by.post_id, "to_step": to_step or None}
        return verbs._move(Verb.DECIDE, actor, *verbs._given(reason=reason.strip()), trusted=True, **fields)(
            matter, state, definition
        )

    return write.perform(
        matter_id, make, actor=actor, version=version, vouched=True, internal_text=reason.strip(),
        data={"decision": "send-back" if to_step else "go-on"},
    )  # fmt: skip
