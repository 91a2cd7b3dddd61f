"""A joined request on its pages: ask, sign in, refuse, answer; questions and holds; what whom reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.notices import public as notices
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import spoken
from gongzhi.requests.tests.conftest import Report
from gongzhi.requests.tests.test_desk import do, page_of
from tests.desks import Desk

if TYPE_CHECKING:
    from django.test import Client

    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
WATER, GAS = "liaison-water-company", "liaison-gas-company"
PHONE = "13850927316"
WORDS = "我住三单元"
TOGETHER = Path(__file__).parent / "together"


@pytest.fixture
def whole(city: Settled, report: Report) -> Request:
    """A request that stands in a join, held by the grid worker."""
    packs.install(TOGETHER)
    words = "锦桥路口的路灯不亮好几天了，晚上很黑。" + "路面也塌了一块。" * 20 + WORDS
    about = report(description=words, name="欧阳小虎", contact_phone=PHONE, lon=106.708, lat=26.5895)
    holder = about.matter.holder_post_id
    worker = city.posts["worker-05"]
    if holder != worker:
        procedures.succeed(about.pk, from_post=holder, to_post=worker, reason="", actor=SYSTEM)
    actor = city.actor("worker-05")
    procedures.accept(about.pk, actor=actor)
    procedures.choose(about.pk, outcome="whistle", actor=actor)
    return Request.objects.select_related("matter").get(pk=about.pk)


def ask(city: Settled, worker: Client, whole: Request, *bodies: str) -> list[procedures.Part]:
    fields: dict[str, Any] = {}
    for n, body in enumerate(bodies, 1):
        fields |= {f"post{n}": city.posts[body], f"words{n}": f"请{n}号单位查看管线" if n == 1 else ""}
    answer = do(worker, whole, "join", **fields)
    assert answer.status_code == 302, answer.context["forms"]["join"].errors
    return procedures.parts_of(whole.pk)


def at(client: Client, part: procedures.Part, verb: str, **fields: Any) -> Any:
    version = procedures.Matter.objects.get(pk=part.id).version
    data = {f"{verb}-{name}": value for name, value in fields.items()} | {"version": version}
    return client.post(f"/desk/parts/{part.id}/{verb}/", data)


def bar_of(who: Client, about: Request) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = who.get(page_of(about)).context["steps"]
    return steps


def told(city: Settled, post: str) -> list[str]:
    """The inbox of the post's holder, the latest last."""
    return [m.text for m in notices.inbox(city.holders[post][0]).items][::-1]


def test_bodies_are_asked_sign_in_and_answer(desk: Desk, city: Settled, whole: Request) -> None:
    worker, water, gas = desk("worker-05"), desk(WATER), desk(GAS)
    before = worker.get(page_of(whole)).content.decode()
    assert "请多家单位会办" in before
    assert "不再会办" in before
    assert "部门都已答复" not in before
    one, two = ask(city, worker, whole, WATER, GAS)
    sheet = worker.get(page_of(whole)).content.decode()
    assert [s["label"] for s in bar_of(worker, whole)] == ["受理", "办理", "部门会办", "答复", "评价", "归档"]
    assert [s["state"] for s in bar_of(worker, whole)] == ["done", "done", "current", "todo", "todo", "todo"]
    assert sheet.count("待签收") == 2
    assert 'id="do-step"' not in sheet
    assert "请1号单位查看管线" in sheet
    assert "请会办" in told(city, WATER)[-1]
    own = whole.matter.title
    assert own not in told(city, WATER)[-1]
    mine = water.get("/desk/").content.decode()
    assert own not in mine
    assert "请1号单位查看管线" in mine
    assert f"/desk/parts/{one.id}/" in mine
    assert spoken(whole.number) in mine
    part = water.get(f"/desk/parts/{one.id}/").content.decode()
    assert "请1号单位查看管线" in part
    assert ">签收 <kbd>" in part
    for secret in (PHONE, "欧阳", "138****", WORDS, page_of(whole), own):
        assert secret not in part
    assert water.get(f"/desk/parts/{two.id}/").status_code == 404
    assert water.get(page_of(whole)).status_code == 404
    assert at(water, one, "sign").status_code == 302
    assert at(water, one, "answer", answer="供水管完好").status_code == 302
    assert "已答复会办" in told(city, "worker-05")[-1]
    assert at(gas, two, "sign").status_code == 302
    assert at(gas, two, "answer", answer="燃气管已修").status_code == 302
    whole.matter.refresh_from_db()
    assert whole.matter.step == "answer"
    assert [s["label"] for s in bar_of(worker, whole)] == ["受理", "办理", "答复", "评价", "归档"]
    sheet = worker.get(page_of(whole)).content.decode()
    assert "供水管完好" in sheet
    assert "已答复" in sheet


