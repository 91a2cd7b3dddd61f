"""Handing over a post: a list of live data, three signatures, and all passes with the last of them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.access.public import SYSTEM
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions import handover as acts
from gongzhi.structure.models import Agreement, Handover, HandoverLine
from gongzhi.structure.queries import handover as queries
from gongzhi.structure.queries.handover import Line
from gongzhi.structure.tests.zone import browser, known, zone
from tests.hostile.conftest import picture

__all__ = ["zone"]


@pytest.fixture
def leaving(zone: SimpleNamespace) -> SimpleNamespace:
    """The director hands over to `taker` before `witness`; a matter is open with the post."""
    post = zone.posts["director"]
    giver = zone.people["director"][0]
    matter = procedures.open_matter(
        kind="member", procedure="member-change", place_id=zone.area.pk, title="石盘社区大党委：增补兼职委员",
        holder_post=post.pk, holder_person=giver, actor=SYSTEM,
    )  # fmt: skip
    taker, witness = known("接任主任", "taker"), known("监交人", "witness")
    made = acts.open_handover(
        actor=zone.actor("director"), appointment_id=orgs.Appointment.objects.get(post=post).pk, receiver_id=taker.pk,
        witness_id=witness.pk,
    )  # fmt: skip
    return SimpleNamespace(made=made, giver=giver, taker=taker.pk, witness=witness.pk, matter=matter, post=post)


def test_with_the_last_signature_all_passes(leaving: SimpleNamespace, zone: SimpleNamespace) -> None:
    pk = leaving.made.pk
    line = HandoverLine.objects.get(handover=pk)
    assert (line.kind, line.text) == ("matter", "石盘社区大党委：增补兼职委员")
    assert line.due_on is not None
    acts.add_line(pk, actor=orgs.actor_of(leaving.giver), kind="key", text="会议室钥匙两把")
    acts.sign(pk, actor=orgs.actor_of(leaving.giver))
    with pytest.raises(Conflict):
        acts.sign(pk, actor=orgs.actor_of(leaving.giver))
    with pytest.raises(Conflict):  # the list stays as it was signed
        acts.add_line(pk, actor=zone.actor("director"), kind="paper", text="公章")
    acts.sign(pk, actor=orgs.actor_of(leaving.taker))
    assert orgs.actor_of(leaving.giver).posts  # not yet
    done = acts.sign(pk, actor=orgs.actor_of(leaving.witness))
    assert (done.state, done.passed) == ("done", 1)
    assert orgs.actor_of(leaving.giver).posts == ()
    assert orgs.actor_of(leaving.taker).post_ids == {leaving.post.pk}
    now = procedures.Matter.objects.get(pk=leaving.matter.pk)
    assert (now.holder_post_id, now.holder_person_id) == (leaving.post.pk, leaving.taker)
    assert now.step == leaving.matter.step  # nothing moved but who holds it
    with pytest.raises(Conflict):
        acts.withdraw(pk, actor=SYSTEM)


def test_three_people_take_part(leaving: SimpleNamespace, zone: SimpleNamespace) -> None:
    actor, appointment = zone.actor("secretary"), orgs.Appointment.objects.get(post=zone.posts["secretary"])
    for receiver, witness in ((appointment.person_id, leaving.witness), (leaving.taker, leaving.taker)):
        with pytest.raises(Invalid):
            acts.open_handover(actor=actor, appointment_id=appointment.pk, receiver_id=receiver, witness_id=witness)
    with pytest.raises(Conflict):  # one at a time
        acts.open_handover(
            actor=actor, appointment_id=orgs.Appointment.objects.get(post=leaving.post).pk, receiver_id=leaving.taker,
            witness_id=leaving.witness,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        acts.open_handover(
            actor=zone.actor("stranger"), appointment_id=appointment.pk, receiver_id=leaving.taker,
            witness_id=leaving.witness,
        )  # fmt: skip
    with pytest.raises(NotFound):
        acts.sign(leaving.made.pk, actor=zone.actor("stranger"))
    acts.withdraw(leaving.made.pk, actor=actor)
    assert orgs.actor_of(leaving.giver).posts


def test_other_parts_add_their_lines(
    leaving: SimpleNamespace, zone: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_sources", [])
    queries.on_handover(lambda a: [Line("agreement", f"共建协议（{a.post.title}）", address="/desk/")])
    acts.add_line(leaving.made.pk, actor=zone.actor("director"), kind="key", text="钥匙")
    acts.compile_again(leaving.made.pk, actor=zone.actor("director"))
    acts.compile_again(leaving.made.pk, actor=zone.actor("director"))
    kinds = HandoverLine.objects.filter(handover=leaving.made).values_list("kind", flat=True).order_by("kind")
    assert list(kinds) == ["agreement", "key", "matter"]


def test_pages(leaving: SimpleNamespace, zone: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    address = f"/desk/structure/handover/{leaving.made.pk}/"
    taker = browser(leaving.taker)  # holds no post yet
    with django_assert_max_num_queries(30):
        page = taker.get(address).content.decode()
    assert "石盘社区大党委：增补兼职委员" in page
    assert taker.post(f"{address}line/", {"kind": "key", "text": "钥匙"}).status_code == 403
    giver = browser(leaving.giver)
    assert giver.post(f"{address}line/", {"kind": "key", "text": ""}).status_code == 422
    assert giver.post(f"{address}line/", {"kind": "key", "text": "档案柜钥匙"}).status_code == 302
    line = HandoverLine.objects.get(kind="key")
    assert giver.post(f"{address}drop/", {"line": line.pk}).status_code == 302
    assert giver.get(f"/desk/structure/handover/to/{leaving.matter.pk}/").status_code in (302, 404)
    assert zone.browser("stranger").get(address).status_code == 404
    secretary = zone.browser("secretary")
    with django_assert_max_num_queries(20):
        assert "监交人" in secretary.get("/desk/structure/handover/").content.decode()
    assert "监交人" not in zone.browser("stranger").get("/desk/structure/handover/").content.decode()
    for who in (leaving.giver, leaving.taker, leaving.witness):
        assert browser(who).post(f"{address}sign/").status_code == 302
    assert Handover.objects.get().state == "done"
    assert "岗位移交清单" in browser(leaving.giver).get(address).content.decode()  # history stays readable


def test_on_paper_with_a_scan(leaving: SimpleNamespace, zone: SimpleNamespace, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    address = f"/desk/structure/handover/{leaving.made.pk}/"
    secretary = zone.browser("secretary")
    assert secretary.post(f"{address}paper/").status_code == 422
    bad = SimpleUploadedFile("a.txt", b"text")
    assert secretary.post(f"{address}paper/", {"scan": bad}).status_code == 422
    good = SimpleUploadedFile("a.jpg", picture())
    assert secretary.post(f"{address}paper/", {"scan": good}).status_code == 302
    done = Handover.objects.get()
    assert (done.state, done.on_paper) == ("done", True)
    assert orgs.actor_of(leaving.giver).posts == ()
    page = secretary.get(address).content.decode()
    scan = page.split(f"{address}scan/")[1].split("/")[0]
    assert secretary.get(f"{address}scan/{scan}/").status_code == 200
    assert zone.browser("stranger").get(f"{address}scan/{scan}/").status_code == 404


def test_begun_in_the_browser(zone: SimpleNamespace) -> None:
    secretary = zone.browser("secretary")
    known("接任", "taker")
    known("见证", "witness")
    given = orgs.Appointment.objects.get(post=zone.posts["director"])
    form = {"appointment": given.pk, "receiver": "taker", "witness": "witness", "basis": "elected"}
    new = "/desk/structure/handover/new/"
    assert secretary.get(new).status_code == 200
    assert secretary.post(new, form | {"witness": "taker"}).status_code == 422
    assert secretary.post(new, form | {"receiver": "nobody"}).status_code == 422
    assert secretary.post(new, form).status_code == 302
    assert people.Person.objects.filter(pk=Handover.objects.get().receiver_id, name="接任").exists()


def test_who_leads_a_body_hands_its_agreements_over(zone: SimpleNamespace) -> None:
    zone_body, unit = zone.bodies["committee"], zone.bodies["elsewhere"]
    for title, last in (("场地共用协议", date(2027, 1, 1)), ("已到期协议", date(2026, 1, 31))):
        Agreement.objects.create(
            place=zone.area, kind="k", title=title, body=zone_body, unit=unit, signed_on=date(2026, 1, 1),
            starts_on=date(2026, 1, 1), ends_on=last,
        )  # fmt: skip
    given = orgs.Appointment.objects.select_related("post").get(post=zone.posts["secretary"])
    assert [(n.kind, n.text) for n in queries.compiled(given)] == [("agreement", "场地共用协议")]
    director = orgs.Appointment.objects.select_related("post").get(post=zone.posts["director"])
    assert queries.compiled(director) == []
