"""An election at a desk and on a phone, from the announcement to the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from gongzhi.elections import public as elections
from gongzhi.elections.models import Nominee
from gongzhi.elections.tests.conftest import Hall, begin
from gongzhi.packs import public as packs
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(manual_clock: Any) -> Iterator[Hall]:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        town: Settled = moved_in("guiyang")
        yield begin(town, "party-direct")
    packs.forget()


def test_an_election_is_held(
    hall: Hall,
    new_context: Callable[..., Any],
    sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:
    context, public = new_context(), new_context().new_page()
    sign_in(context, account_of(hall.town.holders["director"][0]))
    desk = context.new_page()
    at = f"/desk/elections/{hall.election.pk}/"
    look(desk, "/desk/elections/", "elections-list")
    look(desk, "/desk/elections/new/", "elections-new")
    look(desk, at, "elections-announce")
    hall.announce()
    look(desk, at, "elections-register")
    hall.register(20)
    page = f"/elections/{hall.election.number}/"
    look(public, page, "elections-public-recommend")
    for label, words in (("被推荐人姓名", "李建国"), ("您的姓名", "老周")):
        public.get_by_label(label).fill(words)
    with public.expect_navigation():
        public.get_by_role("button", name="提交推荐").click()
    assert Nominee.objects.get().name == "李建国"
    look(desk, at, "elections-recommend")
    elections.recommending.answer(
        Nominee.objects.get(), accepted=True, how="同意书", introduction="在社区工作十年。", actor=hall.runner
    )
    hall.recommend(["王芳", "丁一"])
    vetter = new_context()
    sign_in(vetter, account_of(hall.town.holders["reform"][0]))
    look(vetter.new_page(), at, "elections-vet")
    hall.vet()
    hall.candidates()
    look(public, page, "elections-public-candidates")
    hall.assemble(came=17)
    look(desk, at, "elections-assembly")
    look(desk, f"{at}attendance/", "elections-attendance")
    hall.officers()
    elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    look(desk, at, "elections-count")
    hall.count({"c1": 4, "c2": 12, "blank": 1})
    look(public, page, "elections-public-result")
    look(desk, "/elections/", "elections-public-list")
    for paper in ("ballot", "tally"):
        look(desk, f"{at}papers/{paper}/page/", f"elections-{paper}")
    elections.appointing.approve(hall.fresh(), approved=True, actor=hall.other())
    look(desk, at, "elections-appoint")
