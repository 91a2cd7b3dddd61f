"""Every act of the whistle: whoever holds the whole asks, each body answers for itself, the arbiter rules."""

from __future__ import annotations

from typing import Any

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions import disputes, whistle
from gongzhi.requests.models import DISPUTE, Dispute, PartTurn, TurnState
from gongzhi.requests.queries.one import find_part
from gongzhi.requests.views import parts
from tests.matrix.acts import Act, W, nobody
from tests.matrix.acts_elections import strong
from tests.matrix.acts_requests import filed
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.requests.actions"
WHOLE, BODY, ASKED, ARBITER = ("window_holding",), ("reporting_in",), ("asked_in",), ("arbitrating",)
WHISTLES = "chengcheng"  # a pack with departments that report in
RUNNING, STEP = "whistle", "report_in"


def prepare(w: W) -> None:
    """A request with a part that is offered, one in hand, one that was handed in, one that ended, one in dispute."""
    now = packs.active()
    revision = packs.install(WHISTLES)
    packs.install(now)
    w.department_post, w.asked_in = held(body("x", "城管局", w.own), "convenience_clerk", "联络员")
    w.body_post, w.reporting_in = held(body("x", "市场局", w.own), "convenience_clerk", "联络员二")
    w.arbiter_post, w.arbitrating = held(body("x", "督办室", w.own), "county_supervisor", "督办员")
    w.whole = filed(w, RUNNING, revision=revision)
    procedures.Matter.objects.filter(pk=w.whole.pk).update(step=STEP)
    w.part_asked = _part(w, TurnState.ASKED, w.department_post)
    w.part_signed = _part(w, TurnState.SIGNED, w.body_post)
    w.part_in = _part(w, TurnState.SIGNED, w.body_post)
    w.part_done = _part(w, TurnState.ENDED, w.body_post)
    w.part_refused = _part(w, TurnState.REFUSED, None)
    w.part_handed = _part(w, TurnState.HANDED_IN, w.body_post)
    part = _part(w, TurnState.REFUSED, None)
    matter = procedures.open_inside(
        kind=DISPUTE, procedure="duty-dispute", revision_id=revision, place_id=w.own.pk, title="该谁管",
        holder_post=w.arbiter_post.pk, parent=part.pk, actor=SYSTEM,
    )  # fmt: skip
    w.dispute = save(Dispute(matter=matter, part=part, request=w.whole, type_key="x", refused=w.body_post.body))


def _part(w: W, state: TurnState, post: Any) -> procedures.Matter:
    """A part as it stands after so much was done with it."""
    whole = procedures.Matter.objects.get(pk=w.whole.pk)
    asked = post or w.body_post
    part = procedures.open_inside(
        kind=procedures.PART, procedure=f"{whole.procedure}/{STEP}", revision_id=whole.revision_id, parent=whole.pk,
        place_id=w.own.pk, title="来人看看", holder_post=w.receiver_post.pk, offer_to=asked.pk, actor=SYSTEM,
    )  # fmt: skip
    turn = PartTurn.objects.filter(part=part.pk).order_by("-id").first()
    assert turn is not None
    fields: dict[str, Any] = {"state": state}
    moved: dict[str, Any] = {}
    if state != TurnState.ASKED:
        moved = {"offered_post": None, "offered_by": None, "offered_at": None}
    if state == TurnState.SIGNED:
        moved |= {"holder_post": post, "step": "arrive", "previous_post": w.receiver_post}
    if state == TurnState.HANDED_IN:
        moved |= {"step": "accept", "previous_post": post, "previous_step": "answer"}
    if state == TurnState.ENDED:
        fields["ended_at"] = clock.now()
        moved |= {"holder_post": post, "state": "closed", "step": "answer"}
    PartTurn.objects.filter(pk=turn.pk).update(**fields)
    if moved:
        procedures.Matter.objects.filter(pk=part.pk).update(**moved)
    return procedures.Matter.objects.get(pk=part.pk)


def _to(w: W) -> int:
    return int(w.offered_post.pk)


def own(act: Any, name: str, whose: tuple[str, ...], *more: Any, **fields: Any) -> Act:
    """An act on a part (or what `name` is), by whose it is alone."""

    def call(w: W, a: Actor) -> Any:
        filled = {k: v(w) if callable(v) else v for k, v in fields.items()}
        return act(getattr(w, name).pk, *more, actor=strong(a), **filled)

    return Act(nobody, call, whose)


HERE = whistle.Arrival("到了", where="路口")
ACTS: dict[str, Act] = {
    "whistle.blow": own(whistle.blow, "whole", WHOLE, asks=lambda w: [(_to(w), "来人")]),
    "whistle.name_lead": own(whistle.name_lead, "part_signed", WHOLE),
    "whistle.arrive": own(whistle.arrive, "part_signed", BODY, HERE),
    "whistle.grade": own(whistle.grade, "part_done", WHOLE + BODY, stars=5),
    "whistle.note_part": own(whistle.note_part, "part_signed", WHOLE + BODY, words="x"),
    "disputes.open_dispute": own(disputes.open_dispute, "part_refused", WHOLE, reason="该他们管"),
    "disputes.rule": own(disputes.rule, "dispute", ARBITER, to_post=_to, words="归你管"),
}
INSIDE = {"disputes.find_dispute"}


def verb(name: str, about: str, whose: tuple[str, ...], **data: Any) -> Act:
    """A form or a button of the page of a part."""

    def call(w: W, a: Actor) -> Any:
        actor = strong(a)
        part, _about = find_part(getattr(w, about).pk, actor)
        filled = {k: v(w) if callable(v) else v for k, v in data.items()}
        if name in parts.SIMPLE:
            return parts.SIMPLE[name](part.pk, actor=actor, version=None)
        return parts.VERBS[name](part.pk, filled, actor, None)

    return Act(nobody, call, whose)


VERBS: dict[str, Act] = {
    "part sign": verb("sign", "part_asked", ASKED),
    "part withdraw": verb("withdraw", "part_asked", WHOLE),
    "part lead": verb("lead", "part_signed", WHOLE),
    "part answer": verb("answer", "part_signed", BODY, answer="好了"),
    "part arrive": verb("arrive", "part_signed", BODY, words="到了", where="路口"),
    "part desk": verb("desk", "part_signed", BODY, reason="电话办了"),
    "part accept": verb("accept", "part_handed", WHOLE, note=""),
    "part again": verb("again", "part_handed", WHOLE, reason="没修好"),
    "part dispute": verb("dispute", "part_refused", WHOLE, reason="该他们管"),
    "part grade": verb("grade", "part_done", WHOLE + BODY, stars=5, words=""),
    "part refuse": verb("refuse", "part_asked", ASKED, reason="不归我们"),
    "part refuse signed": verb("refuse", "part_signed", BODY, reason="不归我们"),
    "part drop": verb("drop", "part_signed", WHOLE, reason="不用了"),
    "part ask": verb("ask", "part_refused", WHOLE, to_post=_to, asked="来人"),
    "part note": verb("note", "part_signed", WHOLE + BODY, note="x"),
}
PAGES = {"part": {*parts.SIMPLE, *parts.VERBS}}
