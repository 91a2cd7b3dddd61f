"""Gaps open when life falls short, close when it is mended, and are told once to whom they concern."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.standards.models import Gap, Stale, Sweep
from gongzhi.standards.public import gaps_on, sweep
from gongzhi.standards.tests.conftest import open_gaps

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def messages(person_id: int) -> list[str]:
    return [m.text for m in notices.inbox(person_id).items]


def test_the_first_sweep_opens_exactly_what_is_missing(city: Settled) -> None:
    assert sweep() > 0
    community = packs.active().community
    assert community is not None
    assert community.neighbour is not None
    main, other = (places.get(city.places[key]).name for key in (community.main, community.neighbour))
    both = ("deputy-secretary", "instructor", "party-office")  # posts and bodies that the community file lacks
    expected = [(rule, unit) for rule in both for unit in (main, other)]
    expected += [("one-one-one", other), ("secretary", other)]  # the neighbour has a centre and a committee alone
    assert open_gaps() == sorted(expected)
    assert sweep() == 0  # nothing twice
    assert Sweep.objects.get().day == clock.today()


def test_a_vacancy_opens_since_the_day_after_and_closes_with_the_next(
    city: Settled, manual_clock: clock.ManualClock
) -> None:
    sweep()
    manual_clock.advance(timedelta(days=3))
    (key,) = [p.key for p in packs.active().community.posts if p.kind == "party_secretary"]  # type: ignore[union-attr]
    orgs.end_appointment(city.appointments[key][0], actor=SYSTEM)
    assert Stale.objects.exists()
    sweep()
    gap = Gap.objects.get(rule="secretary", closed_at=None, unit_id=orgs.Post.objects.get(pk=city.posts[key]).place_id)
    assert (gap.value, gap.required, gap.since) == (0, 1, date(2026, 3, 5))
    tags = [e.tag for e in ledger.entries_of(gap.pk)]
    assert tags == ["standard:gap:opened"]
    manual_clock.advance(timedelta(minutes=1))
    orgs.appoint(person_id=city.holders[key][0], post_id=city.posts[key], actor=SYSTEM)
    sweep()
    gap.refresh_from_db()
    assert gap.closed_at == clock.now()
    assert [e.tag for e in ledger.entries_of(gap.pk)] == ["standard:gap:opened", "standard:gap:closed"]


def test_the_owner_hears_once_and_the_post_above_after_the_days_of_the_pack(
    city: Settled, manual_clock: clock.ManualClock
) -> None:
    sweep()
    gap = Gap.objects.filter(rule="party-office").order_by("id")[0]
    owner = orgs.holder_of(gap.owner_post_id or 0).person_id or 0
    told = len(messages(owner))
    assert told == 1
    manual_clock.advance(timedelta(days=29))
    sweep()
    assert len(messages(owner)) == told
    above = orgs.superior_of(gap.owner_post_id or 0)
    assert above is not None
    boss = orgs.holder_of(above).person_id or 0
    before = len(messages(boss))
    manual_clock.advance(timedelta(days=1))
    sweep()
    assert len(messages(boss)) == before + 1
    sweep()
    assert len(messages(boss)) == before + 1
    assert len(messages(owner)) == told


def test_a_part_and_the_whole_say_the_same(city: Settled, manual_clock: clock.ManualClock) -> None:
    sweep()
    pack = packs.active()
    assert pack.community is not None
    for post in pack.community.posts[::5]:
        manual_clock.advance(timedelta(minutes=1))
        orgs.end_appointment(city.appointments[post.key][0], actor=SYSTEM)
    sweep()
    part = open_gaps()
    Sweep.objects.update(ended_at=None)
    assert sweep() == 0
    assert open_gaps() == part
    of_program = sorted((row["rule"], row["unit"]) for row in gaps_on(pack, clock.today()))
    assert of_program == part


def test_two_workers_do_not_sweep_at_once(city: Settled) -> None:
    Sweep.objects.create(pk=1, claimed_until=clock.now() + timedelta(minutes=5))
    assert sweep() == 0
    assert open_gaps() == []


def test_what_no_measure_measures_or_whose_number_is_missing_is_no_gap_and_not_kept(city: Settled) -> None:
    sweep()
    rules = set(Gap.objects.values_list("rule", flat=True))
    assert "party-meetings" not in rules
    rows = gaps_on(packs.active(), clock.today())
    assert all(row["value"] is not None and row["required"] is not None for row in rows)
    assert set(rows[0]) == {"rule", "clause", "unit", "value", "required", "since", "owner"}
    assert all(row["owner"] for row in rows)


def test_of_an_earlier_day_and_of_one_place(city: Settled, manual_clock: clock.ManualClock) -> None:
    sweep()
    before = gaps_on(packs.active(), clock.today())
    manual_clock.advance(timedelta(days=10))
    (key,) = [p.key for p in packs.active().community.posts if p.kind == "party_secretary"]  # type: ignore[union-attr]
    orgs.end_appointment(city.appointments[key][0], actor=SYSTEM)
    sweep()
    assert gaps_on(packs.active(), date(2026, 3, 2)) == before
    community = packs.active().community
    assert community is not None
    here = gaps_on(packs.active(), clock.today(), place_id=city.places[community.main])
    assert {r["unit"] for r in here} == {places.get(city.places[community.main]).name}
    assert "secretary" in {r["rule"] for r in here}


def test_what_changes_about_a_gap_is_brought_up_to_date(city: Settled, manual_clock: clock.ManualClock) -> None:
    sweep()
    gap = Gap.objects.filter(rule="one-one-one").get()
    assert (gap.value, gap.detail) == (2, "居民议事会")
    centre = orgs.Body.objects.get(kind="service_centre", place_id=gap.place_id)
    orgs.Body.objects.filter(pk=centre.pk).update(ends_on=date(2026, 3, 1))
    manual_clock.advance(timedelta(hours=1))
    assert sweep() > 0
    again = Gap.objects.get(pk=gap.pk)
    assert (again.value, again.since, again.detail) == (1, gap.since, "居民议事会、社区服务中心")
    assert again.closed_at is None
