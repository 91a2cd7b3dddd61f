"""A/B: B has A's post exactly while A is away; chains, circles, days that end, never both away."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.access.public import SYSTEM, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden
from gongzhi.orgs.public import (
    actor_of,
    appoint,
    end_absence,
    end_appointment,
    find_post,
    holder_of,
    post_label,
    posts_to_offer,
    set_substitute,
    start_absence,
    superior_of,
)

DAY = timedelta(days=1)


def names(actor: Any) -> dict[int, int | None]:
    return {p.post_id: p.standing_in_for for p in actor.posts}


def test_b_has_a_s_post_only_while_a_is_away(community: SimpleNamespace, manual_clock: Any) -> None:
    b_post, b = community.held("B")
    a_post, a = community.held("A", substitute_id=b_post.pk)
    assert names(actor_of(b.person_id)) == {b_post.pk: None}
    start_absence(a.pk, actor=actor_of(a.person_id), starts_at=clock.now() + DAY, until=clock.now() + 2 * DAY)
    assert names(actor_of(b.person_id)) == {b_post.pk: None}
    manual_clock.advance(DAY)
    assert names(actor_of(b.person_id)) == {b_post.pk: None, a_post.pk: a.pk}
    assert holder_of(a_post.pk).person_id == b.person_id
    assert holder_of(a_post.pk).standing_in
    manual_clock.advance(DAY)
    assert names(actor_of(b.person_id)) == {b_post.pk: None}  # the end is honoured without anybody's doing
    assert holder_of(a_post.pk).person_id == a.person_id


def test_coming_back_early_gives_the_work_back_at_once(community: SimpleNamespace) -> None:
    b_post, b = community.held("B")
    a_post, a = community.held("A", substitute_id=b_post.pk)
    absence = start_absence(a.pk, actor=actor_of(a.person_id))
    assert a_post.pk in actor_of(b.person_id).post_ids
    end_absence(absence.pk, actor=actor_of(a.person_id))
    assert a_post.pk not in actor_of(b.person_id).post_ids
    with pytest.raises(Conflict):
        end_absence(absence.pk, actor=actor_of(a.person_id))


def test_a_post_of_two_is_covered_only_when_both_are_away(community: SimpleNamespace) -> None:
    b_post, b = community.held("B")
    a_post, a1 = community.held("A1", substitute_id=b_post.pk, seats=2)
    _, helper = community.held("A2")
    a2 = appoint(actor=SYSTEM, person_id=helper.person_id, post_id=a_post.pk, starts_on=community.day)
    start_absence(a1.pk, actor=SYSTEM)
    assert a_post.pk not in actor_of(b.person_id).post_ids
    assert holder_of(a_post.pk).person_id == a2.person_id
    start_absence(a2.pk, actor=SYSTEM)
    assert a_post.pk in actor_of(b.person_id).post_ids


def test_a_chain_reaches_the_first_who_is_there(community: SimpleNamespace) -> None:
    """zammad#3694: A's work went to B; with B away too it was lost. Here it goes on to C, and back step by step."""
    c_post, c = community.held("C")
    b_post, b = community.held("B", substitute_id=c_post.pk)
    a_post, a = community.held("A", substitute_id=b_post.pk)
    start_absence(a.pk, actor=SYSTEM)
    b_away = start_absence(b.pk, actor=SYSTEM)
    assert names(actor_of(c.person_id)) == {c_post.pk: None, a_post.pk: a.pk, b_post.pk: b.pk}
    assert names(actor_of(b.person_id)) == {b_post.pk: None}
    assert holder_of(a_post.pk).person_id == c.person_id
    end_absence(b_away.pk, actor=SYSTEM)
    assert names(actor_of(c.person_id)) == {c_post.pk: None}
    assert names(actor_of(b.person_id)) == {b_post.pk: None, a_post.pk: a.pk}


def test_the_chain_goes_on_over_a_vacant_substitute(community: SimpleNamespace) -> None:
    c_post, c = community.held("C")
    b_post, b = community.held("B", substitute_id=c_post.pk)
    a_post, a = community.held("A", substitute_id=b_post.pk)
    end_appointment(b.pk, actor=SYSTEM)
    start_absence(a.pk, actor=SYSTEM)
    assert names(actor_of(c.person_id)) == {
        c_post.pk: None,
        a_post.pk: a.pk,
    }  # B's vacant post has no A to stand in for


