"""A pact from its first draft to the day on which it holds, its change and its repeal; nothing gets round the vote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Invalid, NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.actions import pacts as acts
from gongzhi.deliberation.models import Pact, PactVersion, Topic
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.rules.pacts import PactState, cleaned, compare, doubts, text_of
from gongzhi.deliberation.tests.test_ways import at_desk, go_on, publisher, sit
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


def begun(town: Settled, post: str = "convener", place: str = "grid-1") -> tuple[Client, Pact, PactVersion]:
    desk = desk_of(town)(post)
    answer = desk.post("/desk/pacts/start/", {"place": str(town.places[place]), "kind": "yard-pact"})
    assert answer.status_code == 302
    version = PactVersion.objects.select_related("pact").latest("id")
    return desk, version.pact, version


def page_of(version: PactVersion) -> str:
    return f"/desk/pacts/{version.pact_id}/{version.pk}/"


def save(desk: Client, version: PactVersion, articles: list[str], do: str = "save", **more: str) -> Any:
    answer = desk.post(page_of(version), {"article": articles, "do": do, "note": "大家商量", **more})
    version.refresh_from_db()
    return answer


def proposed(desk: Client, version: PactVersion, articles: list[str]) -> Topic:
    assert save(desk, version, articles, "propose").status_code == 302
    return Topic.objects.select_related("matter").get(pact_version=version)


def to_step(topic: Topic, step: str, manual_clock: Any) -> None:
    while topic.matter.step != step:
        post(topic) if procedures.step_of(topic.matter).board else go_on(topic, manual_clock)
        if procedures.unposted(topic.matter) is None and procedures.step_of(topic.matter).board:
            manual_clock.set(clock.now() + timedelta(days=16))
            procedures.run_ticks(100)
            topic.matter.refresh_from_db()


def post(topic: Topic) -> None:
    from gongzhi.deliberation.actions import posting

    if procedures.unposted(topic.matter) is not None:
        deliberation.put_up(topic, actor=publisher(topic), title="公约", text=posting.draft_of(topic))
        topic.matter.refresh_from_db()


def adopted(town: Settled, manual_clock: Any, articles: list[str]) -> tuple[Client, PactVersion, Topic]:
    desk, pact, _first = begun(town)
    version = PactVersion.objects.filter(pact=pact, topic=None, dropped=False).latest("id")
    topic = proposed(desk, version, articles)
    to_step(topic, "publish", manual_clock)
    version.refresh_from_db()
    return desk, version, topic


def test_from_the_template_to_the_day_it_holds(yaan: Settled, manual_clock: Any) -> None:
    desk, pact, version = begun(yaan)
    assert "楼道、消防通道" in text(desk.get(page_of(version)))
    answer = save(desk, version, ["第一条 不占消防通道。", "", "2. 乱扔垃圾的罚款50元。"])
    assert answer.status_code == 302
    assert version.articles == ["不占消防通道。", "乱扔垃圾的罚款50元。"]
    page = text(desk.get(page_of(version)))
    assert "公约不能设定罚款" in page  # advice; nothing is refused
    save(desk, version, version.articles, "up-1")
    assert version.articles[0].startswith("乱扔")
    save(desk, version, version.articles, "undo")
    assert version.articles[0] == "不占消防通道。"
    assert Client().get(f"/pacts/{pact.pk}/").status_code == 404  # a draft is for those who write it
    topic = proposed(desk, version, ["不占消防通道。", "养犬牵绳。"])
    assert "不占消防通道" in text(Client().get(f"/pacts/{pact.pk}/{version.pk}/"))
    assert "逐条查看草案" in text(Client().get(f"/topics/{topic.number}/"))
    to_step(topic, "consult", manual_clock)
    refused = save(desk, version, ["改掉。"])
    assert refused.status_code == 302
    assert version.articles == ["不占消防通道。", "养犬牵绳。"]  # the text stands while it is consulted on
    with pytest.raises(Invalid, match="whole text"):
        deliberation.put_up(topic, actor=publisher(topic), title="公约", text="见现场")
    post(topic)
    Client().post(f"/topics/{topic.number}/comment/", {"words": "宵夜摊的事也写进去", "submission": "c"})
    to_step(topic, "revise", manual_clock)
    save(desk, version, ["不占消防通道。", "养犬牵绳。", "夜里十点以后不吵闹。"])
    to_step(topic, "publish", manual_clock)
    version.refresh_from_db()
    assert version.motion is not None
    assert queries.state(version) is PactState.ADOPTED
    with pytest.raises(NotAllowed):  # not published yet
        acts.bring_in_force(version, clock.today(), actor=at_desk(topic))
    post(topic)
    day = clock.today() + timedelta(days=3)
    early = desk.post(page_of(version), {"do": "force", "on": f"{clock.today() - timedelta(days=1):%Y-%m-%d}"})
    assert early.status_code == 422
    assert desk.post(page_of(version), {"do": "force", "on": f"{day:%Y-%m-%d}"}).status_code == 302
    assert "夜里十点" in text(Client().get(f"/pacts/{pact.pk}/{version.pk}/"))
    assert "现在没有施行的" in text(Client().get(f"/pacts/{pact.pk}/"))
    manual_clock.set(clock.now() + timedelta(days=3))
    page = text(Client().get(f"/pacts/{pact.pk}/"))
    assert "夜里十点以后不吵闹" in page
    assert "联合议事会" in page  # who decided
    assert "第三条" in text(Client().get(f"/pacts/{pact.pk}/{version.pk}/page/"))
    assert Client().get(f"/pacts/{pact.pk}/{version.pk}/word/").status_code == 200
    assert "data:image/png" in text(Client().get(f"/pacts/{pact.pk}/poster/page/"))
    assert pact.title in text(Client().get("/pacts/", {"q": "夜里十点"}))


def test_only_what_a_vote_adopted_comes_in_force(yaan: Settled, manual_clock: Any) -> None:
    desk, _pact, version = begun(yaan)
    today = f"{clock.today():%Y-%m-%d}"

    def refused() -> None:
        assert desk.post(page_of(version), {"do": "force", "on": today}).status_code == 409
        with pytest.raises(NotAllowed):
            acts.bring_in_force(version, clock.today(), actor=yaan.actor("convener"))
        assert not queries.in_force().exists()

    refused()
    topic = proposed(desk, version, ["不占消防通道。"])
    for step in ("draft", "examine", "consult", "revise", "decide"):
        to_step(topic, step, manual_clock)
        refused()
    assert sit(topic, manual_clock, passes=False).passed is False
    topic.matter.refresh_from_db()
    assert topic.matter.step == "revise"
    refused()
    version.refresh_from_db()
    assert version.motion is None


def test_a_change_replaces_and_a_repeal_ends_what_holds(yaan: Settled, manual_clock: Any) -> None:
    desk, first, topic = adopted(yaan, manual_clock, ["不占消防通道。", "养犬牵绳。"])
    post(topic)
    acts.bring_in_force(first, clock.today(), actor=at_desk(topic))
    began = clock.today()
    home = f"/desk/pacts/{first.pact_id}/"
    assert desk.post(home, {"basis": str(first.pk)}).status_code == 302
    second = PactVersion.objects.latest("id")
    assert second.articles == first.articles
    changed = proposed(desk, second, ["不占消防通道和楼道。", "养犬牵绳。", "垃圾分类。"])
    assert changed.matter.title.startswith("修改")
    page = text(Client().get(f"/pacts/{first.pact_id}/compare/?a={first.pk}&b={second.pk}"))
    assert "〔增：和楼道〕" in page
    assert "1条修改、1条新增" in page
    to_step(changed, "execute", manual_clock)
    second.refresh_from_db()
    acts.bring_in_force(second, clock.today() + timedelta(days=2), actor=at_desk(changed))
    rows = queries.versions(first.pact)
    assert [v.number for v in rows] == [2, 1]
    assert queries.holding(rows) == first
    manual_clock.set(clock.now() + timedelta(days=2))
    assert queries.holding(rows) == second
    assert queries.holding(rows, began) == first
    assert desk.post(home, {"do": "repeal", "note": ""}).status_code == 422
    assert desk.post(home, {"do": "repeal", "note": "并入社区公约"}).status_code == 302
    gone = PactVersion.objects.latest("id")
    end = proposed(desk, gone, [])
    to_step(end, "execute", manual_clock)
    gone.refresh_from_db()
    acts.bring_in_force(gone, clock.today(), actor=at_desk(end))
    assert queries.holding(queries.versions(first.pact)) is None
    assert "废止" in text(Client().get(f"/pacts/{first.pact_id}/"))


def test_who_may_not_writes_nothing(yaan: Settled) -> None:
    desk, pact, version = begun(yaan)
    outsider, elsewhere = desk_of(yaan)("window-labour"), desk_of(yaan)("zhongli-convener")
    for address in ("/desk/pacts/", f"/desk/pacts/{pact.pk}/", page_of(version)):
        assert outsider.get(address).status_code == 403
    assert elsewhere.get(page_of(version)).status_code == 404
    assert elsewhere.get(f"/pacts/{pact.pk}/{version.pk}/").status_code == 404
    assert elsewhere.get(f"/pacts/{pact.pk}/compare/").status_code == 404
    start = {"place": str(pact.place_id), "kind": "yard-pact"}
    assert elsewhere.post("/desk/pacts/start/", start).status_code == 403
    assert elsewhere.post(page_of(version), {"do": "drop"}).status_code == 404
    assert desk.post(page_of(version), {"do": "drop"}).status_code == 302
    version.refresh_from_db()
    assert version.dropped
    assert desk.get("/desk/pacts/", {"have": "no", "q": "网格"}).status_code == 200
    assert desk.get("/desk/pacts.xlsx").status_code == 200


def test_personal_data_and_long_texts_are_refused_and_kept_on_the_page(yaan: Settled) -> None:
    desk, _pact, version = begun(yaan)
    answer = save(desk, version, ["找张三，电话13985550101。"], "propose")
    assert "13985550101" in text(answer, 422)
    assert version.topic is None
    assert "最多500" in text(save(desk, version, ["好" * 501, "短的。"]), 422)


def test_texts_are_numbered_compared_and_looked_through() -> None:
    kept = cleaned([" 第一条 爱护  花木。", "", "2、不吵闹。", "3点以后不装修。"])
    assert kept == [
        "爱护 花木。",
        "不吵闹。",
        "3点以后不装修。",
    ]
    assert text_of(["甲。"] * 21).splitlines()[20].startswith("第二十一条")
    with pytest.raises(DomainError):
        cleaned(["字" * 100] * 61)
    rows = compare(["甲不吵闹。", "旧的一条要去掉", "丙爱护花木。"], ["甲夜里不吵闹。", "丙爱护花木。", "新添的内容。"])
    assert [(r.kind, r.old_number, r.new_number) for r in rows] == [
        ("changed", 1, 1), ("gone", 2, None), ("same", 3, 2), ("new", None, 3),
    ]  # fmt: skip
    assert [p.text for p in rows[0].new if p.kind == "new"] == ["夜里"]
    assert doubts(["一律停水停电"], [(("停水",), "不能"), (("罚款",), "不能")]) == {0: ["“停水”：不能"]}


def test_the_database_itself_holds_what_was_voted(yaan: Settled, manual_clock: Any) -> None:
    _desk, version, topic = adopted(yaan, manual_clock, ["不占消防通道。"])
    other = acts.draft(version.pact, actor=at_desk(topic), basis=acts.TEMPLATE)
    rows = PactVersion.objects
    today = clock.today()

    def refused(pk: int, **columns: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=pk).update(**columns)

    refused(other.pk, in_force_on=today, number=1)  # no vote at all
    refused(other.pk, in_force_on=today, number=1, motion=version.motion)  # the vote for another text
    refused(version.pk, text="另一个文本。")
    post(topic)
    acts.bring_in_force(version, today, actor=at_desk(topic))
    refused(version.pk, text="另一个文本。")
    refused(version.pk, motion=None, in_force_on=None)
    refused(version.pk, in_force_on=None)
    assert queries.holding(queries.versions(version.pact)) == version


def test_lists_cost_the_same_however_long_they_are(yaan: Settled) -> None:
    desk, _pact, version = begun(yaan)
    proposed(desk, version, ["不占消防通道。"])
    begun(yaan, place="grid-2")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    cost("/desk/pacts/")
    assert cost("/desk/pacts/") <= cost("/desk/pacts/?q=一网格") + 1
    assert cost("/pacts/") <= 12
