"""In each city that mediates, a dispute goes the whole way: registered, persuaded where there are persuaders,
agreed on before a committee of the law, called back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.mediation import public as mediation
from gongzhi.mediation.rules.words import SideDraft
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from tests.desks import desk_of, text
from tests.towns import settled

pytestmark = pytest.mark.django_db
# pack, place, who registers, who persuades, who mediates, the committee on the paper
CITIES = [
    ("chengcheng", "grid-1", "leader-1", "leader-1", "mediator", "城关街道人民调解委员会"),
    ("guiyang", "grid-01", "worker-01", "", "leader-1", "中华社区人民调解委员会"),
    ("subdistrict", "hefeng", "worker", "", "phone", "禾丰社区人民调解委员会"),
]


@pytest.mark.parametrize(("pack", "place", "window", "persuader", "mediator", "committee"), CITIES)
def test_a_dispute_goes_the_whole_way(
    pack: str, place: str, window: str, persuader: str, mediator: str, committee: str, db: None, manual_clock: Any
) -> None:
    for town in settled(pack):
        sides = tuple(SideDraft(n, "13800138000", agrees=True) for n in ("钱水生", "孙木林"))
        draft = mediation.CaseDraft("people", "neighbours", town.places[place], "楼上夜里剁肉，吵得睡不着。", sides)
        case = mediation.opening.register(draft, actor=town.actor(window))
        actor = town.actor(window)
        if persuader:
            mediation.steps.arrange(case, "persuade", town.posts[persuader], actor=actor)
            with pytest.raises(Forbidden, match="committee"):
                mediation.agreeing.agree(case, form="oral", terms="双方各让一步，以后不吵。",
                                         agreed_on=clock.today(), actor=actor)  # fmt: skip
        found = {m.post_id for m in mediation.cases.matches(case) if not m.persuades}
        assert town.posts[mediator] in found
        mediation.steps.arrange(case, "mediate", town.posts[mediator], actor=actor)
        mediation.steps.take(case, actor=town.actor(mediator))
        mediation.agreeing.agree(case, form="written", terms="夜里十点以后不剁肉。", agreed_on=clock.today(),
                                 actor=town.actor(mediator))  # fmt: skip
        paper = text(desk_of(town)(mediator).get(f"/desk/mediation/{case.pk}/papers/agreement/page/"))
        assert committee in paper
        manual_clock.advance(timedelta(days=31))
        procedures.run_ticks()
        mediation.agreeing.call_back(case, kept="kept", again=False, actor=town.actor(mediator))
        case.matter.refresh_from_db()
        assert (case.matter.state, case.matter.ending) == ("archived", "solved")


def test_every_city_says_how_it_mediates_and_from_what() -> None:
    for pack in ("chengcheng", "guangyuan", "guiyang", "subdistrict", "yaan"):
        way = packs.load(pack).mediation("people")
        assert way.received_by, pack
        assert way.mediators
        assert way.committees, "an agreement is issued by a people's mediation committee"
        assert way.source.text


def test_a_refusal_is_not_read_as_a_word_of_the_court() -> None:
    with translation.override("zh-hans"):
        assert mediation.cases.result_words("refused") == "一方拒绝"
