"""A hearing from its announcement to its record; the decision waits for it; who put the name down stays unnamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Hearing, Speaker, Topic
from gongzhi.deliberation.tests.test_ways import at_desk, go_on, topic_of
from gongzhi.notices import public as notices
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from tests.desks import desk_of, text
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
in_town = contextmanager(settled)


@pytest.fixture
def yaan(db: None, manual_clock: Any) -> Iterator[Settled]:
    with in_town("yaan") as town:
        yield town


def at_hearing(town: Settled, manual_clock: Any) -> tuple[Client, Topic]:
    topic = topic_of(town, packs.active().deliberation("five-steps"))
    desk = desk_of(town)("convener")
    deliberation.moderate(topic, actor=at_desk(topic), show=True)
    go_on(topic, manual_clock)
    assert topic.matter.step == "hearing"
    return desk, topic


def local(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def announced(desk: Client, topic: Topic, days: int = 4) -> Hearing:
    starts = clock.now() + timedelta(days=days)
    data = {"form": "hearing", "starts_at": local(starts), "venue": "社区会议室", "words": "装在哪里，谁出电费",
            "until": local(starts - timedelta(days=1))}  # fmt: skip
    answer = desk.post(f"/desk/hearings/new/{topic.pk}/", data)
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return Hearing.objects.select_related("topic__matter").latest("id")


def act(desk: Client, hearing: Hearing, verb: str, status: int = 302, **data: str) -> str:
    answer = desk.post(f"/desk/hearings/{hearing.pk}/{verb}/", data)
    assert answer.status_code == status, answer.content.decode()[:1500]
    hearing.refresh_from_db()
    return str(answer.content.decode())


STEP = {"outcome": "decide", "words": "听过了"}


def listed(desk: Client, topic: Topic) -> tuple[Hearing, dict[str, str]]:
    """An announced hearing with a name from the web and one from paper."""
    hearing = announced(desk, topic)
    assert "社区会议室" in text(Client().get("/hearings/"))
    name = {"name": "老周", "phone": "13985550177", "side": "party", "speaks": "yes", "about": "电费"}
    name["submission"] = "a"
    first = Client().post(f"/hearings/{hearing.pk}/sign-up/", name)
    assert first.status_code == 302
    assert Client().post(f"/hearings/{hearing.pk}/sign-up/", name)["Location"] == first["Location"]
    assert "您已报名发言" in text(Client().get(first["Location"]))
    paper = {"name": "孙阿姨", "side": "resident", "speaks": "yes", "channel": "paper"}
    act(desk, hearing, "enter", 422, **paper)
    act(desk, hearing, "enter", **paper, source="第三张报名表")
    return hearing, name


def test_the_decision_waits_for_a_hearing(yaan: Settled, manual_clock: Any) -> None:
    desk, topic = at_hearing(yaan, manual_clock)
    assert "下一步要先听证" in text(desk.get(f"/desk/topics/{topic.pk}/"))
    assert desk.post(f"/desk/topics/{topic.pk}/step/", STEP).status_code == 409
    with pytest.raises(NotAllowed, match="hearing first"):
        procedures.choose(topic.pk, outcome="decide", internal_text="听过了", actor=at_desk(topic))
    soon = {"form": "hearing", "starts_at": local(clock.now() + timedelta(days=1)), "venue": "会议室",
            "until": local(clock.now() + timedelta(hours=20))}  # fmt: skip
    assert "至少提前3天" in text(desk.post(f"/desk/hearings/new/{topic.pk}/", soon), 422)
    hearing, name = listed(desk, topic)
    assert desk.post(f"/desk/topics/{topic.pk}/step/", STEP).status_code == 409  # announced is not heard
    act(desk, hearing, "say", 409, speaker="new", side="resident", statement="赞成", source="口述")  # not begun
    manual_clock.set(hearing.starts_at)
    late = Client().post(f"/hearings/{hearing.pk}/sign-up/", {**name, "submission": "b"})
    assert late.status_code == 409


def test_the_record_is_public_by_no_name_and_opens_the_way(yaan: Settled, manual_clock: Any) -> None:
    desk, topic = at_hearing(yaan, manual_clock)
    hearing, _name = listed(desk, topic)
    manual_clock.set(hearing.starts_at)
    signed = Speaker.objects.get(name="老周")
    act(
        desk,
        hearing,
        "say",
        speaker=str(signed.pk),
        side="party",
        statement="装在东门，别装在我窗下",
        source="当场口述",
    )
    act(desk, hearing, "say", speaker="new", side="unit", name="供电公司", statement="容量够用", source="当场口述")
    act(desk, hearing, "answer", speaker=str(signed.pk), office="居委会", words="装在东门内侧，离窗十米")
    assert "老周" in text(desk.get(f"/desk/hearings/{hearing.pk}/"))
    assert "别装在我窗下" not in text(Client().get(f"/hearings/{hearing.pk}/"))
    assert Client().get(f"/hearings/{hearing.pk}/record/page/").status_code == 404
    Speaker.objects.filter(pk=signed.pk).update(statement="打13985550177找我")
    assert "13985550177" in act(desk, hearing, "publish", 422, summary="多数赞成装在东门。")
    Speaker.objects.filter(pk=signed.pk).update(statement="装在东门，别装在我窗下")
    act(desk, hearing, "publish", summary="多数赞成装在东门。")
    page = text(Client().get(f"/hearings/{hearing.pk}/"))
    assert "别装在我窗下" in page
    assert "居委会" in page
    assert "供电公司" in page
    assert "老周" not in page
    assert "别装在我窗下" in text(Client().get(f"/hearings/{hearing.pk}/record/page/"))
    assert Client().get(f"/hearings/{hearing.pk}/record/word/").status_code == 200
    assert "别装在我窗下" in text(Client().get(f"/board/{hearing.posting}/"))
    assert topic.matter.title in text(Client().get("/hearings/?past"))
    act(desk, hearing, "say", 409, speaker="new", side="resident", statement="再说一句", source="口述")
    assert desk.post(f"/desk/topics/{topic.pk}/step/", STEP).status_code == 302
    topic.matter.refresh_from_db()
    assert topic.matter.step == "decide"
    told = [m.text for m in notices.inbox(topic.proposer_id).items]
    assert any("听证记录" in words for words in told)


def test_contacts_go_a_month_after_the_record_and_at_once_when_taken_back(yaan: Settled, manual_clock: Any) -> None:
    desk, topic = at_hearing(yaan, manual_clock)
    hearing = announced(desk, topic)
    links = []
    for n, phone in enumerate(("13985550171", "13985550172")):
        name = {"name": f"老{n}", "phone": phone, "side": "resident", "speaks": "no", "submission": f"s{n}"}
        links.append(Client().post(f"/hearings/{hearing.pk}/sign-up/", name)["Location"])
    made = list(Speaker.objects.order_by("id").values_list("person_id", flat=True))
    wrong = links[0].replace("k=", "k=x")
    assert Client().post(wrong.replace("/?", "/withdraw/?")).status_code == 404
    assert Client().post(links[0].replace("/?", "/withdraw/?")).status_code == 302
    assert people.Person.objects.get(pk=made[0]).erased_at is not None
    assert people.Person.objects.get(pk=made[1]).erased_at is None
    act(desk, hearing, "drop", reason="下雨改期")
    assert "下雨改期" in text(Client().get(links[1]))
    assert deliberation.hearings.forget_speakers() == 0
    manual_clock.set(clock.now() + timedelta(days=31))
    assert deliberation.hearings.forget_speakers() == 1
    assert deliberation.hearings.forget_speakers() == 0
    assert people.Person.objects.get(pk=made[1]).erased_at is not None
    assert set(Speaker.objects.values_list("name", "person")) == {("", None)}


def test_who_may_not_holds_no_hearing(yaan: Settled, manual_clock: Any) -> None:
    desk, topic = at_hearing(yaan, manual_clock)
    hearing = announced(desk, topic)
    outsider, elsewhere = desk_of(yaan)("window-labour"), desk_of(yaan)("zhongli-convener")
    for address in ("/desk/hearings/", f"/desk/hearings/{hearing.pk}/", f"/desk/hearings/new/{topic.pk}/"):
        assert outsider.get(address).status_code == 403
    for address in (f"/desk/hearings/{hearing.pk}/", f"/desk/hearings/new/{topic.pk}/"):
        assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(f"/desk/hearings/{hearing.pk}/drop/", {"reason": "不开了"}).status_code == 404
    assert desk.get("/desk/hearings/", {"q": "会议室"}).status_code == 200
