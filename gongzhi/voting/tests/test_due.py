"""Votes end by the clock, once; what is still being counted is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core.errors import Conflict, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting
from gongzhi.voting.actions import due
from gongzhi.voting.models import Poll
from gongzhi.voting.tests.conftest import electors, later

if TYPE_CHECKING:
    from gongzhi.access.public import Actor

pytestmark = pytest.mark.django_db


def closings(poll: Poll) -> list[Any]:
    return [e for e in ledger.entries_of(poll.pk) if e.tag == "voting:poll:closed"]


def test_the_clock_closes_once(frozen: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = opened(frozen(4))
    assert voting.close_due() == 0
    later(7)
    first = due.close_poll

    def slower(poll_id: int, **given: Any) -> Poll:  # a second worker has read the same list
        first(poll_id, **given)
        return first(poll_id, **given)

    monkeypatch.setattr(due, "close_poll", slower)
    assert voting.close_due() == 0  # the other one counted it
    monkeypatch.undo()
    assert voting.close_due() == 0
    poll.refresh_from_db()
    assert poll.state == "closed"
    assert len(closings(poll)) == 1
    with pytest.raises(Conflict):
        voting.close_poll(poll.pk, actor=due.SYSTEM)


def test_what_two_people_still_count_is_waited_for(frozen: Any, opened: Any, director: Actor, secretary: Actor) -> None:
    found = frozen(4)
    one, two = electors(found)[:2]
    named, secret = opened(found), opened(found, secrecy="secret", channels=["paper"])
    shown = opened(found, secrecy="show", channels=["meeting"])
    typed = voting.cast_named(named.pk, one.pk, ["for"], channel="paper", actor=director)
    voting.give_paper(secret.pk, one.pk, actor=director)
    later(7)
    assert voting.close_due() == 0
    with pytest.raises(NotAllowed):
        voting.give_paper(secret.pk, two.pk, actor=director)  # nobody votes after the time
    voting.confirm_voice(typed.pk, ["for"], actor=secretary)
    assert voting.close_due() == 1
    box = voting.enter_counts(secret.pk, {"for": 1}, channel="paper", actor=director)
    assert voting.close_due() == 0
    voting.confirm_counts(box.pk, {"for": 1}, actor=secretary)
    voting.enter_counts(shown.pk, {"for": 3, "against": 1}, channel="meeting", actor=director)
    assert voting.close_due() == 2
    for poll in (named, secret, shown):
        assert voting.release(poll.pk, actor=director).counts["for"] >= 1
