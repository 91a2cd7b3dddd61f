"""The timeline of a matter as lines of a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.procedures.models import Matter
from gongzhi.procedures.queries.definitions import definition
from gongzhi.procedures.queries.lists import timeline

# verb of the engine -> what the timeline says
VERBS: dict[str, Any] = {
    "open": gettext_lazy("Begun"),
    "accept": gettext_lazy("Taken in hand"),
    "offer": gettext_lazy("Handed on"),
    "take-offer": gettext_lazy("Taken over"),
    "choose": gettext_lazy("Step done"),
    "comment": gettext_lazy("Note added"),
    "tick": gettext_lazy("Time passed"),
    "extend": gettext_lazy("Time extended"),
    "succeed": gettext_lazy("In other hands now"),
    "reopen": gettext_lazy("Opened again"),
    "conclude": gettext_lazy("A meeting decided"),
    "question": gettext_lazy("The supervisors asked"),
    "reply": gettext_lazy("The supervisors were answered"),
    "hold": gettext_lazy("Held by the supervisors"),
    "decide": gettext_lazy("Decided about the hold"),
    "post": gettext_lazy("It was put on its board"),
}


def lines_of(matter: Matter, titles: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The timeline of a matter, the latest first; `titles` of its steps, read where they are not given."""
    if titles is None:
        titles = {s.key: s.title for s in definition(matter.revision_id, matter.procedure).steps}
    return [
        {
            "at": e.at,
            "title": f"{VERBS.get(e.verb, e.verb)} → {titles[e.to_step]}"
            if e.from_step != e.to_step and e.to_step in titles
            else str(VERBS.get(e.verb, e.verb)),
            "who": e.who or (_("System") if e.actor_kind == "system" else ""),
            "text": "\n".join(t for t in (e.public_text, e.internal_text) if t),
        }
        for e in reversed(timeline(matter.pk))
    ]
