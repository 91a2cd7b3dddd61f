"""A request of a dispute becomes a case, by one button: what each side of it shows, and when it may be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from gongzhi.access.public import ANONYMOUS, Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed
from gongzhi.kit.errors import text_of
from gongzhi.ledger import public as ledger
from gongzhi.mediation import public as mediation
from gongzhi.mediation.models import Case, Side
from gongzhi.mediation.rules.words import RequestDraft, SideDraft
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.requests.public import Request
from tests.desks import desk_of, text
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
REPORTER, PHONE, OTHER = "贺兰玉", "13850927316", "孙木林"
WORDS = "楼上夜里剁肉，吵得睡不着，说了几回都吵起来。"
Reported = Callable[..., Request]


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("chengcheng")


@pytest.fixture
def reported(town: Settled) -> Reported:
    """A quarrel that a resident reported; the leader of the grid has taken it."""

    keys = {post: key for key, post in town.posts.items()}

    def holder(post_id: int) -> Any:
        return town.actor(keys[post_id])

    def make(type_key: str = "neighbours") -> Request:
        draft = requests.Draft(
            WORDS, type_key=type_key, name=REPORTER, contact_phone=PHONE, place_id=town.places["grid-1"]
        )
        made = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
        matter = procedures.Matter.objects.get(pk=made.matter_id)
        if matter.offered_post_id is not None:
            matter = procedures.take_offer(matter.pk, actor=holder(matter.offered_post_id))
        if type_key == "neighbours" and matter.holder_post_id != town.posts["leader-1"]:
            procedures.offer(matter.pk, to_post=town.posts["leader-1"], actor=holder(matter.holder_post_id))
            procedures.take_offer(matter.pk, actor=town.actor("leader-1"))
        return requests.read(matter.pk)

    return make


def given(**more: Any) -> RequestDraft:
    return RequestDraft(WORDS, SideDraft("", agrees=True), SideDraft(OTHER, agrees=True), **more)


def lamp_key(town: Settled, lamp: Request) -> str:
    return next(key for key, post in town.posts.items() if post == lamp.matter.holder_post_id)


def lamp_holder(town: Settled, lamp: Request) -> Any:
    return town.actor(lamp_key(town, lamp))


def fresh(about: Request) -> Request:
    return requests.read(about.pk)


def send(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status, text(answer, answer.status_code)[:3000]
    return str(answer.get("Location", "")) if status == 302 else text(answer, status)


def test_one_button_makes_a_case_and_the_request_says_no_more(town: Settled, reported: Reported) -> None:
    about, desk = reported(), desk_of(town)
    leader, sheet = desk("leader-1"), f"/desk/requests/{about.number}/"
    at = f"/desk/mediation/from/{about.number}/"
    assert at in text(leader.get(sheet))
    assert at not in text(desk("secretary").get(sheet)), "only who holds the request opens a mediation"
    assert desk("secretary").get(at).status_code == 403
    page = text(leader.get(at))
    assert WORDS in page
    assert PHONE not in page
    form = {"words": WORDS, "first": "reporter", "first_agrees": "1", "other": OTHER, "other_agrees": "1",
            "submission": "once"}  # fmt: skip
    send(leader, at, 422, **{**form, "first": "other"})  # somebody else, without a name
    assert not Case.objects.exists()
    there = send(leader, at, **form)
    assert send(leader, at, **form) == there
    case = Case.objects.get()
    assert there == f"/desk/mediation/{case.pk}/"
    assert case.request_id == about.pk
    assert Side.objects.count() == 2
    assert REPORTER in text(leader.get(there))  # the post that registers holds the case, until a mediator takes it
    page = text(leader.get(sheet))
    assert "正在调解" in page
    assert at not in page
    mediation.steps.arrange(case, "mediate", town.posts["mediator"], actor=town.actor("leader-1"))
    mediation.steps.take(case, actor=town.actor("mediator"))
    assert REPORTER not in text(leader.get(there)), "the sides are the mediator's alone from now on"
    seen = text(desk("mediator").get(there))
    assert REPORTER in seen
    assert OTHER in seen
    assert about.number.replace("-", "") in seen.replace("-", "").replace(" ", "")
    lines = "".join(m.public_text + m.internal_text for m in procedures.Move.objects.filter(matter=about.pk))
    known = "".join(str(e) for e in ledger.entries_of(about.pk)) + lines
    assert OTHER not in known


def test_it_is_not_closed_while_the_mediation_runs_and_comes_back_with_the_result(
    town: Settled, reported: Reported
) -> None:
    about, leader, mediator = reported(), town.actor("leader-1"), town.actor("mediator")
    case = mediation.of_requests.open_for(about, given(), actor=leader)
    said: dict[str, Any] = {"ending": "solved", "public_text": "双方谈妥了，以后夜里不剁肉。"}
    for ending in ("solved", "explained"):
        with pytest.raises(NotAllowed, match="in mediation"):
            requests.answer(about.pk, actor=leader, **{**said, "ending": ending})
    assert fresh(about).matter.state == "waiting"
    assert fresh(about).answered_at is None
    mediation.steps.arrange(case, "mediate", town.posts["mediator"], actor=leader)
    mediation.steps.take(case, actor=mediator)
    terms = "早六点以前不剁肉，孙木林三日内装垫子。"
    mediation.agreeing.agree(case, form="written", terms=terms, agreed_on=clock.today(), actor=mediator)
    last = procedures.Move.objects.filter(matter=about.pk).order_by("-seq").first()
    assert last is not None
    assert last.public_text == "双方已达成协议。"
    assert apps.get_model("notices", "Message").objects.filter(about=about.pk, channel="inapp").exists()
    page = text(desk_of(town)("leader-1").get(f"/desk/requests/{about.number}/"))
    assert "达成协议" in page
    assert terms not in page
    assert OTHER not in page
    requests.answer(about.pk, actor=leader, **said)
    assert fresh(about).ending == "solved"


def test_a_side_that_declines_gives_the_request_back_and_another_try_is_open(town: Settled, reported: Reported) -> None:
    about, leader = reported(), town.actor("leader-1")
    case = mediation.of_requests.open_for(about, given(), actor=leader)
    with pytest.raises(Conflict, match="already"):
        mediation.of_requests.open_for(fresh(about), given(), actor=leader)
    side = Side.objects.get(case=case, position=2)
    mediation.steps.consent(case, side.pk, agrees=False, actor=leader)
    page = text(desk_of(town)("leader-1").get(f"/desk/requests/{about.number}/"))
    assert "一方不愿调解" in page
    assert f"/desk/mediation/from/{about.number}/" in page
    second = mediation.of_requests.open_for(fresh(about), given(), actor=leader)
    assert Case.objects.filter(request=about.pk).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():  # the database lets only one run at a time
        Case.objects.filter(pk=case.pk).update(result="")
    mediation.steps.finish(second, "withdrawn", actor=leader)
    requests.answer(about.pk, actor=leader, ending="explained", public_text="已经向您解释，可以向法院起诉。")
    assert fresh(about).ending == "explained"
    with pytest.raises(NotAllowed):
        mediation.of_requests.open_for(fresh(about), given(), actor=leader)


def test_only_disputes_and_only_by_who_holds_them(town: Settled, reported: Reported) -> None:
    about, lamp = reported(), reported("streetlight")
    with pytest.raises(NotAllowed, match="type"):
        mediation.of_requests.open_for(lamp, given(), actor=lamp_holder(town, lamp))
    for actor in (town.actor("leader-2"), town.actor("mediator"), ANONYMOUS):
        with pytest.raises(Forbidden):
            mediation.of_requests.open_for(about, given(), actor=actor)
    desk = desk_of(town)(lamp_key(town, lamp))
    assert "/desk/mediation/from/" not in text(desk.get(f"/desk/requests/{lamp.number}/"))
    assert desk.get(f"/desk/mediation/from/{lamp.number}/").status_code == 404
    assert not Case.objects.exists()


def test_the_clock_of_the_request_waits_for_the_mediation(town: Settled, reported: Reported, manual_clock: Any) -> None:
    about, leader, desk = reported(), town.actor("leader-1"), desk_of(town)
    due = about.matter.due_at
    assert due is not None
    mediated = mediation.of_requests.open_for(about, given(), actor=leader)
    about = fresh(about)
    assert about.matter.state == "waiting"
    assert procedures.timeline(about.pk, public=True)[-1].public_text == "正在调解。"
    sheet = text(desk("leader-1").get(f"/desk/requests/{about.number}/"))
    assert "不再等待" not in sheet
    reporter = requests.Reporter.objects.select_related("request__matter").get(request=about)
    own = requests.link_of(about.number, reporter.pk)
    page = text(Client().get(own))
    assert "正在调解" in page
    assert "前答复您" not in page
    manual_clock.advance(timedelta(days=7))
    procedures.run_ticks(50)
    requests.add_words(
        reporter, words="昨天夜里又吵了。", actor=Actor(ActorKind.RESIDENT, person_id=reporter.person_id)
    )
    assert fresh(about).matter.light == "green"
    with pytest.raises(NotAllowed, match="in mediation"):
        procedures.resume(about.pk, actor=leader)
    with translation.override("zh-hans"), pytest.raises(NotAllowed) as refused:
        requests.change_type(about.pk, type_key="streetlight", actor=leader)
    assert text_of(refused.value) == "正在调解，有结果后时限继续计算。这之前不能改类别。"
    mediation.steps.finish(mediated, "withdrawn", actor=leader)
    about = fresh(about)
    assert about.matter.state == "open"
    assert about.matter.due_at is not None
    assert about.matter.due_at >= due + timedelta(days=6)
    assert "前答复您" in text(Client().get(own))
    requests.change_type(about.pk, type_key="streetlight", actor=leader)


def test_who_was_asked_before_the_mediation_waits_for_its_result(town: Settled, reported: Reported) -> None:
    about, leader = reported(), town.actor("leader-1")
    requests.ask(about.pk, question="住在几楼？", actor=leader)
    mediated = mediation.of_requests.open_for(fresh(about), given(), actor=leader)
    assert fresh(about).matter.state == "waiting"
    mediation.steps.finish(mediated, "withdrawn", actor=leader)
    assert fresh(about).matter.state == "open"
