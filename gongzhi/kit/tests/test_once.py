"""A submission sent twice is one: found, or made; whoever collides looks again, and is told after three times."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from gongzhi.core.errors import Conflict
from gongzhi.kit.once import TRIES, once

pytestmark = pytest.mark.django_db


def test_what_was_sent_is_found_and_nothing_is_made_again() -> None:
    assert once("a", lambda: "before", lambda: pytest.fail("made twice")) == "before"


def test_without_a_submission_each_time_is_a_new_one() -> None:
    made: list[int] = []
    for _ in range(2):
        once("", lambda: pytest.fail("looked"), lambda: made.append(1))
    assert len(made) == 2


def test_who_was_second_finds_what_the_first_made() -> None:
    there: list[str] = []

    def make() -> str:
        there.append("of the other")
        raise IntegrityError

    assert once("a", lambda: next(iter(there), None), make) == "of the other"


def test_a_collision_that_does_not_end_is_said() -> None:
    tries: list[int] = []

    def make() -> str:
        tries.append(1)
        raise IntegrityError

    with pytest.raises(Conflict):
        once("a", lambda: None, make)
    assert len(tries) == TRIES
