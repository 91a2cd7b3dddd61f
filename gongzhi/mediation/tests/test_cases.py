"""A dispute in the browser's forms, from the application to calling back; who reads what; what the law asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.mediation import public as mediation
from gongzhi.mediation.models import Case, Side, Sitting
from gongzhi.mediation.rules.words import SideDraft
from gongzhi.procedures import public as procedures
from tests.desks import desk_of, text
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
WORDS = "楼上夜里剁肉，吵得睡不着，说了几回都吵起来。"
NAMES = ("钱水生", "孙木林")


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


@pytest.fixture
def old_town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("guangyuan")


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status, text(answer, answer.status_code)[:3000]
    return str(answer.get("Location", "")) if status == 302 else text(answer, status)


def later(clocked: Any, **delta: int) -> None:
    clocked.advance(timedelta(**delta))


def draft(town: Settled, place: str = "kangzang", agrees: bool | None = True) -> mediation.CaseDraft:
    sides = tuple(SideDraft(n, "13800138000", "3栋", agrees) for n in NAMES)
    return mediation.CaseDraft("people", "neighbours", town.places[place], WORDS, sides)


def given(town: Settled, post: str = "mediator", **more: Any) -> Case:
    return mediation.opening.register(draft(town, **more), actor=town.actor(post))


def sheet(desk: Client, at: str, **answers: str) -> None:
    post(desk, f"{at}fill/", **answers)
    post(desk, f"{at}finish/", outcome="go_on")


def test_five_forms_an_agreement_and_a_call_back(town: Settled, manual_clock: Any) -> None:
    desk, window, above = (desk_of(town)(p) for p in ("mediator", "window-governance", "director"))
    at = post(window, "/desk/mediation/new/", kind="neighbours", place=town.places["kangzang"], words=WORDS,
              name=NAMES[0], phone="13800138000", first_agrees="1", other=NAMES[1], submission="x")  # fmt: skip
    case = Case.objects.get()
    assert at == f"/desk/mediation/{case.pk}/"
    assert WORDS not in Case.objects.get().words
    assert not Side.objects.filter(sealed__contains=NAMES[0]).exists()
    page = text(window.get(at))
    assert NAMES[0] in page
    assert WORDS in page
    mediator = town.posts["mediator"]
    assert "请先问每一方" in post(window, f"{at}mediate/", 422, post=mediator)  # the other side was not asked
    assert "138****8000" in page
    assert "13800138000" not in page
    first = Side.objects.get(position=1)
    assert "13800138000" in text(window.post(f"{at}phone/", {"side": first.pk}))
    assert "mediation:phone-shown" in "".join(str(e) for e in ledger.entries_of(case.pk))
    other = Side.objects.get(position=2)
    post(window, f"{at}consent/", side=other.pk, agrees="1")
    post(window, f"{at}mediate/", post=mediator)
    assert NAMES[0] not in text(desk.get(at))  # asked, not taken yet
    post(desk, f"{at}take/")
    assert NAMES[0] in text(desk.get(at))
    for stranger in (window, above):
        page = text(stranger.get(at))
        assert not any(n in page for n in (*NAMES, WORDS, "13800138000")), "only who mediates reads the sides"
        assert case.number[:2] in page
        assert "邻里纠纷" in page
        assert post(stranger, f"{at}finish/", 403, outcome="refused")
        assert stranger.get(f"{at}papers/record/page/").status_code == 403
        assert not any(n in text(stranger.get("/desk/mediation/")) for n in NAMES)
    _five_forms(desk, case, at, manual_clock)
    _agreement_and_after(desk, case, at, manual_clock)


def _five_forms(desk: Client, case: Case, at: str, manual_clock: Any) -> None:
    assert post(desk, f"{at}finish/", 422, outcome="go_on")  # 望: the form is empty
    assert "请填写" in post(desk, f"{at}fill/", 422, facts="厨房在卧室上面", origin="")
    sheet(desk, at, facts="厨房在卧室上面", origin="去年换了灶台")
    sheet(desk, at, first="睡不着", second="要做生意")
    sheet(desk, at, questions="几点开始？四点。")
    sheet(desk, at, cause="没有垫子")
    moment = clock.now() + timedelta(hours=5)
    post(desk, f"{at}call/", starts_at=clock.local(moment).strftime("%Y-%m-%dT%H:%M"), venue="社区调解室")
    assert (
        apps.get_model("notices", "Message").objects.filter(channel="sms", about=case.pk).count() == 1
    )  # the other side gave no phone
    sitting = Sitting.objects.get()
    assert post(desk, f"{at}hold/", 404, sitting=sitting.pk, came=2)
    later(manual_clock, hours=6)
    post(desk, f"{at}hold/", sitting=sitting.pk, came=2, notes="当面谈了一小时")
    post(desk, f"{at}fill/", proposal="加厚垫子，六点以前不剁", answers="都同意")


def _agreement_and_after(desk: Client, case: Case, at: str, manual_clock: Any) -> None:
    today = clock.today()
    assert "请写明" in post(desk, f"{at}agree/", 422, form="written", terms="好", agreed_on=today)
    terms = "孙木林三日内加装隔音垫，早六点以前不剁肉。"
    post(desk, f"{at}agree/", form="written", terms=terms, agreed_on=today)
    case.refresh_from_db()
    assert case.court_until == today + timedelta(days=30)
    assert case.result == "agreed"
    assert case.matter.step == "settle"
    paper = text(desk.get(f"{at}papers/agreement/page/"))
    assert terms in paper
    assert "康藏路社区人民调解委员会" in paper
    assert case.court_until.isoformat() in paper
    assert desk.get(f"{at}papers/agreement/word/").status_code == 200
    post(desk, f"{at}court/", result="confirmed", on=today)
    later(manual_clock, days=31)
    procedures.run_ticks(100)
    assert Case.objects.get().matter.step == "call-back"
    post(desk, f"{at}call-back/", kept="kept")
    case.refresh_from_db()
    assert case.matter.state == "archived"
    assert case.matter.ending == "solved"
    assert case.forget_on == clock.today() + timedelta(days=1095)
    texts = "".join(str(e) for e in ledger.entries_of(case.pk))
    assert not any(n in texts for n in (*NAMES, WORDS, terms))
    moves = procedures.Move.objects.filter(matter=case.pk)
    assert not any(n in m.public_text + m.internal_text for m in moves for n in NAMES)


def test_a_refusal_ends_it_at_any_step_and_the_data_go(town: Settled, manual_clock: Any) -> None:
    case, actor = given(town), town.actor("mediator")
    mediation.steps.arrange(case, "mediate", town.posts["mediator"], actor=actor)
    assert case.matter.step == "look"
    mediation.steps.consent(case, Side.objects.get(position=2).pk, agrees=False, actor=actor)
    case.refresh_from_db()
    assert (case.matter.state, case.matter.ending, case.result) == ("archived", "explained", "refused")
    assert case.forget_on == clock.today() + timedelta(days=90)
    assert mediation.forget_sides() == 0
    later(manual_clock, days=90)
    assert mediation.forget_sides() == 1
    assert mediation.forget_sides() == 0
    case.refresh_from_db()
    assert case.words == ""
    assert not Side.objects.exclude(sealed="").exists()
    assert case.forgotten_at
    page = text(desk_of(town)("mediator").get(f"/desk/mediation/{case.pk}/"))
    assert NAMES[0] not in page
    assert "已删除" in page
    with pytest.raises(NotAllowed):
        mediation.steps.finish(case, "withdrawn", actor=actor)


def test_who_persuades_issues_nothing(old_town: Settled) -> None:
    mediator, persuader = old_town.actor("mediator"), old_town.actor("persuader")
    case = given(old_town, place="shipan")
    found = mediation.cases.matches(case)
    assert [m.persuades for m in found] == [False, True] or [m.persuades for m in found] == [True, False]
    mediation.steps.arrange(case, "persuade", old_town.posts["persuader"], actor=mediator)
    mediation.steps.take(case, actor=persuader)
    with pytest.raises(Forbidden):
        mediation.steps.finish(case, "reconciled", actor=mediator)  # it lies with the persuaders now
    with pytest.raises(Forbidden, match="committee"):
        mediation.agreeing.agree(
            case, form="oral", terms="双方同意各让一步，以后不吵。", agreed_on=clock.today(), actor=persuader
        )
    page = text(desk_of(old_town)("persuader").get(f"/desk/mediation/{case.pk}/"))
    assert "记录协议" not in page
    assert NAMES[0] in page
    mediation.steps.arrange(case, "mediate", old_town.posts["mediator"], actor=persuader)
    mediation.steps.take(case, actor=mediator)
    mediation.agreeing.agree(
        case, form="oral", terms="双方同意各让一步，以后不吵。", agreed_on=clock.today(), actor=mediator
    )
    case.refresh_from_db()
    paper = text(desk_of(old_town)("mediator").get(f"/desk/mediation/{case.pk}/papers/agreement/page/"))
    assert "口头协议" in paper
    assert case.form == "oral"
    assert case.issued_by.kind == "mediation_room"


def test_a_resident_applies_follows_and_takes_it_back(town: Settled) -> None:
    form = {"kind": "property", "place": town.places["kangzang"], "words": WORDS, "name": NAMES[0],
            "phone": "13800138000", "other": NAMES[1], "submission": "s"}  # fmt: skip
    assert "请写上双方" not in text(Client().get("/mediation/"))
    assert post(Client(), "/mediation/", 422, **{**form, "other": NAMES[0]})
    page = post(Client(), "/mediation/", **form)
    assert post(Client(), "/mediation/", **form) == page
    assert Case.objects.count() == 1
    shown = text(Client().get(page))
    assert "物业和业主纠纷" in shown
    assert NAMES[1] not in shown
    assert WORDS not in shown
    assert Client().get(page.split("?")[0]).status_code == 404
    assert Client().post(page.split("?")[0]).status_code == 404
    post(Client(), page)
    case = Case.objects.get()
    assert case.result == "withdrawn"
    assert case.matter.state == "archived"
    assert case.forget_on
    assert "取回" not in text(Client().get(page))


def test_only_staff_who_register_register_and_pages_stay_shut(town: Settled) -> None:
    with pytest.raises(Forbidden):
        given(town, post="leader-1")
    with pytest.raises(Forbidden):
        mediation.opening.register(draft(town), actor=ANONYMOUS)
    case = given(town)
    for actor in (SYSTEM, town.actor("director"), ANONYMOUS):
        with pytest.raises(Forbidden):
            mediation.steps.consent(case, 1, agrees=True, actor=actor)
    assert desk_of(town)("zhongli-window").get(f"/desk/mediation/{case.pk}/").status_code == 404
    assert Client().get(f"/desk/mediation/{case.pk}/").status_code == 302


def test_a_full_list_asks_a_bounded_number_of_queries(town: Settled, django_assert_max_num_queries: Any) -> None:
    for _n in range(12):
        given(town)
    desk = desk_of(town)("mediator")
    desk.get("/desk/mediation/")
    with django_assert_max_num_queries(30):
        text(desk.get("/desk/mediation/"))
