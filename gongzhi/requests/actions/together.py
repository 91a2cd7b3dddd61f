"""Who hears of the parts of a joined request, of its supervisors' questions and of holds: in the inbox, by post."""

from __future__ import annotations

from datetime import datetime

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions import disputes, turns
from gongzhi.requests.actions.notify import KIND, tell_post
from gongzhi.requests.models import DISPUTE, Request

EFFECTS = (
    "offered",
    "declined",
    "sent-back",
    "dropped",
    "closed",
    "escalated",
    "reminded",
    "questioned",
    "replied",
    "held",
    "hold-ended",
    "hold-fell",
    *turns.EFFECTS,
)


def _moment(at: object) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else ""


def on_together(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effects (wired by `site`)."""
    if matter.kind == procedures.PART:
        _part(matter, effect)
    elif matter.kind == DISPUTE and effect.kind in ("escalated", "reminded"):
        _dispute_late(matter, effect)
    elif matter.kind == KIND and effect.kind in ("questioned", "replied", "held", "hold-ended", "hold-fell"):
        _oversight(matter, effect)


def _part(part: procedures.Matter, effect: procedures.Effect) -> None:
    """receiver, text, the body that the text names."""
    data = effect.data
    whole = Request.objects.select_related("matter").filter(pk=part.parent_id).first()
    if whole is None:
        return
    turns.on_turn(part, effect, whole)
    if effect.kind in ("declined", "sent-back"):
        disputes.refused(part, whole)
    told: dict[str, tuple[int | None, str, int | None]] = {
        "offered": (data.get("to_post"), "together", data.get("to_post")),
        "declined": (part.holder_post_id, "part_refused", data.get("post")),
        "sent-back": (part.holder_post_id, "part_refused", data.get("from_post")),
        "dropped": (data.get("post"), "part_dropped", data.get("post")),
        "handed-in": (data.get("post"), "part_handed_in", data.get("from_post")),
        "sent-again": (data.get("post"), "part_again", data.get("post")),
        "ruled": (data.get("post"), "part_ruled", data.get("post")),
        "escalated": (data.get("post"), "part_late", data.get("late")),
        "reminded": (data.get("post"), "part_late", data.get("late")),
    }
    if effect.kind == "closed" and data.get("ending") == "answered":
        receiver, template, named = whole.matter.holder_post_id, "part_answered", part.holder_post_id
        if part.previous_post_id is not None and part.previous_step == "answer":  # who asked accepted it
            receiver, template, named = part.previous_post_id, "part_accepted", part.previous_post_id
    elif effect.kind in told and told[effect.kind][0] is not None:
        receiver, template, named = told[effect.kind]  # type: ignore[assignment]
    else:
        return
    due = _moment(part.due_at)
    tell_post(whole, receiver, template, named=named, due=due, about=part.pk, title=part.title)


def _dispute_late(matter: procedures.Matter, effect: procedures.Effect) -> None:
    part = procedures.Matter.objects.filter(pk=matter.parent_id or 0).first()
    whole = Request.objects.select_related("matter").filter(pk=part.parent_id).first() if part else None
    post = effect.data.get("post")
    if whole is not None and isinstance(post, int):
        due = _moment(matter.due_at)
        tell_post(whole, post, "dispute_late", due=due, about=matter.pk, title=matter.title)


def _oversight(matter: procedures.Matter, effect: procedures.Effect) -> None:
    request = Request.objects.filter(pk=matter.pk).first()
    if request is None:
        return
    request.matter = matter
    other, holder = effect.data.get("post"), matter.holder_post_id
    receivers: dict[str, list[int | None]] = {
        "questioned": [holder],
        "replied": [other],
        "held": [other, holder],
        "hold-ended": [other, holder],
        "hold-fell": [other, holder],
    }
    template = {"hold-ended": "hold_ended", "hold-fell": "hold_ended"}.get(effect.kind, effect.kind)
    for post in dict.fromkeys(p for p in receivers[effect.kind] if p is not None):
        tell_post(request, post, template, due=_moment(effect.data.get("until")))
