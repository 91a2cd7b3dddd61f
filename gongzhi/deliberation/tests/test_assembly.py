"""Meetings of an electorate: called and demanded, quorum by heads and area, votes that two count, the close."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Meeting, Motion, Seat
from gongzhi.deliberation.public import Signed, ballots
from gongzhi.deliberation.queries import assembly
from gongzhi.ledger import public as ledger
from gongzhi.people import public as people
from gongzhi.voting import public as voting
from tests.desks import desk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
ASSEMBLY, REPRESENTATIVES, OWNERS = "residents-assembly", "residents-representatives", "owners-general"


def later(days: float = 0, **more: float) -> None:
    assert clock._manual is not None
    clock._manual.advance(timedelta(days=days, **more))


def frozen(city: Settled, kind: str, areas: Sequence[int | None], proxies: Sequence[tuple[int, int]] = ()) -> Any:
    """A frozen register with so many entries; proxies as (giver, holder) by position. (register, electors)"""
    director = city.actor("director")
    made = voting.open_register(place_id=city.places["zhonghua"], kind=kind, title=f"{kind}名册", actor=director)
    drafts = [voting.RowDraft(f"户{n:04d}", f"1栋{n:04d}", area) for n, area in enumerate(areas)]
    rows = voting.add_rows(made.pk, drafts, actor=director)
    for giver, holder in proxies:
        voting.give_proxy(rows[giver].pk, rows[holder].pk, paper="档案盒1", actor=director)
    voting.publish_register(made.pk, board="affairs", actor=director)
    later(6)
    return voting.freeze_register(made.pk, actor=director), rows


def called(city: Settled, register: Any, rule: str, days: int = 16, **more: Any) -> Meeting:
    return deliberation.call_electorate(
        actor=city.actor("director"), register_id=register.pk, rule=rule, title="居民开会", venue="广场",
        starts_at=clock.now() + timedelta(days=days), **more,
    )  # fmt: skip


def opened(city: Settled, register: Any, rule: str, vote: str = "show") -> tuple[Meeting, Motion]:
    director = city.actor("director")
    meeting = called(city, register, rule)
    motion = deliberation.put_motion(meeting, actor=director, title="修缮院墙", text="", rule=rule, vote=vote)
    deliberation.notify(meeting, actor=director)
    later(16)
    deliberation.open_(meeting, actor=director)
    return meeting, motion


def both_count(city: Settled, meeting: Meeting, motion: Motion, **counts: int) -> None:
    assert not ballots.count(meeting, motion.pk, counts, actor=city.actor("director"))
    assert ballots.count(meeting, motion.pk, counts, actor=city.actor("secretary"))


def test_who_may_demand_a_meeting_is_on_record(city: Settled) -> None:
    register, _rows = frozen(city, "persons", [None] * 20)
    asked = {"demand_by": "persons", "demand_of": 2001, "demand_paper": "签名册三本"}
    with pytest.raises(Invalid, match="fewer than"):
        called(city, register, ASSEMBLY, demand_count=200, **asked)  # 200 of 2001 are less than a tenth
    with pytest.raises(Invalid):
        called(city, register, ASSEMBLY, demand_by="groups", demand_count=3, demand_of=9, demand_paper="册")
    with pytest.raises(Invalid):
        called(city, register, ASSEMBLY, **{**asked, "demand_paper": ""}, demand_count=201)
    with pytest.raises(Invalid):
        called(city, register, OWNERS)
    meeting = called(city, register, ASSEMBLY, demand_count=201, **asked)
    codes = ledger.entries_of(meeting.pk)[0].codes
    assert (codes["by"], codes["count"], codes["of"]) == ("persons", 201, 2001)
    thirds = {"demand_by": "representatives", "demand_paper": "册"}
    called(city, register, ASSEMBLY, demand_count=20, demand_of=60, **thirds)
    with pytest.raises(Invalid):
        called(city, register, ASSEMBLY, demand_count=19, demand_of=60, **thirds)


@pytest.mark.parametrize(
    ("kind", "rule", "days", "strict"),
    [("persons", ASSEMBLY, 10, False), ("representatives", REPRESENTATIVES, 3, False), ("owners", OWNERS, 15, True)],
)
def test_the_notice_is_as_long_as_the_law_asks(city: Settled, kind: str, rule: str, days: int, strict: bool) -> None:
    register, _rows = frozen(city, kind, [5000 if kind == "owners" else None] * 4)
    director = city.actor("director")
    short = called(city, register, rule, days=days - 1)
    vote = "named" if kind == "owners" else "show"
    deliberation.put_motion(short, actor=director, title="事", text="", rule=rule, vote=vote)
    with pytest.raises(Invalid, match="notice"):
        deliberation.notify(short, actor=director)
    if strict:
        with pytest.raises(Invalid, match="whatever the reason"):
            deliberation.notify(short, actor=director, reason="汛期")
    else:
        deliberation.notify(short, actor=director, reason="汛期")
    fits = called(city, register, rule, days=days)
    deliberation.put_motion(fits, actor=director, title="事", text="", rule=rule, vote=vote)
    deliberation.notify(fits, actor=director)
    assert fits.haste == ""


def test_whoever_left_a_number_or_has_an_account_is_told(city: Settled) -> None:
    director = city.actor("director")
    person = people.create_person(name="有账号").pk
    made = voting.open_register(
        place_id=city.places["zhonghua"], kind="representatives", title="名册", actor=director, body_id=None
    )
    drafts = [voting.RowDraft("甲", "1栋", phone="13985550101"), voting.RowDraft("乙", person_id=person)]
    voting.add_rows(
        made.pk, [*drafts, voting.RowDraft("丙"), voting.RowDraft("丁", phone="13985550101")], actor=director
    )
    voting.publish_register(made.pk, board="affairs", actor=director)
    later(6)
    meeting = called(city, voting.freeze_register(made.pk, actor=director), REPRESENTATIVES)
    deliberation.put_motion(meeting, actor=director, title="修墙", text="", rule=REPRESENTATIVES, vote="show")
    deliberation.notify(meeting, actor=director)
    told = apps.get_model("notices", "Message").objects.filter(about=meeting.pk).order_by("id")
    assert [(m.channel, m.person_id) for m in told] == [("inapp", person), ("sms", None)]  # once a telephone
    assert "修墙" in told[0].text
    assert deliberation.desk_address(meeting.pk) == f"/assemblies/{meeting.pk}/"
    deliberation.drop(meeting, actor=director, reason="改期")
    assert told.all().count() == 4


@pytest.mark.parametrize(
    ("kind", "rule", "many", "enough"),
    [
        ("persons", ASSEMBLY, 100, 51), ("households", ASSEMBLY, 101, 51),
        ("representatives", REPRESENTATIVES, 60, 40), ("representatives", REPRESENTATIVES, 61, 41),
    ],
)  # fmt: skip
def test_quorum_and_majority_at_their_edges(city: Settled, kind: str, rule: str, many: int, enough: int) -> None:
    register, rows = frozen(city, kind, [None] * many)
    meeting, motion = opened(city, register, rule)
    director = city.actor("director")
    ids = [r.pk for r in rows]
    deliberation.enter(meeting, ids[: enough - 1], Signed.PAPER, actor=director)
    with pytest.raises(NotAllowed, match="quorum"):
        ballots.start(meeting, motion.pk, actor=director)
    with pytest.raises(NotAllowed):
        deliberation.close(meeting, notes="", actor=director)
    deliberation.enter(meeting, ids[enough - 1 : enough], Signed.PAPER, actor=director)
    ballots.start(meeting, motion.pk, actor=director)
    with pytest.raises(NotAllowed, match="released"):
        deliberation.close(meeting, notes="", actor=director)
    with pytest.raises(Invalid):
        ballots.count(meeting, motion.pk, {"for": enough + 1}, actor=director)
    half = enough // 2
    both_count(city, meeting, motion, **{"for": half, "against": enough - half, "abstain": 0})
    made = ballots.release(meeting, motion.pk, actor=director)
    assert (made.passed, made.agreed, made.against) == (False, half, enough - half)  # not more than half
    deliberation.close(meeting, notes="", actor=director)
    last = ledger.entries_of(meeting.pk)[-1].codes
    assert (last["entitled"], last["present"]) == (many, enough)


def test_two_people_count_and_agree(city: Settled) -> None:
    register, rows = frozen(city, "representatives", [None] * 9)
    meeting, motion = opened(city, register, REPRESENTATIVES)
    director, secretary = city.actor("director"), city.actor("secretary")
    deliberation.enter(meeting, [r.pk for r in rows], Signed.PAPER, actor=director)
    ballots.start(meeting, motion.pk, actor=director)
    with pytest.raises(NotAllowed):
        ballots.release(meeting, motion.pk, actor=director)
    ballots.count(meeting, motion.pk, {"for": 6, "against": 3}, actor=director)
    with pytest.raises(NotAllowed):
        ballots.count(meeting, motion.pk, {"for": 6, "against": 3}, actor=director)
    assert not ballots.count(meeting, motion.pk, {"for": 5, "against": 4}, actor=secretary)
    with pytest.raises(NotAllowed):
        ballots.release(meeting, motion.pk, actor=director)
    ballots.recount(meeting, motion.pk, actor=director)
    both_count(city, meeting, motion, **{"for": 5, "against": 4})
    assert ballots.release(meeting, motion.pk, actor=director).passed is True
    with pytest.raises(NotAllowed):
        deliberation.drop(meeting, actor=director, reason="反悔")


def test_owners_decide_by_heads_and_area_with_proxies(city: Settled) -> None:
    """Nine owners, one with half of the area: two thirds of both must vote, more than half of both of these agree."""
    areas = [8000, *[1000] * 8]
    register, rows = frozen(city, "owners", areas, proxies=[(1, 2), (3, 2)])
    meeting, motion = opened(city, register, OWNERS, "named")
    director = city.actor("director")
    ids = [r.pk for r in rows]
    with pytest.raises(NotAllowed, match="proxy"):
        deliberation.enter(meeting, [ids[1]], Signed.PAPER, actor=director)
    assert len(deliberation.enter(meeting, [ids[2]], Signed.PAPER, actor=director)) == 3
    deliberation.enter(meeting, ids[4:7], Signed.PAPER, actor=director)
    there = assembly.attendance(meeting)
    assert (there.entitled, there.present, there.area_entitled, there.area_present) == (9, 6, 16000, 6000)
    ballots.start(meeting, motion.pk, actor=director)
    assert motion.pk
    ballots.name_voices(meeting, motion.pk, dict.fromkeys(ids[1:7], "for"), actor=director)
    made = ballots.release(meeting, motion.pk, actor=director)
    assert (made.agreed, made.passed, made.is_void) == (6, False, True)  # heads yes, area 6000 of 16000 no
    with pytest.raises(NotAllowed, match="quorum"):
        deliberation.close(meeting, notes="", actor=director)
    deliberation.drop(meeting, actor=director, reason="参加表决的面积不够")
    meeting, motion = opened(city, register, OWNERS, "named")
    deliberation.enter(meeting, [ids[0], ids[2], *ids[4:6]], Signed.PAPER, actor=director)
    ballots.start(meeting, motion.pk, actor=director)
    ballots.name_voices(meeting, motion.pk, {ids[0]: "for", **dict.fromkeys(ids[1:4], "for")}, actor=director)
    ballots.name_voices(meeting, motion.pk, dict.fromkeys(ids[4:6], "against"), actor=director)
    made = ballots.release(meeting, motion.pk, actor=director)
    assert (made.agreed, made.against, made.passed) == (4, 2, True)
    deliberation.close(meeting, notes="", actor=director)
    deliberation.freeze(meeting, actor=director)
    assert meeting.minutes is not None
    assert (meeting.minutes["area_present"], meeting.minutes["proxies"], meeting.minutes["seats"]) == (13000, 2, [])
    assert all("第二百七十八条" in r["article"] for r in meeting.minutes["motions"][0]["verdict"]["reasons"])
    assert meeting.minutes["roll"] == ledger.entries_of(meeting.pk)[-2].codes["hash"]


def test_whoever_votes_is_on_the_list(city: Settled) -> None:
    register, rows = frozen(city, "representatives", [None] * 6)
    meeting, motion = opened(city, register, REPRESENTATIVES, "named")
    director = city.actor("director")
    deliberation.enter(meeting, [r.pk for r in rows[:4]], Signed.PAPER, actor=director)
    motion = ballots.start(meeting, motion.pk, actor=director)
    with pytest.raises(Invalid):
        ballots.name_voices(meeting, motion.pk, {rows[5].pk: "for"}, actor=director)
    voting.cast_named(motion.poll_id or 0, rows[5].pk, ["for"], channel="meeting", actor=director)
    with pytest.raises(NotAllowed, match="list of attendance"):
        ballots.release(meeting, motion.pk, actor=director)
    deliberation.enter(meeting, [rows[5].pk], Signed.PAPER, actor=director)
    with pytest.raises(NotAllowed):
        deliberation.enter(meeting, [rows[5].pk], Signed.NOT, actor=director)  # has voted
    deliberation.enter(meeting, [rows[3].pk], Signed.NOT, actor=director)
    ballots.name_voices(meeting, motion.pk, {rows[0].pk: "for", rows[1].pk: "for"}, actor=director)
    assert ballots.release(meeting, motion.pk, actor=director).passed is True
    assert [v for _name, v in deliberation_votes(meeting)] == ["同意"] * 3


def deliberation_votes(meeting: Meeting) -> list[tuple[str, str]]:
    from gongzhi.deliberation.queries import minutes

    return list(minutes.compiled(meeting)["motions"][0]["votes"])


def test_a_secret_vote_of_representatives(city: Settled, settings: Any) -> None:
    register, rows = frozen(city, "representatives", [None] * 9)
    meeting, motion = opened(city, register, REPRESENTATIVES, "secret")
    director = city.actor("director")
    deliberation.enter(meeting, [r.pk for r in rows[:6]], Signed.PAPER, actor=director)
    motion = ballots.start(meeting, motion.pk, actor=director)
    assert motion.poll is not None
    assert motion.poll.channels == ["paper"]  # the law does not let it be cast on line
    assert ballots.give(meeting, motion.pk, actor=director) == 6
    deliberation.enter(meeting, [rows[6].pk], Signed.PAPER, actor=director)
    assert ballots.give(meeting, motion.pk, actor=director) == 1
    with pytest.raises(Invalid):
        ballots.count(meeting, motion.pk, {"for": 8}, actor=director)  # more than were given
    both_count(city, meeting, motion, **{"for": 4, "against": 1, "blank": 1, "invalid": 1})
    made = ballots.release(meeting, motion.pk, actor=director)
    assert (made.agreed, made.against, made.abstained, made.passed) == (4, 1, 2, True)


def test_who_may_not_does_nothing(city: Settled) -> None:
    register, rows = frozen(city, "representatives", [None] * 3)
    meeting, motion = opened(city, register, REPRESENTATIVES)
    hotline = city.actor("hotline")
    with pytest.raises(Forbidden):
        deliberation.enter(meeting, [rows[0].pk], Signed.PAPER, actor=hotline)
    for act in (ballots.start, ballots.give, ballots.recount, ballots.release):
        with pytest.raises(Forbidden):
            act(meeting, motion.pk, actor=hotline)
    with pytest.raises(Forbidden):
        deliberation.call_electorate(
            actor=hotline, register_id=register.pk, rule=REPRESENTATIVES, title="会", venue="室",
            starts_at=clock.now() + timedelta(days=20),
        )  # fmt: skip
    assert not Seat.objects.filter(meeting=meeting).exists()


def test_the_desk_of_votes_leads_to_the_meeting(city: Settled) -> None:
    register, rows = frozen(city, "representatives", [None] * 6)
    meeting, motion = opened(city, register, REPRESENTATIVES)
    director = city.actor("director")
    deliberation.enter(meeting, [r.pk for r in rows], Signed.PAPER, actor=director)
    started = ballots.start(meeting, motion.pk, actor=director)
    page = desk_of(city)("director").get(f"/desk/voting/{started.poll_id}/").content.decode()
    assert f"/assemblies/{meeting.pk}/" in page
    assert f"/desk/voting/{started.poll_id}/close/" not in page
    for act in (voting.close_poll, voting.release, partial(voting.cancel_poll, reason="选项写错")):
        with pytest.raises(NotAllowed, match="belongs"):
            act(started.poll_id or 0, actor=director)
    ballots.call_off(meeting, motion.pk, reason="选项写错", actor=director)
    started = ballots.start(meeting, motion.pk, actor=director)
    both_count(city, meeting, motion, **{"for": 3})
    later(2)
    assert voting.close_due() == 1
    made = ballots.release(meeting, motion.pk, actor=director)
    assert (made.passed, made.agreed) == (False, 3)  # three of six present are not more than half
    deliberation.close(meeting, notes="", actor=director)


def test_names_go_with_the_register(city: Settled) -> None:
    register, rows = frozen(city, "representatives", [None] * 6)
    meeting, motion = opened(city, register, REPRESENTATIVES)
    director = city.actor("director")
    deliberation.enter(meeting, [r.pk for r in rows], Signed.PAPER, actor=director)
    ballots.start(meeting, motion.pk, actor=director)
    both_count(city, meeting, motion, **{"for": 6})
    ballots.release(meeting, motion.pk, actor=director)
    deliberation.close(meeting, notes="", actor=director)
    deliberation.freeze(meeting, actor=director)
    later(40)
    voting.archive_registers()
    later(400)
    voting.archive_registers()
    assert voting.size_of(register.pk).rows == 0
    assert {s.name for s in Seat.objects.filter(meeting=meeting)} == {""}
