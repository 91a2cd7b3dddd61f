"""Named voices: one an elector over all channels, two people for paper, the gate of results, verdict and override."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting
from gongzhi.voting.models import Voice
from gongzhi.voting.tests.conftest import electors, later

if TYPE_CHECKING:
    from gongzhi.access.public import Actor
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def online(poll: voting.Poll, one: voting.Elector, choice: str) -> Voice:
    return voting.cast_named(poll.pk, one.pk, [choice], channel="online", actor=ANONYMOUS)


def test_all_channels_in_one_count(frozen: Any, opened: Any, director: Actor, secretary: Actor) -> None:
    found = frozen(10)
    who, poll = electors(found), opened(found)
    for one in who[:4]:
        online(poll, one, "for")
    online(poll, who[4], "")  # blank
    for one, channel in zip(who[5:8], ("paper", "phone", "door"), strict=True):
        made = voting.cast_named(poll.pk, one.pk, ["against"], channel=channel, actor=director)
        assert made.state == "entered"
        with pytest.raises(Forbidden):
            voting.confirm_voice(made.pk, ["against"], actor=director)
        assert voting.confirm_voice(made.pk, ["against"], actor=secretary).state == "counted"
    turnout = voting.turnout(poll.pk, director)
    assert (turnout.entitled, turnout.voted) == (10, 8)
    assert turnout.channels == {"online": 5, "paper": 1, "phone": 1, "door": 1}
    with pytest.raises(NotAllowed):
        voting.result(poll.pk)
    voting.close_poll(poll.pk, actor=director)
    with pytest.raises(NotAllowed):
        voting.result(poll.pk)
    outcome = voting.release(poll.pk, actor=director)
    assert (outcome.counts["for"], outcome.counts["against"], outcome.counts["blank"]) == (4, 3, 1)
    assert sum(outcome.channels.values()) == 8
    assert outcome.verdict is None
    assert len(voting.voices(poll.pk)) == 8


def test_two_entries_that_differ_are_settled_by_a_third(
    city: Any, frozen: Any, opened: Any, director: Actor, secretary: Actor
) -> None:
    found = frozen(4)
    one, poll = electors(found)[0], opened(found)
    made = voting.cast_named(poll.pk, one.pk, ["for"], channel="paper", actor=director)
    assert voting.confirm_voice(made.pk, ["against"], actor=secretary).state == "disputed"
    later(7)
    with pytest.raises(NotAllowed):
        voting.close_poll(poll.pk, actor=director)
    for typed in (director, secretary):
        with pytest.raises(Forbidden):
            voting.settle_voice(made.pk, ["for"], reason="票面为同意", actor=typed)
    voting.settle_voice(made.pk, ["against"], reason="票面为不同意", actor=city.actor("convener"))
    voting.close_poll(poll.pk, actor=director)
    assert voting.release(poll.pk, actor=director).counts["against"] == 1


def test_a_wrong_entry_is_struck_and_the_voter_is_free(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(4)
    one, poll = electors(found)[0], opened(found)
    made = voting.cast_named(poll.pk, one.pk, ["for"], channel="paper", actor=director)
    with pytest.raises(Conflict, match="second person"):
        online(poll, one, "against")
    voting.strike_voice(made.pk, reason="选错了人", actor=director)
    assert online(poll, one, "against").state == "counted"
    with pytest.raises(Conflict, match="voted already"):
        online(poll, one, "for")


def test_who_holds_a_proxy_votes(city: Settled, director: Actor, opened: Any) -> None:
    found = voting.open_register(place_id=city.places["zhonghua"], kind="persons", title="名单", actor=director)
    a, b, _c = voting.add_rows(found.pk, [voting.RowDraft(n) for n in "甲乙丙"], actor=director)
    voting.give_proxy(a.pk, b.pk, paper="第1号", actor=director)
    voting.publish_register(found.pk, board="affairs", actor=director)
    later(6)
    voting.freeze_register(found.pk, actor=director)
    with pytest.raises(NotAllowed):
        opened(found, candidates=[b.pk])
    poll = opened(found, candidates=[a.pk])
    with pytest.raises(NotAllowed):
        online(poll, a, "for")
    voting.cast_named(poll.pk, a.pk, ["for"], channel="online", actor=ANONYMOUS, by_proxy=b.pk)
    online(poll, b, "for")
    assert voting.turnout_of(poll).voted == 2


@pytest.mark.parametrize("when", ["before", "after", "closed"])
def test_only_while_it_is_open(frozen: Any, opened: Any, director: Actor, when: str) -> None:
    from datetime import timedelta

    found = frozen(2)
    poll = opened(found, opens_at=clock.now() + timedelta(days=1))
    if when == "after":
        later(8)
    if when == "closed":
        later(2)
        voting.close_poll(poll.pk, actor=director)
    with pytest.raises(NotAllowed):
        online(poll, electors(found)[0], "for")


def test_the_verdict_is_that_of_the_day(frozen: Any, opened: Any, director: Actor, secretary: Actor) -> None:
    found = frozen(9, kind="representatives")
    poll = opened(found, rule="residents-representatives", channels=["meeting"])
    for n, one in enumerate(electors(found)[:6]):
        choice = ["for"] if n < 3 else ["against"]
        voting.cast_named(poll.pk, one.pk, choice, channel="meeting", actor=director)
    voting.close_poll(poll.pk, actor=director, present=6)
    outcome = voting.release(poll.pk, actor=director)
    assert outcome.rule_key == "residents-representatives"
    assert (outcome.verdict["valid"], outcome.verdict["passed"]) == (True, False)  # a tie is no majority
    assert outcome.reasons[0][1].endswith("第二十九条")
    entry = ledger.entries_of(poll.pk)[-1]
    assert entry.codes["counts"].startswith("for=3 against=3 abstain=0")
    with pytest.raises(Invalid):
        voting.override_result(poll.pk, passed=True, reason="短", actor=director)
    with pytest.raises(Forbidden):
        voting.override_result(poll.pk, passed=True, reason="经街道办事处批准，按特殊情况处理。", actor=ANONYMOUS)
    after = voting.override_result(poll.pk, passed=True, reason="经街道办事处批准，按特殊情况处理。", actor=director)
    assert after.passed is True
    assert after.verdict["passed"] is False
    assert after.counts == outcome.counts
    assert ledger.entries_of(poll.pk)[-1].tag == "voting:poll:overridden"


def test_owners_by_heads_and_area(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(3, kind="owners", area=8955)
    poll = opened(found, rule="owners-general")
    who = electors(found)
    online(poll, who[0], "for")
    online(poll, who[1], "for")
    voting.close_poll(poll.pk, actor=director)
    outcome = voting.release(poll.pk, actor=director)
    assert outcome.figures["area_entitled"] == "268.65"
    assert outcome.areas["for"] == 17910
    assert outcome.passed is True


def test_hands_are_counted_at_once_and_only_possible_counts(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(5)
    poll = opened(found, secrecy="show", channels=["meeting"], rule="residents-assembly")
    for wrong in ({"for": 6}, {"for": 1, "ballots": 3}, {"perhaps": 1}, {"for": -1}):
        with pytest.raises(Invalid):
            voting.enter_counts(poll.pk, wrong, channel="meeting", actor=director)
    voting.enter_counts(poll.pk, {"for": 3, "against": 1}, channel="meeting", actor=director)
    with pytest.raises(Conflict):
        voting.enter_counts(poll.pk, {"for": 4}, channel="meeting", actor=director)
    voting.close_poll(poll.pk, actor=director, present=5)
    assert voting.release(poll.pk, actor=director).passed is True


def test_elections_and_the_party_are_not_held_on_line(frozen: Any, opened: Any) -> None:
    found = frozen(12, rule="residents-election")
    later(20)
    two = [{"key": "c1", "label": "张三"}, {"key": "c2", "label": "李四"}]
    for rule in ("residents-election", "party-election", "residents-recall"):
        with pytest.raises(NotAllowed, match="on line"):
            opened(found, rule=rule, secrecy="secret", options=two, seats=1)
    opened(found, rule="residents-election", secrecy="secret", options=two, seats=1, channels=["paper"])


def test_the_register_was_public_for_twenty_days(frozen: Any, opened: Any) -> None:
    found = frozen(12, rule="residents-election")
    two = [{"key": "c1", "label": "张三"}, {"key": "c2", "label": "李四"}]
    with pytest.raises(NotAllowed, match="20"):
        opened(found, rule="residents-election", secrecy="secret", options=two, seats=1, channels=["paper"])


def test_what_the_rule_asks_of_the_choices(frozen: Any, opened: Any) -> None:
    found = frozen(12, rule="residents-election", kind="persons")
    later(20)
    three = [{"key": f"c{n}", "label": f"候选人{n}"} for n in range(3)]
    plain = {"rule": "residents-election", "secrecy": "secret", "channels": ["paper"], "options": three}
    for wrong in ({"seats": 0}, {"seats": 3}, {"seats": 2, "most": 3}):
        with pytest.raises(Invalid):
            opened(found, **plain | wrong)
    opened(found, **plain | {"seats": 2, "most": 2})
    with pytest.raises(Invalid):
        opened(found, rule="residents-assembly", channels=["meeting"], options=three)


def test_a_paper_election_counted_by_two(frozen: Any, opened: Any, director: Actor, secretary: Actor) -> None:
    found = frozen(12, rule="residents-election", kind="persons")
    later(20)
    two = [{"key": "c1", "label": "张三"}, {"key": "c2", "label": "李四"}]
    poll = opened(found, rule="residents-election", secrecy="secret", options=two, seats=1, channels=["paper"])
    for one in electors(found)[:10]:
        voting.give_paper(poll.pk, one.pk, actor=director)
    with pytest.raises(Conflict):
        voting.give_paper(poll.pk, electors(found)[0].pk, actor=director)
    with pytest.raises(Invalid):
        voting.enter_counts(poll.pk, {"c1": 11}, channel="paper", actor=director)
    counts = {"c1": 6, "c2": 3, "invalid": 1}
    made = voting.enter_counts(poll.pk, counts, channel="paper", actor=director)
    with pytest.raises(NotAllowed):
        voting.close_poll(poll.pk, actor=director)
    assert voting.confirm_counts(made.pk, {"c1": 7, "c2": 3}, actor=secretary).state == "disputed"
    voting.recount(made.pk, actor=director)
    made = voting.enter_counts(poll.pk, counts, channel="paper", actor=secretary)
    voting.confirm_counts(made.pk, counts, actor=director)
    voting.close_poll(poll.pk, actor=director)
    assert voting.release(poll.pk, actor=director).elected == ["张三"]
