"""Standards over responsibility lists and signs."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from gongzhi.core.measures import Asked, Measured
from gongzhi.orgs import public as orgs
from gongzhi.structure.models import DutySheet, Sign
from gongzhi.structure.queries import measured_lists

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

DAY = date(2026, 3, 2)


def test_lists_count_when_issued_and_of_this_year(city: Settled) -> None:
    body = orgs.Body.objects.filter(kind="community_committee").order_by("id")[0]

    def issued() -> float | None:
        (here,) = [m for m in measured_lists.duty_lists(Asked(DAY, body_kinds=(body.kind,))) if m.unit_id == body.pk]
        return here.value

    assert issued() == 0
    made: dict[str, Any] = {"title": "清单", "body": body, "place_id": body.place_id}
    DutySheet.objects.create(year=2026, template="a", state="issued", **made)
    DutySheet.objects.create(year=2026, template="b", state="draft", **made)
    DutySheet.objects.create(year=2025, template="c", state="issued", **made)
    assert issued() == 1


def test_signs_that_are_missing_are_named(city: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = tuple(
        SimpleNamespace(key=key, title=title, least=least)
        for key, title, least in (("party", "党组织牌子", 1), ("committee", "居委会牌子", 1), ("door", "门牌", 0))
    )
    monkeypatch.setattr(measured_lists.packs, "active", lambda: SimpleNamespace(sign_kinds=kinds))
    main = city.places["zhonghua"]

    def missing() -> Measured:
        with translation.override("zh-hans"):  # as the sweep does: another test's browser spoke English
            (here,) = measured_lists.signs_missing(Asked(DAY, place_kinds=("community",), within=(main,)))
        return here

    assert (missing().value, missing().detail) == (2, "党组织牌子、居委会牌子")
    Sign.objects.create(place_id=main, kind="party", words="社区党委", where="门口", since=DAY)
    Sign.objects.create(place_id=main, kind="committee", words="x", where="门口", since=DAY, until=date(2026, 3, 1))
    assert (missing().value, missing().detail) == (1, "居委会牌子")