def test_a_refusal_comes_back_and_another_is_asked_or_it_is_dropped(desk: Desk, city: Settled, whole: Request) -> None:
    worker, water = desk("worker-05"), desk(WATER)
    (part,) = ask(city, worker, whole, WATER)
    assert at(water, part, "refuse", reason="").status_code == 422
    answer = at(water, part, "refuse", reason="不是供水管线")
    assert answer["Location"] == "/desk/"  # it is theirs no more
    assert "退回了会办任务" in told(city, "worker-05")[-1]
    assert "不是供水管线" in worker.get(page_of(whole)).content.decode()
    assert at(water, part, "answer", answer="又看了").status_code == 404
    assert at(worker, part, "ask", to_post=city.posts[GAS], asked="请看燃气").status_code == 302
    assert "请看燃气" in desk(GAS).get(f"/desk/parts/{part.id}/").content.decode()
    assert procedures.Matter.objects.get(pk=part.id).title == "请看燃气"
    assert do(worker, whole, "step", outcome="alone").status_code == 422
    assert at(worker, part, "drop", reason="不用了").status_code == 302
    assert "不再需要" in told(city, GAS)[-1]
    assert do(worker, whole, "step", outcome="alone").status_code == 302


def test_the_form_names_what_is_missing_and_keeps_what_was_typed(desk: Desk, city: Settled, whole: Request) -> None:
    worker = desk("worker-05")
    for fields in ({}, {"post1": city.posts[WATER]}, {"post1": 5, "words1": "看"}):
        assert do(worker, whole, "join", **fields).status_code == 422
    twice = {"post1": city.posts[WATER], "words1": "看管线", "post2": city.posts[WATER]}
    answer = do(worker, whole, "join", **twice)
    assert answer.status_code == 422
    assert "看管线" in answer.content.decode()
    assert not procedures.parts_of(whole.pk)
    assert do(desk("worker-07"), whole, "join", **twice).status_code == 404


def test_the_resident_reads_who_works_on_it_and_nothing_else(
    desk: Desk, city: Settled, whole: Request, client: Client
) -> None:
    ask(city, desk("worker-05"), whole, WATER, GAS)
    link = requests.link_of(whole.number, Reporter.objects.get(request=whole).pk)
    page = client.get(link).content.decode()
    assert "2个部门正在一起办理" in page
    assert "供水公司" in page
    assert "多个部门一起办理" in page
    assert "查看管线" not in page


def test_questions_and_holds_of_supervisors(desk: Desk, city: Settled, whole: Request, client: Client) -> None:
    worker, watch, above = desk("worker-05"), desk("duty"), desk("supervisor")
    assert do(worker, whole, "question", words="为何？").status_code == 422
    assert do(watch, whole, "question", words="为何拖延？").status_code == 302
    assert "提出质询" in told(city, "worker-05")[-1]
    page = worker.get(page_of(whole)).content.decode()
    assert "为何拖延？" in page
    assert do(worker, whole, "reply", answer="在等部门").status_code == 302
    assert "质询已有答复" in told(city, "duty")[-1]
    assert do(watch, whole, "hold", days=9, reason="有异议").status_code == 422
    assert do(watch, whole, "hold", days=3, reason="有异议").status_code == 302
    page = worker.get(page_of(whole)).content.decode()
    assert "监督者已暂缓办理" in page
    assert 'id="do-join"' not in page
    assert 'id="do-note"' in page
    refused = do(worker, whole, "join", post1=city.posts[WATER], words1="看")
    assert refused.status_code == 422
    assert "最迟到2026-03-05" in refused.content.decode()
    assert "暂缓" in told(city, "supervisor")[-1]
    assert do(watch, whole, "decide", reason="可以").status_code == 422
    assert do(above, whole, "decide", to_step="handle", reason="先自己看").status_code == 302
    whole.matter.refresh_from_db()
    assert whole.matter.step == "handle"
    link = requests.link_of(whole.number, Reporter.objects.get(request=whole).pk)
    public = client.get(link).content.decode()
    assert "监督者对此提出了质询" in public
    assert "为何拖延" not in public


def test_what_is_erased_leaves_the_parts_too(desk: Desk, city: Settled, whole: Request) -> None:
    (part,) = ask(city, desk("worker-05"), whole, WATER)
    requests.forget(Reporter.objects.get(request=whole).person_id, actor=SYSTEM)
    page = desk(WATER).get(f"/desk/parts/{part.id}/").content.decode()
    assert "锦桥路口" not in page


def test_a_sheet_costs_the_same_for_one_part_and_for_many(
    desk: Desk, city: Settled, whole: Request, steady: None, django_assert_max_num_queries: Any
) -> None:
    worker = desk("worker-05")
    ask(city, worker, whole, WATER)
    worker.get(page_of(whole))
    with django_assert_max_num_queries(60) as one:
        worker.get(page_of(whole))
        budget = len(one)
    ask(city, worker, whole, GAS, "liaison-power-company", "liaison-housing")
    with django_assert_max_num_queries(budget):
        worker.get(page_of(whole))
    water = desk(WATER)
    water.get("/desk/")
    with django_assert_max_num_queries(25):
        water.get("/desk/")
