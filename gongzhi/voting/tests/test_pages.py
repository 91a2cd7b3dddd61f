"""Pages: a register and a poll from beginning to end, by clicks; a voter with a letter."""

from __future__ import annotations

import base64
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongzhi.core import clock
from gongzhi.voting import public as voting
from gongzhi.voting.models import Electorate, Poll, Voice, Waiting
from gongzhi.voting.tests.conftest import electors, later
from gongzhi.voting.tests.test_register import sheet
from gongzhi.voting.tests.voter import Voter
from tests.desks import account_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def browser(city: Settled, post: str) -> Client:
    found = Client()
    found.force_login(account_of(city.holders[post][0]))
    return found


def test_a_register_and_a_vote_by_clicks(city: Settled) -> None:

    desk, second = browser(city, "director"), browser(city, "secretary")
    given = {"title": "中华社区户代表名册", "kind": "households", "where": f"p{city.places['zhonghua']}", "rule": ""}
    answer = desk.post("/desk/voting/registers/new/", given)
    found = Electorate.objects.get()
    home = f"/desk/voting/registers/{found.pk}/"
    assert answer["Location"] == home
    desk.post(f"{home}add/", {"name": "欧阳锋", "household": "1栋1单元101", "phone": "", "version": found.version})
    rows = [["户代表", "住址"], *[[f"户{n}", f"2栋{n}"] for n in range(3)], ["户0", "2栋0"]]
    page = desk.post(f"{home}import/", {"file": SimpleUploadedFile("名册.xlsx", sheet(*rows))})
    assert "2栋2" in page.content.decode()
    hidden = page.context["payload"]
    desk.post(f"{home}import/", {"payload": hidden, "wrong": "1"})
    assert len(electors(found)) == 4
    desk.post(f"{home}publish/", {"board": "affairs", "on": clock.today().isoformat()})
    public = f"/vote/register/{found.pk}/"
    shown = Client().get(public).content.decode()
    assert "欧阳锋" not in shown
    assert "1栋1单元101" in shown
    assert "<strong>欧阳锋</strong>" in Client().get(public, {"name": "欧阳锋"}).content.decode()
    said = Client().post(public, {"by_name": "王五", "text": "我住3栋，名单上没有我。"})
    assert said.status_code == 200
    objection = found.objections.get()
    desk.post(f"{home}objections/{objection.pk}/", {"accepted": "0", "ruling": "经核实不在本社区居住。"})
    later(6)
    desk.post(f"{home}freeze/", {"x": "1"})
    assert desk.get(f"{home}list/page/").status_code == 200
    letters = desk.post(f"{home}letters/").context["letters"]
    assert len(letters) == 4
    now = clock.local(clock.now())
    ways = {"channels": ["online", "paper"], "secrecy": "named", "electorate": found.pk, "most": 1, "seats": 0}
    times = {"opens_at": f"{now:%Y-%m-%dT%H:%M}", "closes_at": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}"}
    desk.post("/desk/voting/new/", {"question": "同意加装电梯吗？", "rule": "", "options": ""} | ways | times)
    poll = Poll.objects.get()
    _vote_on_line(poll, letters)
    at = f"/desk/voting/{poll.pk}/"
    paper = letters[2][0]
    assert desk.get(f"{at}enter/", {"q": paper.name}).context["rows"] == [(paper, "")]
    assert paper.name in desk.get(f"{at}enter/").content.decode()  # a short register needs no search
    entry = {"choice": "against", "channel": "paper"}
    assert "请拍照或扫描这张票" in desk.post(f"{at}enter/?elector={paper.pk}", entry).content.decode()
    seen = io.BytesIO()
    Image.new("RGB", (60, 40)).save(seen, "JPEG")
    desk.post(f"{at}enter/?elector={paper.pk}", {**entry, "photo": SimpleUploadedFile("票.jpg", seen.getvalue())})
    voice = Voice.objects.get(elector=paper)
    assert desk.post(f"/desk/voting/entries/{voice.pk}/confirm/", {"choice": "against"}).status_code == 403
    second.post(f"/desk/voting/entries/{voice.pk}/confirm/", {"choice": "against"})
    for page in (desk.get(at), Client().get(f"/vote/{poll.pk}/"), desk.get("/desk/voting/")):
        assert "不同意</td>" not in page.content.decode()
    desk.post(f"{at}close/", {"present": ""})
    desk.post(f"{at}release/", {"x": "1"})
    shown = Client().get(f"/vote/{poll.pk}/").content.decode()
    assert "<td>同意</td><td>1</td>" in shown
    assert "<td>不同意</td><td>1</td>" in shown


