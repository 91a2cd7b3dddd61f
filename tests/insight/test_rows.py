"""The leader's page and the lists that its numbers open count the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gongzhi.core import clock
from gongzhi.insight import public as insight
from gongzhi.insight.rules import links
from gongzhi.insight.tests.conftest import live
from gongzhi.places import public as places
from gongzhi.requests.views import listing

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
__all__ = ["live"]
Live = Callable[[int, int], None]


def _numbers(found: insight.Figures) -> Iterator[tuple[dict[str, int], dict[str, object]]]:
    place_id = found.place.pk
    yield found.total.numbers(), {"place_id": place_id}
    yield found.here.numbers(), {"place_id": place_id, "here": True}
    for name in sorted(found.types, key=lambda n: -found.types[n].flow)[:2]:
        yield found.types[name].numbers(), {"place_id": place_id, "type_key": name}
    for child in sorted(found.places, key=lambda n: -found.places[n].flow)[:1]:
        yield found.places[child].numbers(), {"place_id": child}


def test_every_number_is_the_number_of_rows_behind_it(city: Settled, live: Live) -> None:
    live(4, 50)
    actor = city.actor("supervisor")
    top = insight.places_of(actor)[0]
    today = clock.today()
    spans = [
        insight.period_of(insight.PeriodKind.WEEK, today),
        insight.period_of(insight.PeriodKind.YEAR, today),
        insight.custom(date(2026, 3, 10), today - timedelta(days=9)),
    ]
    form, seen = listing.filter_form({}, actor), 0
    for place, period in [*((top, span) for span in spans), (places.children(top.pk)[0], spans[1])]:
        found = insight.figures(actor, place.pk, period)
        for numbers, where in _numbers(found):
            for name in links.COUNTED:
                query = links.query_of(name, period=period, **where)  # type: ignore[arg-type]
                form.data, form.is_bound = query, True
                form.full_clean()
                assert not form.errors, form.errors
                assert f"{numbers[name]:,}" == listing.listed(actor, form.cleaned_data).total, (name, query)
                seen += numbers[name]
    assert seen > 200
