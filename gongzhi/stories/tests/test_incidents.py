"""What a story does with incidents: acknowledged within minutes, one in seven at the next level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.incidents import public as incidents
from gongzhi.orgs import public as orgs
from gongzhi.requests import public as requests
from gongzhi.stories.incidents import LEFT, look
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("guangyuan")


def staff(post_id: int) -> Any:
    person = orgs.holder_of(post_id).person_id
    return orgs.actor_of(person) if person is not None else None


def test_each_is_acknowledged_at_its_first_or_second_level(town: Settled, manual_clock: Any) -> None:
    for n in range(LEFT * 2):
        draft = requests.Draft(
            "井盖不见了", type_key="manhole", name="老陈", contact_phone="13850927316",
            place_id=town.places["grid-2"], address=f"{n} 号门前",
        )  # fmt: skip
        requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    assert look(staff) == []  # nobody taps at once
    done: list[str] = []
    for _n in range(6):
        manual_clock.advance(timedelta(minutes=10))
        done += look(staff)
    assert incidents.waiting() == []
    assert done.count("incident-acknowledged") == LEFT * 2
    levels = sorted(incidents.Incident.objects.values_list("level", flat=True))
    left = [pk for pk in incidents.Incident.objects.values_list("pk", flat=True) if pk % LEFT == 0]
    assert levels.count("serious") == len(left) == done.count("incident-raised")
