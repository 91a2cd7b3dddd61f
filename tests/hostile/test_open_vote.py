"""While votes are open nobody finds a count by option: not on any page, in any export or API, in the ledger, in
messages, in caches or logs. The counts are numbers that stand nowhere else."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.ids import new_ids
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Meeting, Motion
from gongzhi.exchange import public as exchange
from gongzhi.exchange.api.operations import described
from gongzhi.exchange.models import Token
from gongzhi.exchange.tests.test_api import Api
from gongzhi.ledger import public as ledger
from gongzhi.notices.models import Message
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from gongzhi.voting import public as voting
from gongzhi.voting.actions import keys
from gongzhi.voting.models import Ballot, Elector, Poll, Tally, Voice
from gongzhi.voting.tests.conftest import later
from tests.hostile.conftest import ROLES, Browsers
from tests.hostile.said import text_of
from tests.hostile.test_addresses import _path, _values, routes

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
FOR, AGAINST, BOX, SEALED = 1373, 2749, 4391, 1511  # heads
AREA = 7919  # hundredths of a square metre each
SECRETS = [FOR, AGAINST, BOX, SEALED]
AREAS = [FOR * AREA, AGAINST * AREA]


def talked(city: Settled) -> deliberation.Topic:
    """A topic in public that stands before the council, with what was said; the council's meeting is called."""
    convener = city.actor("convener")
    draft = deliberation.TopicDraft(
        kind="three-meetings", place_id=city.places["zhonghua"], title="装充电桩", words="集中充电", name="老王"
    )
    topic = deliberation.propose(draft, actor=ANONYMOUS)
    deliberation.moderate(topic, actor=convener, show=True)
    said = deliberation.comment(topic, "同意", actor=convener, channel="paper", source="意见箱")
    deliberation.moderate_comment(said, actor=convener, show=True)
    for outcome in ("discuss", "ready"):
        procedures.choose(topic.pk, outcome=outcome, actor=convener, internal_text="好")
    starts = clock.now() + timedelta(days=5)
    body = city.bodies["council"]
    meeting = deliberation.call(actor=convener, body_id=body, title="议事会", starts_at=starts, venue="会议室")
    topic.matter.refresh_from_db()
    deliberation.put_topic(meeting, topic, actor=convener)
    deliberation.notify(meeting, actor=convener)
    return topic


@pytest.fixture
def polls(city: Settled, monkeypatch: pytest.MonkeyPatch) -> list[Poll]:
    """A named vote of owners, a show of hands, a secret vote; all open, with those counts."""
    monkeypatch.setattr(keys, "KEY_BITS", 1024)
    director = city.actor("director")
    found = voting.open_register(place_id=city.places["zhonghua"], kind="owners", title="业主名册", actor=director)
    rows = [voting.RowDraft(f"业主{n:05d}", f"{n:05d}", AREA) for n in range(6000)]
    voting.add_rows(found.pk, rows, actor=director)
    voting.publish_register(found.pk, board="affairs", actor=director)
    later(6)
    voting.freeze_register(found.pk, actor=director)
    topic = talked(city)
    now = clock.now()
    made = [
        voting.open_poll(
            electorate=found.pk,
            rule="",
            question=f"测试{how}",
            secrecy=how,
            channels=ways,
            opens_at=now,
            closes_at=now + timedelta(days=9),
            about=topic.pk,
            actor=director,
        )  # fmt: skip
        for how, ways in (("named", ["online", "paper"]), ("show", ["meeting"]), ("secret", ["online", "paper"]))
    ]
    who = list(Elector.objects.order_by("id").values_list("pk", flat=True))
    choices = ["for"] * FOR + ["against"] * AGAINST
    Voice.objects.bulk_create(
        [
            Voice(id=pk, poll=made[0], elector_id=e, channel="online", choice=c, salt="00")
            for pk, e, c in zip(new_ids(len(choices)), who, choices, strict=False)
        ],
        batch_size=500,
    )
    waits = voting.cast_named(made[0].pk, who[-1], ["for"], channel="paper", actor=director)
    voting.enter_counts(made[1].pk, {"for": BOX, "against": 2}, channel="meeting", actor=director)
    Ballot.objects.bulk_create([Ballot(id=n + 1, poll_id=made[2].pk, choice="against") for n in range(SEALED)])
    made[0].waits = waits  # type: ignore[attr-defined]
    made[0].meeting = _meeting(city, made)  # type: ignore[attr-defined]
    return made


