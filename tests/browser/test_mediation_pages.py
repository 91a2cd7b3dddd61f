"""Mediation at a desk and on a phone: applying, registering, the five forms, the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.mediation import public as mediation
from gongzhi.packs import public as packs
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    with entropy.seeded(1):
        yield moved_in("yaan")
    packs.forget()


def test_pages_of_a_case(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    public = new_context().new_page()
    look(public, "/mediation/", "mediation")
    sides = tuple(mediation.SideDraft(n, "13800138000", agrees=True) for n in ("钱水生", "孙木林"))
    draft = mediation.CaseDraft("people", "neighbours", town.places["kangzang"], "楼上夜里剁肉，吵得睡不着。", sides)
    actor = town.actor("mediator")
    case = mediation.opening.register(draft, actor=actor)
    look(public, f"/mediation/{case.number}/?key={mediation.cases.secret_of(case)}", "mediation-own")
    context = new_context()
    sign_in(context, account_of(town.holders["mediator"][0]))
    desk = context.new_page()
    at = f"/desk/mediation/{case.pk}/"
    look(desk, "/desk/mediation/", "mediation-list")
    look(desk, "/desk/mediation/new/", "mediation-new")
    look(desk, at, "mediation-arrange")
    mediation.steps.arrange(case, "mediate", town.posts["mediator"], actor=actor)
    mediation.sittings.call(case, starts_at=clock.now() + timedelta(days=1), venue="调解室", actor=actor)
    look(desk, at, "mediation-look")
    above = new_context()
    sign_in(above, account_of(town.holders["director"][0]))
    look(above.new_page(), at, "mediation-above")
    look(desk, f"{at}papers/record/page/", "mediation-record")
