"""Beds have one adopter; the rota goes round, is reminded, done, changed; contacts end with their purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.deliberation.actions import adoptions as adopting
from gongzhi.deliberation.actions import care, pledges
from gongzhi.deliberation.actions.garden_contacts import forget_givers
from gongzhi.deliberation.models import Adoption, Swap, Turn
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import AdoptDraft, end_of_term, round_robin
from gongzhi.deliberation.tests.test_gardens import DESK, adopted, begun, jpeg, needs, offered, post, town
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
__all__ = ["town"]


def test_a_bed_has_one_adopter(town: Settled) -> None:
    garden = begun(town)
    (first,) = adopted(town, garden, 1)
    with pytest.raises(Invalid, match="meanwhile"):
        adopting.ask(garden, AdoptDraft(first.plot_id, "person", "钱七", "13985550111"), actor=ANONYMOUS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption(plot_id=first.plot_id, garden=garden, number="1", adopter="person").save(force_insert=True)
    first.refresh_from_db()
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 2), date(2027, 3, 1))
    assert "李家" not in text(Client().get(f"/gardens/{garden.pk}/"))


def test_the_rota_goes_round_reminds_once_and_asks_after_what_was_missed(town: Settled, manual_clock: Any) -> None:
    garden = begun(town)
    a, b = adopted(town, garden, 2)
    speaker = town.actor("speaker")
    assert care.draw_up(garden, first=clock.today(), weeks=4, tasks=["water", "weed"], actor=speaker) == 4
    assert care.draw_up(garden, first=clock.today(), weeks=5, tasks=["water"], actor=speaker) == 1  # the rest stands
    turns = list(Turn.objects.order_by("week"))
    assert [t.adoption_id for t in turns] == [a.pk, b.pk, a.pk, b.pk, a.pk]
    assert care.sweep() == 1
    assert care.sweep() == 0
    assert notices.unread_count(a.person_id) == 2  # signed, and reminded
    manual_clock.advance(timedelta(days=5))
    assert care.sweep() == 1  # two days before the next
    client, address = Client(), f"/gardens/adoptions/{a.number}/"
    key = f"?k={queries.secret_of(a.pk)}"
    assert client.get(address).status_code == 404
    answer = client.post(
        f"{address}done/{key}", {"done-turn": turns[0].pk, "done-words": "浇了水", "done-photo": jpeg()}
    )
    assert answer.status_code == 302
    post(client, f"{address}done/{key}", 422, **{"done-turn": turns[1].pk})  # somebody else's week
    manual_clock.advance(timedelta(days=14))
    care.sweep()
    turns[1].refresh_from_db()
    assert turns[1].state == "missed"
    assert turns[1].matter is not None
    assert Turn.objects.filter(state="missed").count() == 1
    matter = procedures.Matter.objects.get(pk=turns[1].matter)
    assert matter.kind == "garden-care"
    assert matter.holder_post_id == garden.post_id
    staff = desk_of(town)("speaker")
    assert "1 号" not in text(staff.get(f"{DESK}care/{matter.pk}/"))
    post(staff, f"{DESK}care/{matter.pk}/", words="出差了，下周补上")
    assert "未做" not in text(client.get(f"/gardens/{garden.pk}/"))  # the public reads of no failure
    care.done(turns[1], words="补上了", actor=speaker)
    turns[1].refresh_from_db()
    assert turns[1].state == "done"


def test_weeks_are_changed_with_another(town: Settled) -> None:
    garden = begun(town)
    a, b = adopted(town, garden, 2)
    care.draw_up(garden, first=clock.today(), weeks=4, tasks=["water"], actor=town.actor("speaker"))
    _now, second, third, _fourth = Turn.objects.order_by("week")
    mine, other = f"/gardens/adoptions/{b.number}/", f"/gardens/adoptions/{a.number}/"
    k_mine, k_other = (f"?k={queries.secret_of(x.pk)}" for x in (b, a))
    post(Client(), f"{mine}swap/{k_mine}", **{"swap-turn": second.pk, "swap-other": third.pk})
    swap = Swap.objects.get()
    assert "2026-03-09" in text(Client().get(f"{other}{k_other}")) or "3月9日" in text(
        Client().get(f"{other}{k_other}")
    )
    post(Client(), f"{mine}agree/{k_mine}", 404, row=swap.pk)  # not one's own question
    post(Client(), f"{other}agree/{k_other}", row=swap.pk)
    post(Client(), f"{other}agree/{k_other}", 404, row=swap.pk)  # the week is not theirs any more
    assert list(Turn.objects.order_by("week").values_list("adoption", flat=True)) == [a.pk, a.pk, b.pk, b.pk]


def test_an_adoption_ends_and_the_rota_goes_on(town: Settled, manual_clock: Any) -> None:
    garden = begun(town)
    a, b = adopted(town, garden, 2)
    speaker = town.actor("speaker")
    care.draw_up(garden, first=clock.today(), weeks=4, tasks=["water"], actor=speaker)
    with pytest.raises(NotAllowed):
        adopting.renew(garden, b.pk, actor=speaker)  # too early
    post(Client(), f"/gardens/adoptions/{a.number}/end/?k={queries.secret_of(a.pk)}")
    assert list(Turn.objects.order_by("week").values_list("adoption", flat=True)) == [a.pk, b.pk, b.pk, b.pk]
    Turn.objects.all().update(state="done")
    manual_clock.advance(timedelta(days=340))
    assert care.sweep() == 1  # asked about the renewal, once
    assert care.sweep() == 0
    adopting.renew(garden, b.pk, actor=speaker)
    b.refresh_from_db()
    assert b.ends_on == date(2028, 3, 1)
    manual_clock.advance(timedelta(days=800))
    care.sweep()
    b.refresh_from_db()
    assert b.state == "ended"


def test_contacts_end_with_their_purpose(town: Settled, manual_clock: Any) -> None:
    garden = begun(town)
    row = offered(garden, needs(garden)[0], "5", name="赵六", phone="13985550109", shown=True)
    pledges.withdraw(row, actor=ANONYMOUS, own=True)
    (adoption,) = adopted(town, garden, 1)
    manual_clock.advance(timedelta(days=89))
    assert forget_givers() == 0
    manual_clock.advance(timedelta(days=2))
    assert forget_givers() == 1
    row.refresh_from_db()
    assert row.person is None
    assert row.name == ""
    assert people.Person.objects.filter(name="赵六").count() == 0
    adoption.refresh_from_db()
    assert adoption.person is not None  # it lasts
    adopting.end(garden, adoption.pk, reason="搬家了", actor=town.actor("speaker"))
    manual_clock.advance(timedelta(days=91))
    assert forget_givers() == 1
    assert forget_givers() == 0


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [((2026, 3, 2), 12, (2027, 3, 1)), ((2026, 1, 31), 1, (2026, 2, 27)), ((2028, 2, 29), 12, (2029, 2, 27))],
)
def test_a_term_ends_on_the_day_before(start: Any, months: int, last: Any) -> None:
    assert end_of_term(date(*start), months) == date(*last)


def test_turns_go_on_behind_who_had_the_last() -> None:
    weeks = [date(2026, 3, 2) + timedelta(weeks=n) for n in range(3)]
    assert [who for _week, who in round_robin([1, 2], weeks, 1)] == [2, 1, 2]
    assert round_robin([], weeks, None) == []
