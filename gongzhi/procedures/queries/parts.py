"""The parts of a joined matter, and what its supervisors wait for, as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.orgs import public as orgs
from gongzhi.procedures.models import Matter, Move
from gongzhi.procedures.rules.build import ACCEPT, ANSWERED, SIGN_IN
from gongzhi.procedures.rules.kinds import PART
from gongzhi.procedures.rules.model import LIVE


@dataclass(frozen=True, slots=True)
class Part:
    """One body's part. `state`: asked (offered), refused, unasked (the offer was taken back), disputed (before the
    arbiter), working (signed in), handed-in (waits to be accepted), answered, dropped; `body` is who is or was asked
    last; `why` the reason of a refusal or a drop, or why the last answer was not accepted."""

    id: int
    title: str  # the beginning of what is asked; the resident's words stay with the whole
    step: str  # of the whole
    state: str
    post_id: int
    body: str
    asked: str
    asked_at: datetime
    signed_in_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    light: str
    answer: str
    why: str
    version: int

    @property
    def live(self) -> bool:
        """Whether it still keeps the whole."""
        return self.state not in (ANSWERED, "dropped")


def parts_of(matter_id: int) -> list[Part]:
    """All parts of a matter, in the order in which they were asked. Three queries. The caller has checked who reads."""
    return views_of(list(Matter.objects.filter(parent=matter_id, kind=PART).order_by("id")))


def part_of(matter: Matter) -> Part:
    """The part that a matter is."""
    return views_of([matter])[0]


def views_of(matters: Sequence[Matter]) -> list[Part]:
    """The parts that these matters are, in their order. Two queries."""
    moves: dict[int, list[Move]] = {m.pk: [] for m in matters}
    for move in Move.objects.filter(matter__in=list(moves)).order_by("matter", "seq"):
        moves[move.matter_id].append(move)
    posts = {m.pk: _post(m, moves[m.pk]) for m in matters}
    labels = orgs.post_labels(sorted(set(posts.values())))
    return [_part(m, moves[m.pk], posts[m.pk], labels.get(posts[m.pk], "")) for m in matters]


def _last(moves: Sequence[Move], *verbs: str) -> Move | None:
    return next((m for m in reversed(moves) if m.verb in verbs), None)


def _post(matter: Matter, moves: Sequence[Move]) -> int:
    """The body that is meant: whoever signed in, else whom it was offered to last."""
    if matter.offered_post_id is not None:
        return matter.offered_post_id
    handed = _last(moves, "hand-in")
    if handed is not None and handed.post_id and matter.holder_post_id != handed.post_id and matter.step != SIGN_IN:
        return handed.post_id
    asked = _last(moves, "open", "offer")
    if matter.step != SIGN_IN and (matter.previous_post_id is not None or asked is None or asked.to_post_id is None):
        return matter.holder_post_id
    return asked.to_post_id if asked and asked.to_post_id else matter.holder_post_id


def _part(matter: Matter, moves: Sequence[Move], post: int, label: str) -> Part:
    asked = _last(moves, "open", "offer") or moves[0]
    signed = _last(moves, "take-offer", "accept", "rule")
    ended = _last(moves, "choose", "drop")
    said = _last(moves, "hand-in") or ended
    refused = _last(moves, "decline-offer", "send-back")
    state = _state(matter, asked, refused)
    why = {"refused": refused, "disputed": refused, "dropped": ended}.get(state)
    if state == "working" and (again := _last(moves, "send-again")):
        why = again
    return Part(
        id=matter.pk,
        title=matter.title,
        step=matter.procedure.partition("/")[2],
        state=state,
        post_id=post,
        body=label,
        asked=asked.internal_text,
        asked_at=asked.at,
        signed_in_at=signed.at if signed and state in ("working", "handed-in", "answered", "dropped") else None,
        ended_at=matter.closed_at,
        due_at=matter.due_at,
        light=matter.light,
        answer=said.public_text if said and state in ("handed-in", ANSWERED) else "",
        why=why.internal_text if why else "",
        version=matter.version,
    )


def _state(matter: Matter, asked: Move, refused: Move | None) -> str:
    if matter.state not in [s.value for s in LIVE]:
        return matter.ending or ""
    if matter.step == ACCEPT:
        return "handed-in"
    if matter.step != SIGN_IN:
        return "working"
    if matter.open_children:
        return "disputed"
    if matter.offered_post_id is not None:
        return "asked"
    return "refused" if refused and refused.seq > asked.seq else "unasked"