def _meeting(city: Settled, polls: list[Poll]) -> Meeting:
    """A meeting of these owners that sits, in which all of that is voted on."""
    director = city.actor("director")
    fields = {"title": "业主大会", "starts_at": clock.now(), "venue": "广场", "noticed_at": clock.now()}
    meeting = Meeting(
        electorate=polls[0].electorate, place_id=polls[0].electorate.place_id, post_id=director.posts[0].post_id,
        state="open", rule="owners-general", **fields,
    )  # fmt: skip
    meeting.save(force_insert=True)
    for n, poll in enumerate(polls, start=1):
        row = {"position": n, "title": poll.question, "rule": "owners-general", "vote": poll.secrecy, "poll": poll}
        Motion(meeting=meeting, **row).save(force_insert=True)
    return meeting


def leaks(text: str) -> list[str]:
    """The secret counts that stand in a text, also with a separator of thousands; areas with or without a point."""
    plain = re.sub(r"(?<=\d)[,\u00a0 ](?=\d{3})", "", text)
    found = [str(n) for n in SECRETS if re.search(rf"(?<![\w.]){n}(?![\w]|\.\d)", plain)]
    return found + [str(a) for a in AREAS if str(a) in plain or f"{a / 100:.2f}" in plain]


def near(route: str, number: str) -> dict[str, Any]:
    """What is named by the same word in several places: of topics and meetings those of this vote."""
    topic, meeting = deliberation.Topic.objects.get(), Meeting.objects.exclude(electorate=None).get()
    ids = {"matter_id": topic.pk, "topic_id": topic.pk, "meeting_id": meeting.pk, "number": topic.number}
    plain = route.removeprefix("api/v1/").removeprefix("desk/")
    return ids if plain.startswith(("topics/", "meetings/", "deliberation/")) else {"number": number}


def addresses(about: Request, city: Settled, polls: list[Poll]) -> Iterator[str]:
    tally = Tally.objects.get()
    meeting = polls[0].meeting  # type: ignore[attr-defined]
    values = _values(about, city) | {
        "meeting_id": meeting.pk,
        "motion_id": Motion.objects.get(meeting=meeting, position=1).pk,
    }
    for poll in polls:
        mine = {"poll_id": poll.pk, "register_id": poll.electorate_id, "tally_id": tally.pk, "form": "page"}
        mine |= {"voice_id": polls[0].waits.pk, "elector_id": polls[0].waits.elector_id}  # type: ignore[attr-defined]
        for route in sorted(routes()):
            if (
                "/list/<str:form>/" in route or "/sheet/" in route
            ):  # the register's own list numbers its rows from 1 to 6000
                continue
            if poll is polls[0] or "poll_id" in route:
                for verb in ("close", "release", "confirm", "settle", "change", "note"):
                    if "verb" in route or verb == "note":
                        yield _path(route, values | mine | near(route, about.number) | {"verb": verb})
    yield f"/api/v1/deliberation/meetings/{meeting.pk}"
    yield f"/ledger/check/?q={polls[0].pk}"


def test_the_search_would_find_them() -> None:
    assert leaks("共 1,373 票") == ["1373"]
    assert leaks(f"{AREAS[0] / 100:.2f}")
    assert leaks("21373 13735 1373.5") == []