def _vote_on_line(poll: Poll, letters: list[Any]) -> None:
    voter, address = Client(), f"/vote/{poll.pk}/"
    assert voter.post(address, {"letter": "AAAA-AAAA-AAAA-AAAA"}).status_code == 422
    page = voter.post(address, {"letter": letters[0][1].lower()})
    ticket = page.context["mine"][0]["ticket"]
    assert voter.post(f"{address}cast/", {"ticket": ticket}).status_code == 422  # nothing chosen
    answer = voter.post(f"{address}cast/", {"ticket": ticket, "choice": "for"})
    assert answer["Location"] == f"{address}thanks/"
    assert voter.post(f"{address}cast/", {"ticket": ticket, "choice": "against"}).status_code == 409
    assert voter.post(f"{address}cast/", {"ticket": ticket + "x", "choice": "against"}).status_code == 422
    assert not voter.post(address, {"letter": letters[0][1]}).context["mine"][0]["ticket"]


def test_a_secret_ballot_comes_without_a_session(city: Settled, frozen: Any, opened: Any) -> None:
    found = frozen(12)
    poll = opened(found, secrecy="secret")
    code = voting.make_codes(found.pk, actor=city.actor("director"))[0]
    voter, address = Client(enforce_csrf_checks=True), f"/vote/{poll.pk}/"
    page = voter.get(address)
    token = page.context["csrf_token"]
    page = voter.post(address, {"letter": code[1], "csrfmiddlewaretoken": str(token)})
    me = Voter(poll, code[0].pk)
    text = {n: base64.urlsafe_b64encode(getattr(me, n)).decode() for n in ("blinded",)}
    ticket = page.context["mine"][0]["ticket"]
    asked = {"ticket": ticket, "blinded": text["blinded"]}
    assert voter.post(f"{address}right/", asked).status_code == 403  # CSRF holds here
    signed = voter.post(f"{address}right/", asked | {"csrfmiddlewaretoken": str(token)}).json()["signed"]
    from gongzhi.voting.rules import blind

    signature = blind.finalize(me.key, me.message, base64.urlsafe_b64decode(signed), me._inverse)
    ballot = {
        "message": base64.urlsafe_b64encode(me.message).decode().rstrip("="), "choice": ["for"],
        "signature": base64.urlsafe_b64encode(signature).decode().rstrip("="),
    }  # fmt: skip
    stranger = Client(enforce_csrf_checks=True)
    door = f"/ballots/{poll.pk}/"
    for wrong in ({}, ballot | {"choice": "for"}, ballot | {"message": "x"}, ballot | {"choice": ["no"]}):
        assert stranger.post(door, json.dumps(wrong), content_type="application/json").status_code == 422
    answer = stranger.post(door, json.dumps(ballot), content_type="application/json")
    assert (answer.status_code, answer.json(), dict(answer.cookies)) == (200, {"new": True}, {})
    assert not answer.has_header("Set-Cookie")
    assert not hasattr(answer.wsgi_request, "session")
    assert stranger.post(door, json.dumps(ballot), content_type="application/json").json() == {"new": False}
    assert Waiting.objects.count() == 1


def test_only_who_works_with_votes_sees_the_desk(city: Settled, frozen: Any, opened: Any) -> None:
    found = frozen(2)
    poll = opened(found)
    for post, status in (("director", 200), ("hotline", 403), ("worker-05", 403)):
        client = browser(city, post)
        for path in ("/desk/voting/", "/desk/voting/registers/", f"/desk/voting/{poll.pk}/"):
            assert client.get(path).status_code == status, (post, path)
    worker = browser(city, "worker-05")
    page = worker.post(f"/desk/voting/electors/{electors(found)[0].pk}/vouch/")
    assert len(page.context["letters"]) == 1


def test_an_account_that_is_linked_needs_no_code(city: Settled, frozen: Any, opened: Any) -> None:
    found = frozen(3)
    account = account_of(city.holders["hotline"][0])
    one = electors(found)[0]
    voting.link_person(one.pk, account.username, actor=city.actor("director"))
    poll = opened(found)
    voter = Client()
    voter.force_login(account)
    page = voter.get(f"/vote/{poll.pk}/")
    assert [b["elector"] for b in page.context["mine"]] == [one]
    voter.post(f"/vote/{poll.pk}/cast/", {"ticket": page.context["mine"][0]["ticket"], "choice": "abstain"})
    assert voting.turnout_of(poll).voted == 1
    assert b"abstain" not in voter.get(f"/vote/{poll.pk}/").content
