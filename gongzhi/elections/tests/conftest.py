"""A community that elects, with people at their desks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core import clock
from gongzhi.elections import public as elections
from gongzhi.elections.models import Election, Nominee
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

ANYBODY = Actor(ActorKind.ANONYMOUS)
NAMES = ["李建国", "王芳", "丁一"]


@dataclass
class Hall:
    """Walks an election through its steps. `runner` holds it."""

    town: Settled
    way: packs.ElectionWay
    runner: Actor
    election: Election

    def fresh(self) -> Election:
        self.election = elections.elections.get(self.election.pk, self.runner)
        return self.election

    @property
    def step(self) -> str:
        return self.fresh().matter.step

    def announce(self, days: int = 5) -> None:
        until = clock.today() + timedelta(days=days)
        elections.opening.announce(self.fresh(), words="公开选举，欢迎推荐。", recommend_until=until, actor=self.runner)

    def register(self, rows: int = 100) -> voting.Electorate:
        made = elections.opening.open_register(self.fresh(), actor=self.runner)
        drafts = [voting.RowDraft(f"选民{n:03d}", f"1栋{n:03d}室") for n in range(rows - len(NAMES))]
        drafts += [voting.RowDraft(name, "2栋101室") for name in NAMES]
        voting.add_rows(made.pk, drafts, actor=self.runner)
        if made.kind != "representatives" or voting.rule_set_on(self.way.rule, clock.today()).roll_days:
            voting.publish_register(made.pk, board="residents", actor=self.runner)
        elections.opening.set_register(self.fresh(), made.pk, actor=self.runner)
        return voting.register(made.pk)

    def recommend(self, names: list[str] = NAMES, days: int = 6) -> list[Nominee]:
        for name in names:
            if "residents" in self.way.recommended_by:
                made = elections.recommending.recommend(self.fresh(), name=name, by_name="老周", actor=ANYBODY)
            else:
                sheet = [f"选民{n:03d}" for n in range(10)]
                made = elections.recommending.enter(
                    self.fresh(), name=name, by="voters", channel="paper", source="第1号推荐表", voters=sheet,
                    actor=self.runner,
                )  # fmt: skip
            elections.recommending.answer(
                Nominee.objects.get(pk=made.pk), accepted=True, how="书面同意书", introduction="在社区工作多年。",
                actor=self.runner,
            )  # fmt: skip
        later(days)
        elections.recommending.close_recommendation(self.fresh(), actor=self.runner)
        return list(Nominee.objects.filter(election=self.election).order_by("id"))

    def other(self) -> Actor:
        """Who holds the post with which the matter lies, or to which it is offered."""
        matter = self.fresh().matter
        holder = orgs.holder_of(matter.offered_post_id or matter.holder_post_id).person_id
        assert holder is not None
        return orgs.actor_of(holder)

    def vet(self, unfit: tuple[str, ...] = ()) -> None:
        vetter = self.other()
        for one in Nominee.objects.filter(election=self.election, accepted=True).order_by("id"):
            fit = one.name not in unfit
            elections.vetting.vet(one, fit=fit, reason="" if fit else "不符合任职条件", actor=vetter)
        elections.vetting.end_vetting(self.fresh(), actor=vetter)

    def candidates(self) -> None:
        elections.vetting.publish_candidates(self.fresh(), actor=self.runner)
        days = procedures.step_of(self.fresh().matter).days
        assert days is not None
        later(days, minutes=1)
        procedures.run_ticks(100)

    def assemble(self, came: int = 95) -> None:
        starts = clock.now() + timedelta(days=12)
        elections.sitting.call(self.fresh(), vote_at=starts, venue="社区礼堂", actor=self.runner)
        later(12)
        elections.sitting.open_(self.fresh(), actor=self.runner)
        rows = self.electors()[:came]
        elections.sitting.sign_in_many(self.fresh(), [e.pk for e in rows], actor=self.runner)

    def electors(self) -> list[voting.Elector]:
        return list(voting.Elector.objects.filter(electorate=self.fresh().electorate_id).order_by("id"))

    def officers(self) -> None:
        rows = self.electors()
        for elector, role in zip(rows[:3], ("scrutineer", "scrutineer", "teller"), strict=True):
            elections.sitting.name_officer(self.fresh(), elector.pk, role, actor=self.runner)
        here = elections.elections.present(self.election)
        elections.sitting.approve_officers(self.fresh(), agreed=here, actor=self.runner)

    def ballot(self, counts: dict[str, int]) -> voting.Outcome:
        elections.sitting.give_ballots(self.fresh(), actor=self.runner)
        return self.count(counts)

    def count(self, counts: dict[str, int]) -> voting.Outcome:
        assert elections.sitting.count(self.fresh(), counts, actor=self.runner) is False
        assert elections.sitting.count(self.fresh(), counts, actor=self.town.actor(self.second)) is True
        return elections.result.release(self.fresh(), actor=self.runner)

    second = "convener"

    def to_vote(self, rows: int = 100) -> None:
        self.announce()
        self.register(rows)
        self.recommend()
        self.vet()
        self.candidates()


def later(days: float = 0, **more: float) -> None:
    assert clock._manual is not None
    clock._manual.advance(timedelta(days=days, **more))


def begin(town: Settled, key: str) -> Hall:
    """An election in that way, to the first post of the community that it fills."""
    way = packs.active().election(key)
    community = packs.active().community
    assert community is not None
    place = town.places[community.main]
    post = next(p for p in elections.elections.posts_to_fill(way, [place]) if p.place_id == place)
    kinds = orgs.Post.objects.filter(place=place, kind__in=way.run_by).order_by("id")
    holder = orgs.holder_of(kinds[0].pk).person_id
    assert holder is not None
    runner = orgs.actor_of(holder)
    made = elections.opening.open_election(way=key, post_id=post.pk, actor=runner)
    return Hall(town, way, runner, made)


@pytest.fixture
def hall(city: Settled) -> Hall:
    """公推直选 of the secretary, just begun."""
    return begin(city, "party-direct")


@pytest.fixture
def voter(city: Settled) -> Any:
    """A resident with an account."""
    person = people.create_person(name="赵小红")
    return Actor(ActorKind.RESIDENT, person_id=person.pk)


def in_town(pack: str) -> Iterator[Settled]:
    """The community of a pack."""
    yield from settled(pack)