def test_never_both_away(community: SimpleNamespace) -> None:
    a_post, a = community.held("A")
    b_post, b = community.held("B", substitute_id=a_post.pk)
    set_substitute(a_post.pk, b_post.pk, actor=SYSTEM)  # A and B for each other: a circle
    now = clock.now()
    start_absence(a.pk, actor=SYSTEM, starts_at=now + DAY, until=now + 3 * DAY)
    with pytest.raises(Conflict, match=r"A \(Sunny committee Post of A\) is away"):
        start_absence(b.pk, actor=SYSTEM, starts_at=now + 2 * DAY, until=now + 4 * DAY)
    start_absence(b.pk, actor=SYSTEM, starts_at=now + 3 * DAY, until=now + 4 * DAY)  # side by side is fine


def test_the_one_who_stands_in_cannot_leave_a_s_post_alone(community: SimpleNamespace) -> None:
    b_post, b = community.held("B")
    _, a = community.held("A", substitute_id=b_post.pk)
    start_absence(a.pk, actor=SYSTEM, until=clock.now() + 3 * DAY)
    with pytest.raises(Conflict):
        start_absence(b.pk, actor=SYSTEM, starts_at=clock.now() + DAY)
    c_post, _ = community.held("C")
    set_substitute(b_post.pk, c_post.pk, actor=SYSTEM)
    start_absence(b.pk, actor=SYSTEM, starts_at=clock.now() + DAY)


def test_nobody_named_to_stay_may_still_fall_away(community: SimpleNamespace) -> None:
    post, a = community.held("A")
    start_absence(a.pk, actor=SYSTEM)
    assert holder_of(post.pk).person_id is None
    with pytest.raises(Conflict):
        start_absence(a.pk, actor=SYSTEM)  # entered twice


def test_another_s_absence_needs_the_permission(community: SimpleNamespace) -> None:
    _, a = community.held("A")
    _, stranger = community.held("S")
    _, head = community.held("H", kind="head", at=community.area)
    with pytest.raises(Forbidden):
        start_absence(a.pk, actor=actor_of(stranger.person_id))
    start_absence(a.pk, actor=actor_of(head.person_id))


def test_access_ends_with_the_appointment(community: SimpleNamespace, manual_clock: Any) -> None:
    post, a = community.held("A")
    end_appointment(a.pk, actor=SYSTEM)
    actor = actor_of(a.person_id)
    assert (actor.kind, actor.posts) == (ActorKind.RESIDENT, ())
    later = appoint(
        actor=SYSTEM, person_id=a.person_id, post_id=post.pk, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 5)
    )
    for day, holds in ((2, False), (3, False), (4, True), (5, True), (6, False)):
        manual_clock.set(manual_clock().replace(day=day))
        assert (post.pk in actor_of(later.person_id).post_ids) is holds, day


def test_seats_are_counted(community: SimpleNamespace) -> None:
    post, _ = community.held("A")
    _, other = community.held("B")
    with pytest.raises(Conflict):
        appoint(actor=SYSTEM, person_id=other.person_id, post_id=post.pk)


def test_an_actor_costs_three_queries_at_most(community: SimpleNamespace) -> None:
    b_post, b = community.held("B")
    for n in range(5):
        _, a = community.held(f"A{n}", substitute_id=b_post.pk)
        start_absence(a.pk, actor=SYSTEM)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(actor_of(b.person_id).posts) == 6
    assert len(queries) <= 3


def test_the_nearest_post_and_the_one_above(community: SimpleNamespace) -> None:
    head_post, head = community.held("H", kind="head", at=community.area, leads=True)
    post, a = community.held("A")
    chain = (community.city.pk, community.area.pk, community.grid.pk)
    assert find_post(["grid-worker"], chain) == post.pk
    assert find_post(["grid-worker"], (*chain[:2], community.other.pk)) is None
    assert find_post(["grid-worker", "head"], (*chain[:2], community.other.pk)) == head_post.pk
    assert superior_of(post.pk) == head_post.pk
    assert superior_of(head_post.pk) is None
    assert post_label(post.pk) == "Sunny committee Post of A"
    assert [c.post_id for c in posts_to_offer(actor_of(head.person_id), chain)] == [post.pk]
    assert [c.holder_name for c in posts_to_offer(actor_of(a.person_id), chain)] == ["H"]
