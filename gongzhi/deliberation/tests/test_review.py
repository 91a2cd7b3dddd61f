"""The yearly review: reports, secret ballots, result; two failed ones in a row end the post, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.deliberation.actions import reviews
from gongzhi.deliberation.models import Review, Reviewed
from gongzhi.deliberation.rules.reviews import came_to, ends_post
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.voting import public as voting
from tests.desks import account_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
GRADES = [("competent", False), ("basic", False), ("incompetent", True)]
VOTERS = 10


@pytest.mark.parametrize(
    ("counts", "grade", "failed"),
    [
        ({"competent": 6, "basic": 3, "incompetent": 1}, "competent", False),
        ({"competent": 2, "basic": 3, "incompetent": 5}, "basic", False),  # half is not more than half
        ({"competent": 2, "basic": 2, "incompetent": 5, "blank": 0}, "incompetent", True),
        ({"competent": 3, "basic": 3, "incompetent": 4}, "competent", False),  # the better of equals
        ({"competent": 0, "incompetent": 5, "blank": 5}, "competent", False),  # blank ballots are ballots
        ({"incompetent": 4}, "", False),  # too few took part
        ({}, "", False),
    ],
)
def test_what_ballots_come_to(counts: dict[str, int], grade: str, failed: bool) -> None:
    came = came_to(counts, GRADES, VOTERS, "1/2", "1/2")
    assert (came.grade, came.failed) == (grade, failed) or (sum(counts.values()) < 5 and came.grade == "")


def test_when_a_post_ends() -> None:
    assert ends_post(True, [True], 2)
    assert not ends_post(True, [], 2)
    assert not ends_post(True, [False, True], 2)  # not in a row
    assert not ends_post(False, [True], 2)
    assert ends_post(True, [True, True], 3)


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    yield from settled("guangyuan")


@pytest.fixture
def at(town: Settled) -> Callable[[str, int], Client]:
    """A browser of the n-th holder of that post."""

    def enter(post: str, n: int = 0) -> Client:
        found = Client()
        found.force_login(account_of(town.holders[post][n]))
        return found

    return enter


def go(when: datetime | timedelta) -> None:
    assert clock._manual is not None
    if isinstance(when, timedelta):
        clock._manual.advance(when)
    else:
        clock._manual.set(when)


def register(town: Settled, manual_clock: Any) -> int:
    watcher = town.actor("overseer")
    found = voting.open_register(
        place_id=town.places["shipan"], kind="households", title="户代表名册", rule="", actor=watcher
    )
    voting.add_rows(found.pk, [voting.RowDraft(f"户{n}", f"1栋{n}室") for n in range(VOTERS)], actor=watcher)
    voting.publish_register(found.pk, board="residents", actor=watcher)
    manual_clock.advance(timedelta(days=30))
    return voting.freeze_register(found.pk, actor=watcher).pk


def hold(town: Settled, year: int, register_id: int, manual_clock: Any, counts: dict[str, int]) -> Review:
    """One review from the beginning to the release, each member with the same ballots on paper."""
    watcher, second = town.actor("overseer"), orgs.actor_of(town.holders["overseer"][1])
    review = reviews.start(town.bodies["residents-committee"], year=year, no_kin=True, actor=watcher)
    for member in Reviewed.objects.filter(review=review).select_related("review__body", "appointment"):
        reviews.write_report(member, "这一年办成了十二件实事。", actor=watcher)
    closes = clock.now() + timedelta(days=3)
    reviews.open_ballots(review, register_id=register_id, closes_at=closes, channels=["paper"], actor=watcher)
    for member in Reviewed.objects.filter(review=review):
        for elector in voting.Elector.objects.filter(electorate=register_id)[: sum(counts.values())]:
            voting.give_paper(member.poll or 0, elector.pk, actor=watcher)
        tally = voting.enter_counts(member.poll or 0, counts, channel="paper", actor=watcher)
        voting.confirm_counts(tally.pk, counts, actor=second)
    with pytest.raises(NotAllowed):
        reviews.release(review, actor=watcher)
    manual_clock.advance(timedelta(days=4))
    review.refresh_from_db()
    reviews.release(review, actor=watcher)
    review.refresh_from_db()
    return review


def in_office(town: Settled) -> bool:
    return orgs.holder_of(town.posts["director"]).person_id == town.holders["director"][0]


FAILED, PASSED = {"competent": 2, "incompetent": 8}, {"competent": 9, "incompetent": 1}


def test_two_failed_reviews_in_a_row_end_the_post(town: Settled, manual_clock: Any) -> None:
    roll = register(town, manual_clock)
    first = hold(town, 2026, roll, manual_clock, FAILED)
    assert in_office(town)
    assert not any(m.ended for m in first.members.all())
    go(datetime(2027, 3, 1, 9, tzinfo=clock.SHANGHAI))
    second = hold(town, 2027, roll, manual_clock, FAILED)
    assert not in_office(town)
    entry = ledger.entries_of(second.pk)
    ended = [e.codes["article"] for e in entry if e.tag == "deliberation:review:post-ended"]
    assert ended == ["城市居民委员会组织法（2025年修订）第三十七条"] * second.members.count()
    public = Client().get(f"/reviews/{second.pk}/").content.decode()
    assert "职务已终止" in public
    assert "第三十七条" in public
    assert "职务终止" in Client().get(f"/board/{second.posting}/").content.decode()
    told = [m.text for m in notices.inbox(town.holders["director"][0]).items]
    assert any("职务终止" in words for words in told)


def test_one_failed_or_two_that_are_not_in_a_row_end_nothing(town: Settled, manual_clock: Any) -> None:
    roll = register(town, manual_clock)
    for year, counts in ((2026, FAILED), (2027, PASSED), (2028, FAILED), (2029, {"incompetent": 3})):
        go(datetime(year, 7, 1, 9, tzinfo=clock.SHANGHAI))
        hold(town, year, roll, manual_clock, counts)
        assert in_office(town)


def test_nobody_runs_or_counts_the_own_review(town: Settled, at: Any, manual_clock: Any) -> None:
    roll = register(town, manual_clock)
    director, watcher = town.actor("director"), town.actor("overseer")
    committee = town.bodies["residents-committee"]
    with pytest.raises(Exception, match="no such body|supervisory"):
        reviews.start(committee, year=2026, no_kin=True, actor=director)
    review = reviews.start(committee, year=2026, no_kin=True, actor=watcher)
    rows = list(Reviewed.objects.select_related("review__body", "review__matter", "appointment").order_by("id"))
    member = next(r for r in rows if r.appointment.person_id == director.person_id)
    own = at("director")
    page = f"/desk/reviews/{review.pk}/"
    assert "不能主持" in own.get(page).content.decode()
    assert own.post(f"{page}members/{member.pk}/", {f"{member.pk}-text": "短"}).status_code == 422
    assert own.post(f"{page}members/{member.pk}/", {f"{member.pk}-text": "这一年办成了十二件实事。"}).status_code == 302
    for verb in ("ballots", "release"):
        data = {"register": roll, "closes_at": "2026-12-01T09:00", "channels": ["paper"]}
        assert own.post(f"{page}{verb}/", data).status_code == 403
    closes = clock.now() + timedelta(days=2)
    for other in rows:
        if other.pk != member.pk:
            with pytest.raises(Forbidden):
                reviews.write_report(other, "这一年办成了十二件实事。", actor=director)
            with pytest.raises(NotAllowed, match="not reported"):
                reviews.open_ballots(review, register_id=roll, closes_at=closes, channels=["paper"], actor=watcher)
            reviews.write_report(other, "这一年走访了三百户。", actor=watcher)
    reviews.open_ballots(review, register_id=roll, closes_at=closes, channels=["paper"], actor=watcher)
    member.refresh_from_db()
    for refused in (voting.release, voting.close_poll):  # not by the pages of the votes either
        with pytest.raises(Forbidden):
            refused(member.poll or 0, actor=director)
    with pytest.raises(Forbidden):
        voting.enter_counts(member.poll or 0, FAILED, channel="paper", actor=director)
    shown = Client().get(f"/reviews/{review.pk}/").content.decode()
    assert "十二件实事" in shown
    assert "不称职" not in shown  # no count by option before the release
    assert Client().get(f"/reviews/{review.pk + 1}/").status_code == 404


def test_the_supervisors_are_not_of_the_committee(town: Settled, at: Any) -> None:
    watcher = town.actor("overseer")
    committee = town.bodies["residents-committee"]
    page = at("overseer")
    data = {"body": str(committee), "year": str(clock.today().year)}
    assert "请确认" in page.post("/desk/reviews/", data).content.decode()  # the declaration on relatives
    seat = orgs.add_post(actor=SYSTEM, body_id=committee, kind="committee_director", title="居委会委员")
    orgs.appoint(actor=SYSTEM, person_id=town.holders["overseer"][1], post_id=seat.pk)
    with pytest.raises(NotAllowed, match="supervisory"):
        reviews.start(committee, year=clock.today().year, no_kin=True, actor=watcher)


def test_by_clicks(town: Settled, at: Any, manual_clock: Any, django_assert_max_num_queries: Any) -> None:
    roll = register(town, manual_clock)
    watcher, stranger = at("overseer"), at("secretary")
    assert stranger.post("/desk/reviews/", {}).status_code == 403
    data = {"body": str(town.bodies["residents-committee"]), "year": str(clock.today().year), "no_kin": "on"}
    answer = watcher.post("/desk/reviews/", data)
    review = Review.objects.get()
    home = f"/desk/reviews/{review.pk}/"
    assert answer["Location"] == home
    assert watcher.post("/desk/reviews/", data).status_code == 409  # once a year
    assert stranger.get(home).status_code == 404
    member, *others = Reviewed.objects.order_by("id")
    refused = watcher.post(
        f"{home}members/{member.pk}/", {f"{member.pk}-text": "身份证 110101199003070011，办成十件事"}
    )
    assert refused.status_code == 422
    assert "110101199003070011" in refused.content.decode()  # what was typed is kept
    watcher.post(f"{home}members/{member.pk}/", {f"{member.pk}-text": "办成了十件实事，回访满意。"})
    for other in others:
        watcher.post(f"{home}members/{other.pk}/", {f"{other.pk}-text": "走访了三百户，调解纠纷九起。"})
    closes = clock.local(clock.now() + timedelta(days=2))
    watcher.post(f"{home}ballots/", {"register": roll, "closes_at": f"{closes:%Y-%m-%dT%H:%M}", "channels": ["paper"]})
    assert "评议中" in watcher.get("/desk/reviews/").content.decode()
    with django_assert_max_num_queries(12):
        Client().get("/reviews/")
    manual_clock.advance(timedelta(days=3))
    assert watcher.post(f"{home}release/").status_code == 302
    assert "没有评议结果" in Client().get(f"/reviews/{review.pk}/").content.decode()  # nobody voted
    assert watcher.post(f"{home}release/").status_code == 409
