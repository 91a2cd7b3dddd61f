"""Secret votes: one right an elector, one ballot a right, batches, the key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, TooMany
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting
from gongzhi.voting.actions import secret
from gongzhi.voting.models import Ballot, Poll, Spent, Waiting
from gongzhi.voting.tests.conftest import electors
from gongzhi.voting.tests.voter import Voter

if TYPE_CHECKING:
    from gongzhi.access.public import Actor

pytestmark = pytest.mark.django_db


def key_file(poll: Poll) -> Path:
    return Path(settings.KEYS_ROOT) / "polls" / f"{poll.pk}.json"


def test_one_right_one_ballot(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(24)
    poll = opened(found, secrecy="secret")
    assert key_file(poll).stat().st_mode & 0o777 == 0o600
    who = [Voter(poll, e.pk) for e in electors(found)]
    for one in who:
        one.ask()
    who[0].ask()  # the reply was lost: the same again
    with pytest.raises(Conflict):
        Voter(poll, who[0].elector_id).ask()
    with pytest.raises(Invalid):
        voting.cast_secret(poll.pk, who[0].message, who[1].signature, ["for"])
    with pytest.raises(Invalid):
        who[0].cast("perhaps")
    assert who[0].cast("for") is True
    assert who[0].cast("against") is False  # the first choice stands
    for one in who[1:19]:
        one.cast("against")
    assert voting.seal_ballots() == 0  # 19: one batch would leave fewer than ten for the last one
    who[19].cast("")
    assert voting.seal_ballots() == 1
    assert (Ballot.objects.count(), Waiting.objects.count(), Spent.objects.count()) == (10, 10, 10)
    assert voting.seal_ballots() == 0
    assert who[0].cast("for") is False
    assert voting.was_cast(poll.pk, who[0].message)
    assert not voting.was_cast(poll.pk, who[21].message)
    with pytest.raises(NotAllowed):
        voting.give_paper(poll.pk, who[21].elector_id, actor=director, channel="online")
    voting.close_poll(poll.pk, actor=director)
    with pytest.raises(NotAllowed):
        who[21].cast("for")
    assert (Ballot.objects.count(), Waiting.objects.count()) == (20, 0)
    outcome = voting.release(poll.pk, actor=director)
    assert (outcome.counts["for"], outcome.counts["against"], outcome.counts["blank"]) == (1, 18, 1)
    assert outcome.channels == {"online": 20}
    with pytest.raises(NotAllowed):
        voting.voices(poll.pk)
    tags = [e.tag for e in ledger.entries_of(poll.pk)]
    assert tags == ["voting:poll:opened", "voting:poll:closed", "voting:poll:released"]  # none a ballot


@pytest.mark.django_db(transaction=True)
def test_the_key_goes_with_the_last_batch(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(12)
    poll = opened(found, secrecy="secret")
    assert key_file(poll).exists()
    voting.close_poll(poll.pk, actor=director)
    assert not key_file(poll).exists()


def test_paper_and_on_line_are_one_roll(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(12)
    poll = opened(found, secrecy="secret")
    who = electors(found)
    voting.give_paper(poll.pk, who[0].pk, actor=director)
    with pytest.raises(Conflict):
        Voter(poll, who[0].pk).ask()
    Voter(poll, who[1].pk).ask()
    with pytest.raises(Conflict):
        voting.give_paper(poll.pk, who[1].pk, actor=director)


def test_fewer_than_ten_leave_a_sum_only(frozen: Any, opened: Any, director: Actor) -> None:
    found = frozen(4)
    poll = opened(found, secrecy="secret")
    for n, one in enumerate(electors(found)[:3]):
        voter = Voter(poll, one.pk)
        voter.ask()
        voter.cast("for" if n else "against")
    voting.close_poll(poll.pk, actor=director)
    assert Ballot.objects.count() == 0
    outcome = voting.release(poll.pk, actor=director)
    assert (outcome.counts["for"], outcome.counts["against"]) == (2, 1)


def test_ballots_that_are_not_signed_are_slowed_down_and_signed_ones_are_not(frozen: Any, opened: Any) -> None:
    found = frozen(12)
    poll = opened(found, secrecy="secret")
    me = Voter(poll, electors(found)[0].pk)
    me.ask()
    secret._tries[:] = [int(clock.now().timestamp()) // 60, secret.PER_MINUTE]
    with pytest.raises(TooMany):
        voting.cast_secret(poll.pk, me.message, me.signature[::-1], ["for"])
    assert me.cast("for") is True
