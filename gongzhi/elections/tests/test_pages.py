"""A whole election in the browser's forms alone; who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.tests.conftest import NAMES, Hall, later
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure
from gongzhi.voting import public as voting
from tests.desks import account_of, desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, data)
    assert answer.status_code == status, text(answer, answer.status_code)[:3000]
    return str(answer.get("Location", "")) if status == 302 else text(answer, status)


def test_an_election_by_forms_alone(city: Settled) -> None:
    desk, second, other = (desk_of(city)(p) for p in ("director", "convener", "reform"))
    page = text(desk.get("/desk/elections/new/"))
    secretary = orgs.Post.objects.get(pk=orgs.find_post(["party_secretary"], [city.places["zhonghua"]]))
    assert f"party-direct:{secretary.pk}" in page
    at = post(desk, "/desk/elections/new/", what=f"party-direct:{secretary.pk}", seats=1, submission="x")
    election = Election.objects.get()
    assert at == f"/desk/elections/{election.pk}/"
    public = f"/elections/{election.number}/"
    assert Client().get(public).status_code == 404  # not announced
    until = clock.today() + timedelta(days=5)
    assert "请写几句公告内容" in post(desk, f"{at}announce/", 422, words="短", recommend_until=until)
    post(desk, f"{at}announce/", words="公开推荐社区党委书记人选，欢迎大家推荐。", recommend_until=until)
    post(desk, f"{at}open-register/")
    register = Election.objects.get().electorate
    assert register is not None
    rows = [voting.RowDraft(f"党员{n:02d}", "") for n in range(10)]
    voting.add_rows(register.pk, rows, actor=city.actor("director"))
    post(desk, f"{at}set-register/", electorate=register.pk)
    for name in NAMES:
        post(Client(), f"{public}recommend/", name=name, by_name="老周", words="为人公道")
    assert "请填写：" in post(Client(), f"{public}recommend/", 422, name="张三", by_name="")
    for one in Nominee.objects.order_by("id"):
        post(desk, f"{at}answer/", nominee=one.pk, accepted="1", introduction="在社区工作。", how="同意书")
    later(6)
    post(desk, f"{at}close-recommendation/")
    assert post(desk, f"{at}vet/", 403, nominee=1)
    page = text(other.get(at))
    for one in Nominee.objects.order_by("id"):
        post(other, f"{at}vet/", nominee=one.pk, fit="1")
    post(other, f"{at}end-vetting/")
    post(desk, f"{at}publish/")
    page = text(Client().get(public))
    assert page.index("丁一") < page.index("王芳") < page.index("李建国")
    later(8)
    procedures.run_ticks(100)
    _vote(desk, second, at, public)
    post(other, f"{at}approve/", approved="1")
    _appoint(city, desk, at)
    assert "王芳" in text(Client().get(public))


def _vote(desk: Client, second: Client, at: str, public: str) -> None:
    post(desk, f"{at}call/", vote_at=f"{clock.local(clock.now() + timedelta(days=4)):%Y-%m-%dT09:00}", venue="礼堂")
    later(4)
    post(desk, f"{at}open/")
    for elector in voting.Elector.objects.order_by("id")[:9]:
        post(desk, f"{at}attendance/", elector=elector.pk, here="yes")
    assert "9" in text(desk.get(f"{at}attendance/?q=党员"))
    for n, role in enumerate(("scrutineer", "scrutineer", "teller")):
        post(desk, f"{at}officer/", name=f"党员0{n}", role=role)
    post(desk, f"{at}officers/", agreed=9)
    post(desk, f"{at}ballots/")
    typed = {"n_c1": 2, "n_c2": 6, "n_c3": 0, "n_other": 0, "n_blank": 1, "n_invalid": 0}
    for wrong in ("陈七", "陈七 三", "陈七 1"):  # no number; more by name than were written in
        assert wrong in post(desk, f"{at}count/", 422, **typed, written=wrong)
    post(desk, f"{at}count/", **typed)
    assert "王芳：" not in text(Client().get(public))
    post(second, f"{at}count/", **typed)
    for what in ("recommendation", "register", "ballot", "tally"):
        assert text(desk.get(f"{at}papers/{what}/page/"))
        assert desk.get(f"{at}papers/{what}/word/").status_code == 200
    post(desk, f"{at}release/")
    assert "王芳" in text(desk.get(f"{at}papers/result/page/"))
    assert "最多选 1 名" in text(desk.get(f"{at}papers/ballot/page/"))  # also when it is over
    assert "王芳" in text(Client().get(public))


def _appoint(city: Settled, desk: Client, at: str) -> None:
    chosen = Nominee.objects.get(elected=True)
    witness = city.holders["convener"][0]
    assert "请选择监交人" in post(desk, f"{at}appoint/", 422, nominee=chosen.pk)
    post(desk, f"{at}appoint/", nominee=chosen.pk, witness=witness)
    chosen.refresh_from_db()
    assert chosen.person_id is not None
    assert chosen.handover is not None
    for person in (city.holders["secretary"][0], chosen.person_id, witness):
        structure.sign(chosen.handover, actor=orgs.actor_of(person))
    post(desk, f"{at}finish/", words="已经交接")
    assert orgs.holder_of(chosen.election.post_id).person_id == chosen.person_id


def test_who_may_not(hall: Hall, city: Settled) -> None:
    at = f"/desk/elections/{hall.election.pk}/"
    assert desk_of(city)("hall").get(at).status_code in (403, 404)
    assert desk_of(city)("hall").get("/desk/elections/").status_code == 403
    assert desk_of(city)("hall").get("/desk/elections/new/").status_code == 403
    assert Client().get(at).status_code == 302
    sees = desk_of(city)("convener")
    assert sees.get(at).status_code == 200
    assert sees.post(f"{at}announce/", {}).status_code == 403
    assert sees.get(f"{at}attendance/").status_code == 403
    assert sees.get(f"{at}papers/register/page/").status_code == 403
    assert sees.post(f"{at}nonsense/", {}).status_code in (403, 404)


def test_the_register_is_printed_whole_and_in_order(hall: Hall, city: Settled) -> None:
    hall.announce()
    register = hall.register(520)
    extra = [voting.RowDraft(n, f"{h}栋1室") for n, h in (("周十", 10), ("丁二", 2), ("王二", 2))]
    voting.add_rows(register.pk, extra, actor=hall.runner)
    desk, at = desk_of(city)("director"), f"/desk/elections/{hall.election.pk}/papers/register/"
    page = text(desk.get(f"{at}page/"))
    assert page.count("<tr>") == 523 + 1 + 1 + 2  # two heads, two to sign
    assert page.index("丁二") < page.index("王二") < page.index("周十")  # 2栋 before 10栋, then by strokes
    offered = text(desk.get(f"{at}pdf/"))
    assert "?part=2" in offered
    assert "?part=3" not in offered
    last = desk.get(f"{at}pdf/?part=2")
    assert last["Content-Type"] == "application/pdf"
    assert "-2.pdf" in last["Content-Disposition"]
    assert text(desk.get(f"{at}pdf/?part=9")) == offered


def test_who_is_recommended_answers_by_the_own_account(hall: Hall) -> None:
    hall.announce()
    register = hall.register(20)
    person = people.create_person(name="李建国")
    voting.Elector.objects.filter(electorate=register, name="李建国").update(person=person)
    public = f"/elections/{hall.election.number}/"
    post(Client(), f"{public}recommend/", name="李建国", by_name="老周")
    client = Client()
    client.force_login(account_of(person.pk))
    assert "有人推荐了您" in text(client.get(public))
    one = Nominee.objects.get()
    post(client, f"{public}answer/", nominee=one.pk, accepted="1", introduction="愿意为大家服务")
    one.refresh_from_db()
    assert (one.accepted, one.introduction) == (True, "愿意为大家服务")
    assert "有人推荐了您" not in text(Client().get(public))
