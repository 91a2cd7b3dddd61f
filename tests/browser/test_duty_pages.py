"""Duty at a desk and on a phone: the rota, an own shift, notes, the ledgers, who is on duty for everybody."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.duty import public as duty
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    from gongzhi.stories.public import settle

    with entropy.seeded(1):
        packs.install("guangyuan")
        yield settle(packs.active(), random.Random(1))  # noqa: S311 - names of a test
    packs.forget()


def test_pages_of_duty(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    place = places.get(town.places["shipan"])
    director = town.actor("director")
    rota = duty.rota_of(place)
    staff = [pk for pk, _name in duty.staff_of(place, rota)]
    first = clock.today() - timedelta(days=clock.today().weekday())
    spans = [s for s in duty.spans_of(place, rota, first, 7) if s.on != first + timedelta(days=3)]
    mine = town.appointments["phone"][0]
    wanted = {(s.on, s.key, 1): staff[n % len(staff)] for n, s in enumerate(spans)}
    wanted = {key: who for key, who in wanted.items() if who != mine} | {(first, "day", 1): mine}
    wanted[first + timedelta(days=4), "night", 1] = mine
    duty.plan_week(place.pk, first, wanted, actor=director)
    duty.set_phone(place.pk, "0839-3501365", actor=director)
    clerk = town.actor("phone")
    duty.write(place.pk, first, "day", words="接来电三个，均已登记。", things="钥匙两把", actor=clerk)
    public = new_context().new_page()
    look(public, "/duty/", "duty-portal")
    context = new_context()
    sign_in(context, account_of(town.holders["director"][0]))
    desk = context.new_page()
    look(desk, "/desk/duty/", "duty-desk")
    look(desk, f"/desk/duty/{place.pk}/", "duty-rota")
    look(desk, f"/desk/duty/{place.pk}/handover/", "duty-handover")
    look(desk, f"/desk/duty/{place.pk}/paper/page/", "duty-paper")
    look(desk, "/desk/ledgers/", "duty-ledgers")
    look(desk, f"/desk/ledgers/{place.pk}/sentiment/", "duty-ledger")
    own = new_context()
    sign_in(own, account_of(town.holders["phone"][0]))
    page = own.new_page()
    later = duty.Stint.objects.filter(appointment=mine).order_by("-starts_at")[0]
    look(page, f"/desk/duty/shifts/{later.pk}/", "duty-shift")
