"""The leader's page against a count of the rows, and against itself made anew."""

from __future__ import annotations

from datetime import datetime

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.insight import public as insight
from gongzhi.ledger import public as ledger
from gongzhi.requests import public as requests


def page_off(actor: Actor, whole: requests.Figures, begin: datetime) -> int:
    """How many numbers of the page, kept along the ledger, differ from those counted over the rows, or from a rebuild;
    0 as well where nobody of the pack may see the page."""
    tops = insight.places_of(actor)
    if not tops:
        return 0
    ledger.sequence_all()
    while insight.bring_forward():
        pass
    period = insight.custom(clock.local(begin).date(), clock.today())
    kept = insight.figures(actor, tops[0].pk, period)
    insight.rebuild()
    anew = insight.figures(actor, tops[0].pk, period)
    numbers = kept.total.numbers()
    counted = {
        "came": whole.received,
        "reopened": whole.reopened,
        "waiting": whole.by_state.get("waiting", 0),
        **{light: whole.by_light.get(light, 0) for light in ("green", "yellow", "red")},
    }
    off = [name for name, number in counted.items() if numbers[name] != number]
    off += [key for key, number in whole.by_type.items() if kept.types[key].numbers()["came"] != number]
    same = ("total", "before", "types", "places", "here", "steps")
    return len(off) + len([name for name in same if getattr(kept, name) != getattr(anew, name)])
