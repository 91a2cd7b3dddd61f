"""Messages between the county's offices and the grids of Ya'an, each answered (row A18)."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.core.measures import Asked
from gongzhi.ledger import public as ledger
from gongzhi.notices.models import Message
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import two_way as actions
from gongzhi.structure.models import Letter, LetterPart
from gongzhi.structure.queries import two_way as queries
from tests.desks import Desk, text
from tests.hostile.conftest import picture

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
PACK = "yaan"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI)
URL = "/desk/structure/two-way/"


def line_key(town: Settled, post: str, network: str) -> str:
    return f"{town.posts[post]}-{network}"


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(), content_type="image/jpeg")


def to_grids(town: Settled, desk: Desk, **more: Any) -> Letter:
    """The police write to all grid leaders of the county."""
    sent = {
        "line": line_key(town, "net-order", "order"), "kinds": ["grid_leader"], "subject": "排查燃气安全",
        "words": "请逐户排查，三日内报结果。", "days": "3",
    }  # fmt: skip
    office = desk("net-order")
    page = text(office.post(f"{URL}write/down/", sent))
    assert "发给8个岗位" in page
    assert not Letter.objects.exists()
    assert office.post(f"{URL}write/down/", sent | more | {"sure": "8"}).status_code == 302
    return Letter.objects.get()


def part_of(town: Settled, letter: Letter, post: str) -> LetterPart:
    return queries.parts().get(letter=letter, post=town.posts[post])


def test_one_message_goes_to_all_grids_and_each_answers(town: Settled, desk: Desk) -> None:
    letter = to_grids(town, desk, photo1=photo())
    assert letter.parts_number == LetterPart.objects.count() == 8
    leader, office = desk("leader-1"), desk("net-order")
    part = part_of(town, letter, "leader-1")
    here = f"{URL}parts/{part.pk}/"
    assert here in text(leader.get("/desk/?tab=mine"))
    assert "排查燃气安全" in text(leader.get("/desk/inbox/"))
    assert "排查燃气安全" in text(leader.get(URL))
    assert "三日内报结果" in text(leader.get(here))
    assert leader.post(f"{here}read/").status_code == 302
    text(leader.post(f"{here}answer/", {"answer-words": " "}), 422)
    assert (
        leader.post(f"{here}answer/", {"answer-words": "已排查42户，无隐患", "answer-photo1": photo()}).status_code
        == 302
    )
    assert procedures.Matter.objects.get(pk=part.pk).state == "archived"
    page = text(office.get(f"{URL}{letter.pk}/"))
    assert "已排查42户，无隐患" in page
    assert "1 / 8" in page
    assert "排查燃气安全" in text(office.get(f"{URL}?tab=sent"))
    assert "排查燃气安全" in text(office.get("/desk/inbox/"))
    book = load_workbook(io.BytesIO(b"".join(office.get(f"{URL}{letter.pk}/answers.xlsx"))))  # type: ignore[arg-type]
    assert "已排查42户，无隐患" in [row[6] for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert "已排查42户" not in text(office.get(f"{URL}{letter.pk}/?state=waiting"))
    stored = next(iter(part_of(town, letter, "leader-1").letter.parts.all()))
    assert stored.letter_id == letter.pk


def test_it_cannot_be_closed_without_an_answer(town: Settled, desk: Desk) -> None:
    part = part_of(town, to_grids(town, desk), "leader-1")
    actor = town.actor("leader-1")
    actions.read(part, actor=actor)
    with pytest.raises(Invalid):
        procedures.choose(part.pk, outcome="answered", actor=actor, vouched=True)
    for verb in (procedures.send_back, procedures.decline_offer):
        with pytest.raises((NotAllowed, Forbidden)):
            verb(part.pk, reason="x", actor=actor)
    assert procedures.Matter.objects.get(pk=part.pk).state == "open"


def test_a_follow_up_question_opens_it_again(town: Settled, desk: Desk) -> None:
    letter = to_grids(town, desk)
    part = part_of(town, letter, "leader-1")
    here = f"{URL}parts/{part.pk}/"
    office, leader = desk("net-order"), desk("leader-1")
    assert desk("net-order").post(f"{here}ask/", {"ask-words": "为何？"}).status_code == 302  # nothing answered yet
    assert Letter.objects.get().answered_number == 0
    leader.post(f"{here}answer/", {"answer-words": "查完了"})
    assert Letter.objects.get().read_number == 1
    text(leader.post(f"{here}ask/", {"ask-words": "为何？"}), 403)
    assert office.post(f"{here}ask/", {"ask-words": "有几户没开门？"}).status_code == 302
    assert Letter.objects.get().answered_number == 0
    assert "有几户没开门？" in text(leader.get(here))
    assert "有几户没开门？" in text(leader.get("/desk/inbox/"))
    assert leader.post(f"{here}answer/", {"answer-words": "两户，已约明天"}).status_code == 302
    assert Letter.objects.get().answered_number == 1


def test_late_ones_are_seen_above_reminded_and_measured(town: Settled, desk: Desk, manual_clock: Any) -> None:
    letter = to_grids(town, desk)
    desk("leader-1").post(f"{URL}parts/{part_of(town, letter, 'leader-1').pk}/answer/", {"answer-words": "好"})
    office = desk("net-order")
    assert office.post(f"{URL}{letter.pk}/remind/").status_code == 302
    assert Message.objects.filter(key__startswith="remind-").count() == 7
    office.post(f"{URL}{letter.pk}/remind/")
    assert Message.objects.filter(key__startswith="remind-").count() == 7  # once a day
    secretary = desk("secretary")
    assert "排查燃气安全" not in text(secretary.get(f"{URL}?tab=late"))
    manual_clock.set(datetime(2026, 3, 9, 15, 0, tzinfo=clock.SHANGHAI))
    late = text(secretary.get(f"{URL}?tab=late"))
    assert late.count("/desk/structure/two-way/parts/") == 5  # five grids of her community
    assert "康藏路" in late or "网格长" in late
    procedures.run_ticks(500)
    told = procedures.Escalation.objects.filter(matter=part_of(town, letter, "leader-2").pk)
    assert told.exists()
    measured = {m.unit_id: m for m in queries_measure()}
    assert measured[town.bodies["branch-1"]].value == 100
    assert measured[town.bodies["branch-2"]].value == 0
    assert len(measured) == 8


def queries_measure() -> Any:
    from gongzhi.structure.queries.measured_exchange import messages_answered

    return list(messages_answered(Asked(clock.today(), days=90)))


def test_it_is_taken_back_before_anybody_answered(town: Settled, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    letter = to_grids(town, desk)
    office = desk("net-order")
    text(office.post(f"{URL}{letter.pk}/back/", {"back-reason": ""}), 422)
    assert office.post(f"{URL}{letter.pk}/back/", {"back-reason": "内容有误"}).status_code == 302
    open_ = procedures.Matter.objects.filter(kind="letter", state="open")
    assert open_.count() == 5
    part = part_of(town, letter, "leader-6")
    with pytest.raises(NotAllowed):
        actions.answer(part, actor=town.actor("leader-6"), words="晚了")
    assert "内容有误" in text(desk("leader-6").get(f"{URL}parts/{part.pk}/"))
    assert actions.end_taken_back(100) == 5
    assert not open_.exists()


def test_answered_ones_cannot_be_taken_back(town: Settled, desk: Desk) -> None:
    letter = to_grids(town, desk)
    actions.answer(part_of(town, letter, "leader-1"), actor=town.actor("leader-1"), words="好")
    with pytest.raises((NotAllowed, Conflict)):
        actions.take_back(Letter.objects.get(), actor=town.actor("net-order"), reason="晚了")
    assert Letter.objects.get().taken_back_at is None


def test_a_grid_writes_up_and_the_office_must_answer(town: Settled, desk: Desk) -> None:
    liaison, office = desk("liaison-1"), desk("net-service")
    form = text(liaison.get(f"{URL}write/up/"))
    assert "区民政局" in form
    assert "区公安分局" not in form  # another network
    sent = {
        "line": line_key(town, "liaison-1", "service"), "office": town.posts["net-service"], "subject": "独居老人助餐",
        "words": "网格里有三位老人需要助餐。", "days": "2",
    }  # fmt: skip
    text(liaison.post(f"{URL}write/up/", sent | {"office": town.posts["net-order"]}), 422)
    assert liaison.post(f"{URL}write/up/", sent).status_code == 302
    part = LetterPart.objects.get()
    for post in ("net-order", "leader-1", "admin", "secretary"):
        text(desk(post).get(f"{URL}parts/{part.pk}/"), 404)
    assert office.post(f"{URL}parts/{part.pk}/answer/", {"answer-words": "已安排助餐点送餐"}).status_code == 302
    assert "已安排助餐点送餐" in text(liaison.get(f"{URL}parts/{part.pk}/"))


def test_who_stands_in_no_network_writes_nothing(town: Settled, desk: Desk) -> None:
    text(desk("window-welfare").get(f"{URL}write/down/"), 403)
    text(desk("leader-1").get(f"{URL}write/down/"), 403)  # nobody below a grid
    text(desk("net-order").get(f"{URL}write/up/"), 403)
    letter = to_grids(town, desk)
    for post in ("leader-1", "net-party", "window-welfare", "admin"):
        text(desk(post).get(f"{URL}{letter.pk}/"), 404)
        text(desk(post).post(f"{URL}{letter.pk}/remind/"), 404)
    text(desk("supervisor").get(f"{URL}{letter.pk}/"))
    text(desk("supervisor").post(f"{URL}{letter.pk}/remind/"), 403)
    part = part_of(town, letter, "leader-1")
    text(desk("leader-2").get(f"{URL}parts/{part.pk}/"), 404)
    text(desk("secretary").post(f"{URL}parts/{part.pk}/answer/", {"answer-words": "代答"}), 403)


def test_the_chart_shows_who_stands_where_and_what_is_vacant(town: Settled, desk: Desk) -> None:
    page = text(desk("net-order").get(f"{URL}networks/"))
    assert "治安防控网络" in page
    appointment = town.appointments["leader-1"][0]
    orgs.end_appointment(appointment, actor=SYSTEM)
    page = text(desk("secretary").get(f"{URL}networks/?place={town.places['kangzang']}"))
    assert "空缺" in page
    text(desk("secretary").get(f"{URL}networks/?place={town.places['county']}"), 404)
    chart = text(desk("supervisor").get(f"{URL}networks/?place={town.places['zhongli']}"))
    assert "没有设岗" in chart  # the new village has no mediator


def crowd(town: Settled, number: int) -> None:
    """So many more grids of the community, each with its leader in office."""
    day, parent = clock.today(), town.places["kangzang"]
    drafts = [places.NewPlace(kind="grid", name=f"新{n}网格", parent_id=parent) for n in range(number)]
    made = places.add_many(drafts, actor=SYSTEM)
    body = orgs.Body.objects.get(pk=town.bodies["branch-1"])
    posts = [orgs.Post(body=body, kind="grid_leader", title=f"网格长{n}", place_id=p) for n, p in enumerate(made)]
    orgs.Post.objects.bulk_create(posts)
    person = people.create_person(name="张三")
    orgs.Appointment.objects.bulk_create(
        [orgs.Appointment(person=person, post=p, starts_on=day, basis="appointed") for p in posts]
    )


def test_three_hundred_posts_cost_few_statements(town: Settled, desk: Desk, steady: None) -> None:
    crowd(town, 300)
    actor = town.actor("net-order")
    line = queries.lines(actor)[0]
    draft = actions.LetterDraft("排查燃气安全", "请逐户排查。", 3)
    with CaptureQueriesContext(connection) as ran:
        letter = actions.send_down(line, draft, kinds=["grid_leader"], place_ids=[], actor=actor)
    assert letter.parts_number == 308
    assert len(ran) <= 120, len(ran)  # a handful for 30 posts, none for each
    office = desk("net-order")
    office.get(f"{URL}{letter.pk}/")
    with CaptureQueriesContext(connection) as ran:
        text(office.get(f"{URL}{letter.pk}/"))
    assert len(ran) <= 22, len(ran)
    with CaptureQueriesContext(connection) as ran:
        text(office.get(f"{URL}?tab=sent"))
    assert len(ran) <= 14, len(ran)
    secretary = desk("secretary")
    with CaptureQueriesContext(connection) as ran:
        text(secretary.get(f"{URL}networks/"))
    assert len(ran) <= 20, len(ran)
    ledger.sequence_all()
    assert ledger.verify().ok
