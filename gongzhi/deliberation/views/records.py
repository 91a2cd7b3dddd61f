"""`/meetings/…`: what everybody reads of a meeting of a body once its minutes are frozen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from gongzhi.core.verdict import sentence
from gongzhi.deliberation.queries import minutes as compiling
from gongzhi.deliberation.queries.record import public_meeting, record_of
from gongzhi.deliberation.rules.meetings import PRESENT


@require_safe
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The public record: decisions with counts and articles, who came, how each voted by name, the check."""
    meeting = public_meeting(meeting_id)
    data = record_of(meeting.minutes or {})
    seats = [(s["name"], s["post"], compiling.signed_words(s["signed"])) for s in data["seats"]]
    context = {
        "meeting": meeting, "data": data, "seats": seats, "motions": [_motion(m) for m in data["motions"]],
        "present": data.get("present", sum(1 for s in data["seats"] if s["signed"] in PRESENT)),
        "entitled": data.get("entitled", len(seats)), "facts": compiling.more_facts(data),
    }  # fmt: skip
    return render(request, "deliberation/record.html", context)


def _motion(motion: dict[str, Any]) -> dict[str, Any]:
    reasons = (motion["verdict"] or {}).get("reasons", [])
    return motion | {
        "reasons": [(sentence(r, gettext), r["article"], r["met"]) for r in reasons],
        "named": [(name, compiling.vote_words(choice)) for name, choice in motion["votes"]],
    }
