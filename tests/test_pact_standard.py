"""The standard "each courtyard has a pact" hears of a pact that comes in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.deliberation.actions import pacts as acts
from gongzhi.deliberation.tests.test_pact import adopted, at_desk, post, yaan
from gongzhi.packs import public as packs
from gongzhi.standards import public as standards

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
__all__ = ["yaan"]


def test_the_clause_is_met_where_a_pact_holds(yaan: Settled, manual_clock: Any) -> None:
    def short() -> set[str]:
        day = date(2026, 12, 1)
        return {g.measured.unit for g in standards.evaluate(packs.active(), day) if g.standard.key == "yard-pact"}

    assert len(short()) == 8
    _desk, version, topic = adopted(yaan, manual_clock, ["不占消防通道。"])
    assert len(short()) == 8
    post(topic)
    acts.bring_in_force(version, clock.today(), actor=at_desk(topic))
    assert len(short()) == 7
    assert version.pact.place.name not in short()
