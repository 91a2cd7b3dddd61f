"""Elections in a story: while one is under way for a post, the next one waits."""

from __future__ import annotations

import random
from datetime import date, timedelta
from unittest.mock import patch

import pytest

from gongzhi.elections import public as elections
from gongzhi.stories import elections as lived
from gongzhi.stories import live
from gongzhi.stories.world import local


@pytest.mark.django_db(transaction=True)
def test_a_recall_waits_for_the_election_of_the_same_post() -> None:
    start = local(date(2026, 3, 2), 0)
    with live.on_stage(start, 1) as manual, patch.object(lived, "recall_before"), patch.object(lived, "before"):
        world = live.begin("yaan", manual, seed=1, end=start + timedelta(weeks=1), quiet=True)
        manual.set(start + timedelta(hours=10))
        place = world.settled.places[world.community.main]
        elect, recall = (
            next(
                w
                for w in world.pack.elections
                if w.recall is recalled and elections.elections.posts_to_fill(w, [place])
            )
            for recalled in (False, True)
        )
        post = elections.elections.posts_to_fill(recall, [place])[0]
        next(lived.walk(world, elect, post, random.Random(1)))
        assert elections.elections.live_for(post.pk) is not None
        for walker in (
            lived.recall(world, recall, post, random.Random(7)),
            lived.walk(world, elect, post, random.Random(2)),
        ):
            assert next(walker) == manual() + timedelta(days=1)
