"""A county leader paired with a community of Chengcheng: visits, problems solved, the monthly report, instructions."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from gongzhi.core import clock
from gongzhi.kit.tests.test_papers import words_of
from gongzhi.packs import public as packs
from gongzhi.structure.models import GivenTask, LeaderPair, MonthReport
from tests.desks import Desk, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PACK = "chengcheng"
URL = "/desk/structure/pairing/"


def leader_of(town: Settled) -> str:
    """The key of the leader's post."""
    kinds = {p.key: p.kind for p in packs.active().community.posts}  # type: ignore[union-attr]
    return next(key for key in town.posts if kinds.get(key) == "county_leader")


def paired(town: Settled, desk: Desk) -> LeaderPair:
    sent = {
        "leader": f"county-leaders:{town.posts[leader_of(town)]}", "place": town.places["baota"],
        "starts_on": "2026-03-02",
    }  # fmt: skip
    assert desk("admin").post(URL, sent).status_code == 302
    return LeaderPair.objects.get()


def test_pairs_are_made_once_and_end(town: Settled, desk: Desk) -> None:
    pair = paired(town, desk)
    sent = {"leader": f"county-leaders:{pair.post_id}", "place": pair.place_id, "starts_on": "2026-03-02"}
    text(desk("admin").post(URL, sent), 422)
    text(desk("secretary").post(URL, sent), 403)
    assert "宝塔社区" in text(desk(leader_of(town)).get(URL))
    assert desk("nanguan-secretary").get(f"{URL}{pair.pk}/").status_code == 404
    text(desk("admin").post(f"{URL}{pair.pk}/end/", {"end-ends_on": "2026-03-01"}), 422)
    assert desk("admin").post(f"{URL}{pair.pk}/end/", {"end-ends_on": "2026-06-30"}).status_code == 302


def test_a_visit_finds_a_problem_that_is_solved(town: Settled, desk: Desk) -> None:
    pair, leader, secretary = paired(town, desk), desk(leader_of(town)), desk("secretary")
    here = f"{URL}{pair.pk}/"
    text(leader.post(f"{here}visit/", {"visit-on": "2026-03-05", "visit-words": "还没到"}), 422)
    assert leader.post(f"{here}visit/", {"visit-on": "2026-03-02", "visit-words": "看了停车"}).status_code == 302
    visit = pair.visits.get()
    sent = {"problem-words": "小区停车难", "problem-owner": town.posts["secretary"], "problem-due_on": "2026-03-20"}
    assert leader.post(f"{here}problem/", sent | {"visit": visit.pk}).status_code == 302
    task = f"/desk/structure/tasks/{GivenTask.objects.get().pk}/"
    assert task in text(secretary.get("/desk/?tab=mine"))
    assert secretary.post(f"{task}report/", {"report-words": "新划车位六十个"}).status_code == 302
    assert task in text(leader.get("/desk/?tab=mine"))
    assert leader.post(f"{task}strike/", {}).status_code == 302
    assert GivenTask.objects.get().struck_at is not None
    sheet = load_workbook(io.BytesIO(b"".join(leader.get(f"{here}problems.xlsx").streaming_content))).active
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["小区停车难"]


def test_the_monthly_report_counts_by_itself_and_instructions_are_tasks(
    town: Settled, desk: Desk, manual_clock: Any
) -> None:
    pair, leader, secretary = paired(town, desk), desk(leader_of(town)), desk("secretary")
    here = f"{URL}{pair.pk}/"
    leader.post(f"{here}visit/", {"visit-on": "2026-03-02", "visit-words": "看了停车"})
    manual_clock.set(datetime(2026, 3, 31, 16, 0, tzinfo=clock.SHANGHAI))
    assert (
        secretary.post(f"{here}report/", {"report-month": "2026-03", "report-words": "停车位在建"}).status_code == 302
    )
    text(secretary.post(f"{here}report/", {"report-month": "2026-03", "report-words": ""}), 422)  # once
    report = MonthReport.objects.get()
    assert (report.figures["visits"], report.figures["found"]) == (1, 0)
    address = f"{URL}reports/{report.pk}/"
    assert "月汇报" in text(leader.get("/desk/inbox/"))
    paper = text(leader.get(address))
    assert "停车位在建" in paper
    assert "看了停车" in paper
    sent = {"words": "四月底前建成车位", "owner": town.posts["secretary"], "due_on": "2026-04-30"}
    text(secretary.post(address, sent), 403)
    assert leader.post(address, sent).status_code == 302
    task = GivenTask.objects.get()
    assert f"/desk/structure/tasks/{task.pk}/" in text(secretary.get("/desk/?tab=mine"))
    assert "四月底前建成车位" in text(leader.get(address))
    assert desk("nanguan-secretary").get(address).status_code == 404
    papers = f"/desk/structure/papers/pair-report/{report.pk}/"
    words = words_of(leader.get(f"{papers}word/"))
    for said in ("2026-03", "宝塔社区", "本月走访", "看了停车", "停车位在建", "四月底前建成车位"):
        assert said in words
    assert desk("nanguan-secretary").get(f"{papers}pdf/").status_code == 404


def test_budgets(town: Settled, desk: Desk, django_assert_max_num_queries: Any) -> None:
    pair, leader = paired(town, desk), desk(leader_of(town))
    leader.post(f"{URL}{pair.pk}/visit/", {"visit-on": "2026-03-02", "visit-words": "看了停车"})
    for address in (URL, f"{URL}{pair.pk}/"):
        leader.get(address)
        with django_assert_max_num_queries(24):
            leader.get(address)
