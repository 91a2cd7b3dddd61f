"""Party organisations: where one is due, how it is formed, the body that stands at the approval."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.core.measures import Asked
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import forming, forming_units
from gongzhi.structure.actions.belongings import pass_on
from gongzhi.structure.models import Estate, Forming, FormingUnit
from gongzhi.structure.queries import forming_list as lists
from gongzhi.structure.queries.measured_forming import organisations_due
from gongzhi.structure.rules.forming import is_due, missing, partners_fit, reached_on
from gongzhi.structure.tests.zone import DAY, known, place, zone

__all__ = ["zone"]
TODAY = date(2026, 3, 2)


def unit(
    zone: SimpleNamespace, name: str = "盘龙大厦", kind: str = "tower", at: Any = None, **counts: int
) -> FormingUnit:
    made = forming_units.enter_unit(
        kind=kind, name=name, place_id=(at or zone.area).pk, since=date(2026, 1, 5), actor=SYSTEM
    )
    return forming_units.enter_counts(made.pk, counts, source="社区摸底", actor=SYSTEM) if counts else made


def asked(name: str = "盘龙大厦党支部", **more: Any) -> forming.Proposal:
    fields: dict[str, Any] = {"mode": "alone", "form": "branch", "tie": "work", "words": "正式党员5人"}
    return forming.Proposal(name=name, **fields | more)


def begin(zone: SimpleNamespace, row: FormingUnit, **more: Any) -> procedures.Matter:
    return forming.begin(row.pk, asked(**more), actor=zone.actor("secretary"))


def value_of(row: FormingUnit, kind: str = "tower") -> Any:
    found = {m.unit_id: m for m in organisations_due(Asked(clock.today(), unit_kinds=(kind,)))}
    return found.get(row.pk)


@pytest.fixture
def wired() -> None:
    procedures.on_effect("closed", forming.on_closed)
    places.on_figure(forming_units.follow_figure)


def test_when_one_is_due() -> None:
    rules = packs.load("guangyuan").forming
    assert rules is not None
    estate, park, market = rules.unit("estate"), rules.unit("new-park"), rules.unit("market")
    assert estate is not None
    assert park is not None
    assert market is not None
    assert {t.figure: t.at_least for t in estate.thresholds} == {"members": 3, "residents": 500}
    assert is_due(estate, {"members": 3, "residents": 500}) is True
    assert is_due(estate, {"members": 2, "residents": None}) is False  # one known number decides
    assert is_due(estate, {"members": 3}) is None
    assert missing(estate, {"members": 3}) == ["residents"]
    assert (is_due(park, {}), is_due(market, {"members": 9})) == (True, False)
    first, later, now = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
    counts = {"members": [(first, 3)], "residents": [(first, 600), (later, 400), (now, 500)]}
    assert reached_on(estate, counts) == now
    assert reached_on(estate, counts | {"members": [(now, 2)]}) is None
    fits = [partners_fit(p, n, h) for p, n, h in (("none", 0, False), ("several", 1, False), ("host", 0, True))]
    assert all(fits)
    assert not partners_fit("several", 0, False)
    assert not partners_fit("none", 1, False)
    assert [u.key for u in rules.units if u.rule == "looked_at"] == ["market", "building-site", "former-village"]
    thresholds = {u.key: [(t.figure, t.at_least) for t in u.thresholds] for u in rules.units if u.thresholds}
    assert thresholds["tower"] == [("employed", 300)]
    assert thresholds["association"] == [("members", 3)]
    assert thresholds["new-estate"] == [("occupied", 50)]
    assert [u.strict for u in rules.units][:5] == [False, False, False, True, True]


def test_the_whole_way_and_the_gap_disappears(zone: SimpleNamespace, wired: None) -> None:
    row = unit(zone, employed=320, members=5)
    found = value_of(row)
    assert (found.value, found.since, found.link) == (0, TODAY, f"/desk/structure/forming/units/{row.pk}/start/")
    matter = begin(zone, row)
    assert matter.step == "opinion"
    assert value_of(row).link == f"/desk/structure/forming/matters/{matter.pk}/"
    secretary, leader = zone.actor("secretary"), zone.actor("leader")
    procedures.choose(matter.pk, outcome="agreed", actor=secretary, internal_text="同意")
    procedures.accept(matter.pk, actor=leader)
    with pytest.raises(Forbidden):
        forming.establish(matter.pk, actor=zone.actor("director"), words="同意")
    with pytest.raises(Invalid):
        forming.establish(matter.pk, actor=leader, words="同意", starts_on=TODAY - timedelta(days=1))
    body = forming.establish(matter.pk, actor=leader, words="盘党发〔2026〕3号")
    assert (body.kind, body.place_id, body.parent_id) == (
        "functional_branch",
        zone.area.pk,
        zone.bodies["committee"].pk,
    )
    (post,) = orgs.Post.objects.filter(body=body)
    assert (post.kind, post.title, post.leads) == ("branch_secretary", "党支部书记", True)
    assert value_of(row).value == 1
    matter = procedures.Matter.objects.get(pk=matter.pk)
    assert matter.step == "elect"
    if matter.offered_post_id:
        procedures.accept(matter.pk, actor=secretary)
    head = known("吴支书", "wu")
    forming.elect(matter.pk, actor=secretary, person_id=head.pk)
    assert orgs.holder_of(post.pk).person_id == head.pk
    forming.publish(matter.pk, actor=secretary, text="盘龙大厦党支部成立。")
    assert procedures.Matter.objects.get(pk=matter.pk).ending == "solved"
    assert not Forming.objects.get().live
    assert "盘龙大厦党支部" in disclosure.list_postings(board="party").items[0].title
    with pytest.raises(Conflict):
        begin(zone, row, name="又一个党支部")
    clock_day = clock.today()
    orgs.close_body(body.pk, actor=SYSTEM, on=clock_day)  # dissolved: due again
    again = {m.unit_id: m.value for m in organisations_due(Asked(clock_day + timedelta(days=1), unit_kinds=("tower",)))}
    assert again[row.pk] == 0


def test_refused_withdrawn_and_applied_for_again(zone: SimpleNamespace, wired: None) -> None:
    row = unit(zone, employed=300, members=3)
    secretary, leader = zone.actor("secretary"), zone.actor("leader")
    first = begin(zone, row)
    with pytest.raises(Conflict):
        begin(zone, row, name="另一个")  # nothing twice for one unit
    with pytest.raises(Forbidden):
        forming.withdraw(first.pk, actor=zone.actor("stranger"), words="不办了")
    procedures.choose(first.pk, outcome="agreed", actor=secretary, internal_text="同意")
    procedures.accept(first.pk, actor=leader)
    forming.withdraw(first.pk, actor=zone.actor("director"), words="单位要搬走")
    assert procedures.Matter.objects.get(pk=first.pk).ending == "withdrawn"
    second = begin(zone, row)
    procedures.choose(second.pk, outcome="again", actor=secretary, internal_text="写明人数")
    again = procedures.Matter.objects.get(pk=second.pk)
    assert again.step == "survey"
    forming.propose_again(second.pk, asked(name="盘龙大厦联合党支部", words="正式党员3人"), actor=secretary)
    procedures.choose(second.pk, outcome="agreed", actor=secretary, internal_text="同意")
    procedures.accept(second.pk, actor=leader)
    procedures.choose(second.pk, outcome="refused", actor=leader, public_text="党员组织关系未转入")
    assert [f.live for f in Forming.objects.order_by("id")] == [False, False]
    assert value_of(row).value == 0
    assert not orgs.Body.objects.filter(name__startswith="盘龙大厦").exists()
    assert begin(zone, row).step == "opinion"


def test_bad_applications(zone: SimpleNamespace) -> None:
    row, few = unit(zone, employed=320, members=5), unit(zone, "小楼", employed=10, members=1)
    elsewhere = place("town", "别的镇", DAY, zone.top)
    there = place("community", "远处社区", DAY, elsewhere)
    far = unit(zone, "远楼", at=there, employed=1, members=9)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("mode", {"mode": "magic"}),
        ("form", {"form": "party"}),
        ("tie", {"tie": ""}),
        ("name", {"name": "石盘社区大党委"}),
        ("words", {"words": " "}),
        ("words", {"words": "找书记13912345678"}),
        ("partners", {"mode": "joint"}),
        ("partners", {"partners": (few.pk,)}),
        ("partners", {"mode": "joint", "partners": (far.pk,)}),
        ("partners", {"mode": "joint", "partners": (987,)}),
        ("parent", {"mode": "attached"}),
        ("parent", {"parent_id": zone.bodies["elsewhere"].pk}),
    ]
    for field, more in wrong:
        with pytest.raises(Invalid) as error:
            begin(zone, row, **more)
        assert error.value.field == field, more
    with pytest.raises(Invalid) as error:
        begin(zone, few, name="小楼党支部")  # one full member is no branch
    assert error.value.field == "form"
    assert begin(zone, few, name="小楼党小组", form="group").step == "opinion"
    with pytest.raises(Conflict):  # it is in a procedure already
        begin(zone, row, mode="joint", partners=(few.pk,))
    with pytest.raises(Forbidden):
        forming.begin(row.pk, asked(), actor=zone.actor("stranger"))


def test_one_for_several_units_and_one_attached(zone: SimpleNamespace, wired: None) -> None:
    first, second = unit(zone, employed=320, members=2), unit(zone, "纺织楼", employed=400, members=2)
    secretary, leader = zone.actor("secretary"), zone.actor("leader")

    def through(row: FormingUnit, **more: Any) -> orgs.Body:
        matter = begin(zone, row, **more)
        procedures.choose(matter.pk, outcome="agreed", actor=secretary, internal_text="同意")
        procedures.accept(matter.pk, actor=leader)
        return forming.establish(matter.pk, actor=leader, words="同意")

    body = through(first, mode="joint", partners=(second.pk,), name="两楼联合党支部")
    assert value_of(first).value == value_of(second).value == 1
    lines = {n.unit.pk: n for n in lists.lines_of(list(FormingUnit.objects.order_by("id")))}
    assert lines[second.pk].body == body
    assert lines[second.pk].formed is not None
    market = unit(zone, "桂香市场", "market")
    attached = through(market, mode="attached", form="group", parent_id=body.pk, name="桂香市场党小组")
    assert (attached.parent_id, attached.kind) == (body.pk, "functional_group")
    page = zone.browser("secretary").get(f"/desk/structure/terms/{body.pk}/").content.decode()
    assert "联合组建" in page
    assert "业缘" in page
    assert "纺织楼" in page


def test_residents_of_an_estate_are_the_figure_of_the_place(zone: SimpleNamespace, wired: None) -> None:
    estate = place("estate", "柏荫花园", DAY, zone.area)
    places.set_figure(estate.pk, "residents", 640, source="户籍", actor=SYSTEM)
    row = FormingUnit.objects.get(subject=estate.pk)
    assert (row.residents, value_of(row, "estate").value) == (640, None)  # full members are not known
    director = zone.actor("director")
    forming_units.enter_counts(row.pk, {"members": 4, "residents": 700}, source="摸底", actor=director)
    assert places.figures_on("residents")[estate.pk] == 700
    assert value_of(row, "estate").value == 0
    branch = orgs.add_body(
        actor=SYSTEM, kind="estate_party", name="柏荫花园党支部", place_id=estate.pk, starts_on=TODAY
    )
    assert value_of(row, "estate").value == 1  # one that stands there counts, however it came
    forming_units.recognise(row.pk, branch.pk, mode="alone", form="branch", tie="place", actor=director)
    with pytest.raises(Conflict):
        forming_units.recognise(row.pk, branch.pk, mode="alone", form="branch", tie="place", actor=director)
    for bad in ({"members": -1}, {}):
        with pytest.raises(Invalid):
            forming_units.enter_counts(row.pk, bad, source="摸底", actor=director)
    for more in ({"source": " "}, {"source": "x", "on": TODAY + timedelta(days=1)}):
        with pytest.raises(Invalid):
            forming_units.enter_counts(row.pk, {"members": 5}, actor=director, **more)
    with pytest.raises(Forbidden):
        forming_units.enter_counts(row.pk, {"members": 5}, source="x", actor=zone.actor("leader"))


def test_units_by_list_and_by_name(zone: SimpleNamespace) -> None:
    society = orgs.add_body(actor=SYSTEM, kind="society", name="劝和队", place_id=zone.area.pk, starts_on=DAY)
    director = zone.actor("director")
    made = forming_units.enter_unit(kind="association", subject=society.pk, actor=director)
    assert (made.name, made.place_id) == ("劝和队", zone.area.pk)
    with pytest.raises(Conflict):
        forming_units.enter_unit(kind="association", subject=society.pk, actor=director)
    with pytest.raises(Invalid):
        forming_units.enter_unit(kind="association", name="x", place_id=zone.area.pk, actor=director)
    with pytest.raises(Forbidden):
        forming_units.enter_unit(kind="market", name="x", place_id=zone.other.pk, actor=director)
    assert [m.value for m in organisations_due(Asked(TODAY, unit_kinds=("association",)))] == [None]
    forming_units.close_unit(made.pk, actor=director)
    (left,) = organisations_due(Asked(TODAY, unit_kinds=("association",)))
    assert (left.unit_id, left.value) == (society.pk, None)  # the body is there: only its row is closed


def test_the_pages(
    zone: SimpleNamespace, wired: None, steady: None, django_assert_max_num_queries: Any, pdf: None
) -> None:
    for n in range(35):
        unit(zone, f"大厦{n:02}", employed=300 + n, members=3)
    unit(zone, "桂香市场", "market")
    browser = zone.browser("secretary")
    browser.get("/desk/structure/forming/")
    with django_assert_max_num_queries(20):
        page = browser.get("/desk/structure/forming/").content.decode()
    assert page.count("/start/") == 30
    assert "在职人员300人以上的商务楼宇" in page
    assert "桂香市场" not in page
    assert "桂香市场" in browser.get("/desk/structure/forming/?show=looked").content.decode()
    assert "大厦07" in browser.get("/desk/structure/forming/?show=due&q=大厦07").content.decode()
    for show in lists.SHOWN:
        assert browser.get(f"/desk/structure/forming/?show={show}").status_code == 200
    assert browser.get("/desk/structure/forming/export.xlsx?show=due").status_code == 200
    row = FormingUnit.objects.order_by("name")[0]
    start = f"/desk/structure/forming/units/{row.pk}/start/"
    data = {"mode": "alone", "form": "branch", "tie": "work", "name": "大厦党支部", "words": "摸底"}
    assert browser.post(start, data | {"tie": ""}).status_code == 422
    answer = browser.post(start, data)
    assert answer.status_code == 302
    matter = Forming.objects.get().matter_id
    assert answer["Location"] == f"/desk/structure/forming/matters/{matter}/"
    assert (
        browser.post(f"/desk/structure/matters/{matter}/step/", {"outcome": "agreed", "words": "同意"}).status_code
        == 302
    )
    leader = zone.browser("leader")
    assert leader.post(f"/desk/structure/matters/{matter}/accept/").status_code == 302
    establish = f"/desk/structure/forming/matters/{matter}/establish/"
    assert browser.post(establish, {"starts_on": "2026-03-02", "words": "x"}).status_code in (403, 404, 409)
    late = leader.post(establish, {"starts_on": "2026-03-01", "words": "批复"})
    assert late.status_code == 422
    assert leader.post(establish, {"starts_on": "2026-03-02", "words": "批复"}).status_code == 302
    assert "大厦党支部" in browser.get("/desk/structure/forming/?show=formed").content.decode()
    if procedures.Matter.objects.get(pk=matter).offered_post_id:
        browser.post(f"/desk/structure/matters/{matter}/accept/")
    known("吴支书", "wu")
    elect = {"person": "wu", "basis": "elected", "starts_on": "2026-03-02"}
    assert browser.post(f"/desk/structure/forming/matters/{matter}/elect/", elect).status_code == 302
    page = browser.get(f"/desk/structure/forming/matters/{matter}/").content.decode()
    assert "大厦党支部" in page
    assert "公开" in page
    publish = f"/desk/structure/forming/matters/{matter}/publish/"
    assert browser.post(publish, {"text": "联系电话13912345678"}).status_code == 422
    assert browser.post(publish, {"text": "大厦党支部成立。"}).status_code == 302
    for form in ("page", "word", "pdf"):
        assert browser.get(f"/desk/structure/papers/forming/{matter}/{form}/").status_code == 200
    stranger = zone.browser("stranger")
    assert stranger.get(f"/desk/structure/papers/forming/{matter}/word/").status_code == 404
    assert stranger.get(start).status_code == 403
    assert leader.get(start)["Location"] == start.removesuffix("start/")  # sees the unit, applies for nothing
    assert leader.post(start, data).status_code == 403
    assert stranger.get(f"/desk/structure/forming/matters/{matter}/").status_code == 404
    assert people.Person.objects.filter(name="吴支书").count() == 1


def test_a_new_estate_that_is_half_occupied(zone: SimpleNamespace) -> None:
    secretary = zone.actor("secretary")
    estate = Estate(place=zone.area, name="锦绣新城", developer="望云置业", households=900, expected_on=TODAY)
    estate.save(force_insert=True)
    (waiting,) = organisations_due(Asked(TODAY, unit_kinds=("new-estate",)))
    assert (waiting.unit_id, waiting.value) == (estate.pk, None)
    row = forming_units.enter_unit(kind="new-estate", subject=estate.pk, actor=secretary)
    forming_units.enter_counts(row.pk, {"occupied": 49}, source="物业", actor=secretary)
    assert value_of(row, "new-estate") is None  # below: no unit of the clause
    forming_units.enter_counts(row.pk, {"occupied": 50}, source="物业", actor=secretary)
    assert value_of(row, "new-estate").value == 0
    with pytest.raises(Invalid):
        forming_units.enter_counts(row.pk, {"occupied": 101}, source="物业", actor=secretary)
    assert value_of(row, "new-estate").link == f"/desk/structure/forming/units/{row.pk}/start/"
    standard = packs.active().standard("new-estates")
    assert (standard.units, standard.source.text) == (("new-estate",), "以及入住率达到50%以上的新建住宅区")
    named = forming_units.enter_unit(kind="new-estate", name="江岸新居", place_id=zone.area.pk, actor=secretary)
    assert named.subject is None


def test_units_follow_an_adjustment(zone: SimpleNamespace) -> None:
    tower, estate = unit(zone, employed=400, members=3), place("estate", "柏荫花园", DAY, zone.area)
    own = forming_units.enter_unit(kind="estate", subject=estate.pk, actor=SYSTEM)
    matter = begin(zone, tower)
    pass_on(
        {zone.area.pk: zone.other.pk, estate.pk: zone.other.pk},
        {zone.bodies["committee"].pk: zone.bodies["elsewhere"].pk}, {}, on=TODAY,
    )  # fmt: skip
    tower.refresh_from_db()
    own.refresh_from_db()
    assert (tower.place_id, own.place_id) == (zone.other.pk, estate.pk)
    assert Forming.objects.get(matter=matter.pk).parent_id == zone.bodies["elsewhere"].pk
    places.close_place(estate.pk, actor=SYSTEM)
    with clock.use(clock.ManualClock(clock.now() + timedelta(days=2))):
        assert [m.unit_id for m in organisations_due(Asked(clock.today(), unit_kinds=("estate",)))] == []