@pytest.mark.prove
@pytest.mark.walk
def test_no_page_tells(browsers: Browsers, lamp: Request, city: Settled, polls: list[Poll]) -> None:
    heard: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    secretary = browsers["director"].__class__(raise_request_exception=False)
    from tests.desks import account_of

    secretary.force_login(account_of(city.holders["secretary"][0]))
    readers = {role: browsers[role] for role in ROLES} | {"secretary": secretary}
    meeting = polls[0].meeting  # type: ignore[attr-defined]
    for page in ("", "roll/", "door/", f"voices/{Motion.objects.get(meeting=meeting, position=1).pk}/"):
        assert readers["director"].get(f"/desk/meetings/{meeting.pk}/{page}").status_code == 200, page
    try:
        for path in addresses(lamp, city, polls):
            for role, browser in readers.items():
                if role in ("anonymous", "director", "secretary") or "vot" in path or "ledger" in path:
                    assert leaks(text_of(browser.get(path))) == [], (role, path)
    finally:
        logging.getLogger().removeHandler(handler)
    assert leaks("\n".join(heard)) == []
    assert leaks(json.dumps(getattr(cache, "_cache", {}), default=str)) == []
    assert leaks("\n".join(Message.objects.values_list("text", flat=True))) == []


def programs(city: Settled) -> dict[str, Api]:
    """A program of each post that has to do with votes, with every scope that a token can have; and of nobody."""
    found = {"anybody": Api()}
    for post in ("director", "secretary", "convener", "hotline", "admin"):
        issued = exchange.issue_token(name=post, scopes=["read"], actor=city.actor("admin"), per_minute=6000)
        scopes = [scope.value for scope in exchange.Scope]
        Token.objects.filter(pk=issued.token_id).update(person=city.holders[post][0], scopes=scopes)
        found[post] = Api(issued.secret)
    return found


@pytest.mark.walk
def test_no_operation_of_the_api_tells(lamp: Request, city: Settled, polls: list[Poll]) -> None:
    tally, topic = Tally.objects.get(), deliberation.Topic.objects.get()
    own = {"X-Request-Secret": deliberation.topic_reads.secret_of(topic.pk)}
    answered: set[str] = set()
    for who, api in programs(city).items():
        for path, methods in described()["paths"].items():
            if "get" not in methods:
                continue
            plain = path.removeprefix("/api/v1/")
            for poll in polls if "poll_id" in plain else polls[:1]:
                ids = {"poll_id": poll.pk, "register_id": poll.electorate_id, "tally_id": tally.pk}
                ids |= {"place_id": city.places["zhonghua"], "body_id": city.bodies["council"]}
                ids |= near(plain, lamp.number)
                asked = re.sub(r"{(\w+)}", lambda m: str(ids.get(m[1], 5)), plain)  # noqa: B023
                said = api.get(asked, **own)[0]
                answered |= {plain} if said.status_code == 200 else set()
                assert leaks(text_of(said)) == [], (who, asked)
    assert {"polls/{poll_id}", "voting/polls/{poll_id}", "voting/registers/{register_id}/rows", "topics/{number}",
            "topics/{number}/own", "deliberation/topics/{topic_id}", "deliberation/meetings/{meeting_id}",
            "deliberation/meetings/{meeting_id}/minutes", "export/requests", "insight"} <= answered  # fmt: skip
    assert "polls/{poll_id}/result" not in answered


def test_no_entry_tells(polls: list[Poll], tmp_path: Any) -> None:
    for poll in polls:
        for entry in ledger.entries_of(poll.pk):
            assert leaks(json.dumps(dict(entry.codes), default=str)) == [], entry.tag
    ledger.sequence_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM ledger_opening")
        assert leaks("\n".join(row[0] for row in cursor.fetchall())) == []
    ledger.export(tmp_path / "out.jsonl")
    assert leaks((tmp_path / "out.jsonl").read_text()) == []


def test_after_the_release_it_stands_there(browsers: Browsers, polls: list[Poll], city: Settled) -> None:
    """The same search finds them then: it looks in the right places."""
    director = city.actor("director")
    voting.strike_voice(polls[0].waits.pk, reason="测试", actor=director)  # type: ignore[attr-defined]
    voting.close_poll(polls[0].pk, actor=director)
    assert leaks(text_of(browsers["anonymous"].get(f"/vote/{polls[0].pk}/"))) == []
    voting.release(polls[0].pk, actor=director)
    assert len(leaks(text_of(browsers["anonymous"].get(f"/vote/{polls[0].pk}/")))) >= 2
    assert len(leaks(text_of(Api().get(f"polls/{polls[0].pk}/result")[0]))) >= 2
