"""Who hears of the parts of a joined request, of its supervisors' questions and of holds: in the inbox, by post."""

from __future__ import annotations

from datetime import datetime

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions.notify import KIND, tell_post
from gongzhi.requests.models import Request

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
)


def _moment(at: object) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else ""


def on_together(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effects (wired by `site`)."""
    if matter.kind == procedures.PART:
        _part(matter, effect)
    elif matter.kind == KIND and effect.kind in ("questioned", "replied", "held", "hold-ended", "hold-fell"):
        _oversight(matter, effect)


def _part(part: procedures.Matter, effect: procedures.Effect) -> None:
    """receiver, text, the body that the text names."""
    data = effect.data
    told: dict[str, tuple[int | None, str, int | None]] = {
        "offered": (data.get("to_post"), "together", data.get("to_post")),
        "declined": (part.holder_post_id, "part_refused", data.get("post")),
        "sent-back": (part.holder_post_id, "part_refused", data.get("from_post")),
        "dropped": (data.get("post"), "part_dropped", data.get("post")),
        "escalated": (data.get("post"), "part_late", data.get("late")),
        "reminded": (data.get("post"), "part_late", data.get("late")),
    }
    whole = Request.objects.select_related("matter").filter(pk=part.parent_id).first()
    if whole is None:
        return
    if effect.kind == "closed" and data.get("ending") == "answered":
        receiver, template, named = whole.matter.holder_post_id, "part_answered", part.holder_post_id
    elif effect.kind in told and told[effect.kind][0] is not None:
        receiver, template, named = told[effect.kind]  # type: ignore[assignment]
    else:
        return
    due = _moment(part.due_at)
    tell_post(whole, receiver, template, named=named, due=due, about=part.pk, title=part.title)


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
