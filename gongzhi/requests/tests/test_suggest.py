"""The installation's own closed requests teach the suggestion of types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests import queries
from gongzhi.requests.rules import Draft

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.mark.django_db
def test_words_of_closed_requests_count(city: Settled, manual_clock: clock.ManualClock) -> None:
    queries.forget_learnt()
    odd = "望江亭边上哐当哐当响"
    assert all(s.similar == 0 for s in requests.suggest_types(odd))
    for n in range(3):
        draft = Draft(
            description=f"{odd},第{n}次", name="老周", contact_phone=f"1380013800{n}", lon=106.7065, lat=26.5895,
            type_key="manhole",
        )  # fmt: skip
        receipt = requests.intake(draft, actor=ANONYMOUS, channel="web")
        clerk = city.actor("hotline")
        procedures.accept(receipt.matter_id, actor=clerk)
        requests.answer(receipt.matter_id, actor=clerk, ending="solved", public_text="井盖已更换。")
    queries.forget_learnt()
    best = requests.suggest_types(odd)[0]
    assert best.key == "manhole"
    assert best.similar >= 3
    assert all(s.similar == 0 for s in requests.suggest_types(odd, learnt=False))
    queries.forget_learnt()
