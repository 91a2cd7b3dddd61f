"""Beds, who adopted them, and the rota of their care."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Adoption, Garden, Plot, Swap, Turn
from gongzhi.deliberation.models.adoptions import HELD
from gongzhi.deliberation.queries import gardens
from gongzhi.deliberation.rules.gardens import AdoptionState, SwapState, TurnState, monday

READY = ("built", "ended")  # when a garden may be adopted


def plots(garden: Garden, *, staff: bool = False) -> list[dict[str, Any]]:
    """The beds with who has adopted each. Two queries."""
    kinds = gardens.titles(gardens.rules().adopters)
    held = {a.plot_id: a for a in Adoption.objects.filter(garden=garden, state__in=HELD)}
    made = []
    for plot in Plot.objects.filter(garden=garden).order_by("id"):
        found = held.get(plot.pk)
        who = gardens.name_of(found, staff=staff) if found else ""
        kind = kinds.get(found.adopter, "") if found else ""
        made.append({"plot": plot, "adoption": found, "who": who, "kind": kind})
    return made


def free(garden: Garden) -> list[tuple[int, str]]:
    """The beds that nobody has adopted or asked for."""
    return [(p["plot"].pk, p["plot"].name) for p in plots(garden) if p["adoption"] is None]


def rota(garden: Garden, *, back: int = 4, ahead: int = 26, staff: bool = False) -> list[dict[str, Any]]:
    """The weeks of care around today. One query for the turns, none for each."""
    now = monday(clock.today())
    rows = Turn.objects.filter(
        garden=garden, week__gte=now - timedelta(weeks=back), week__lte=now + timedelta(weeks=ahead)
    ).select_related("adoption__plot").order_by("week")  # fmt: skip
    return [line(t, now, staff=staff) for t in rows]


def line(turn: Turn, now: date, *, staff: bool = False) -> dict[str, Any]:
    """One week in words; `ends`: its Sunday."""
    tasks = gardens.titles(gardens.rules().tasks)
    return {
        "turn": turn, "ends": turn.week + timedelta(days=6), "who": gardens.name_of(turn.adoption, staff=staff),
        "plot": turn.adoption.plot.name, "tasks": "、".join(tasks.get(k, k) for k in turn.tasks),
        "now": turn.week == now, "started": turn.week <= now, "over": turn.week < now,
    }  # fmt: skip


def by_number(number: str) -> Adoption:
    """An adoption by its number; the caller asks for the secret. Raises NotFound."""
    found = Adoption.objects.filter(number=number).select_related("garden__place", "plot").first()
    if found is None:
        raise NotFound("There is no such adoption.")
    return found


def turns_of(adoption: Adoption) -> list[dict[str, Any]]:
    """The weeks of one who adopted, the latest 60."""
    rows = Turn.objects.filter(adoption=adoption).select_related("adoption__plot").order_by("-week")[:60]
    return [line(t, monday(clock.today()), staff=True) for t in rows][::-1]


def others(adoption: Adoption) -> list[tuple[int, str]]:
    """Weeks of others with which one may change, those to come."""
    now = monday(clock.today())
    rows = Turn.objects.filter(garden=adoption.garden_id, state=TurnState.DUE, week__gt=now).exclude(adoption=adoption)
    return [
        (t.pk, _("Week of %(day)s: %(who)s") % {"day": f"{t.week:%Y-%m-%d}", "who": t.adoption.plot.name})
        for t in rows.select_related("adoption__plot").order_by("week")[:60]
    ]


def swaps(adoption: Adoption) -> dict[str, list[Swap]]:
    """What was asked of this adopter, and what it asked of others; open ones."""
    rows = Swap.objects.filter(state=SwapState.ASKED).select_related("turn__adoption__plot", "other__adoption__plot")
    return {
        "asked": list(rows.filter(other__adoption=adoption).order_by("id")),
        "mine": list(rows.filter(turn__adoption=adoption).order_by("id")),
    }


def adoption_of(garden: Garden, adoption_id: int) -> Adoption:
    """An adoption of this garden. Raises NotFound."""
    found = Adoption.objects.filter(garden=garden, pk=adoption_id).select_related("plot", "garden").first()
    if found is None:
        raise NotFound("There is no such adoption.")
    return found


def signed(garden: Garden) -> list[Adoption]:
    """Who takes turns, in the order of the beds."""
    rows = Adoption.objects.filter(garden=garden, state=AdoptionState.SIGNED).select_related("plot")
    return list(rows.order_by("plot_id"))
