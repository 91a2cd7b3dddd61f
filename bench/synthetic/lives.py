"""Requests lived by the public actions in one grid: every type, the usual fates, open and closed."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.access.public import ANONYMOUS, Actor
from gongzhi.core import clock
from gongzhi.core.errors import DomainError
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.public import Settled

SPOT = (106.7046, 26.5868)  # within grid-01 of the model community
DAYS = 34  # that the lives take up to the present
# fate -> how often among its like; the closed ones are opened 34 to 20 days ago, the open ones in the last days
CLOSED = {"answered": 55, "rated": 22, "at-once": 10, "handed": 8, "asked": 3, "late": 2}
OPEN = {"new": 35, "taken": 40, "offered": 10, "waiting": 5, "overdue": 10}
ANSWER = "您好，您反映的问题我们已到现场查看并处理完毕，感谢您的反映。"


@dataclass(slots=True)
class Life:
    """One lived request; `open`: it stays so. `weight`: its share among all."""

    matter_id: int
    type_key: str
    channel: str
    fate: str
    open: bool
    weight: float


class Stage:
    """A queue of acts on the manual clock."""

    def __init__(self, manual: clock.ManualClock, settled: Settled) -> None:
        self.manual, self.settled = manual, settled
        self.queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self.turns = itertools.count()

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self.queue, (moment, next(self.turns), act))

    def run(self, until: datetime) -> None:
        """Live on; the worker's sweep runs every two hours."""
        sweep = self.manual()
        while self.queue or sweep < until:
            moment = self.queue[0][0] if self.queue else until
            while sweep < min(moment, until):
                self.manual.set(sweep)
                while procedures.run_ticks(500) >= 500:
                    pass
                sweep += timedelta(hours=2)
            if not self.queue or moment > until:
                break
            _, _, act = heapq.heappop(self.queue)
            self.manual.set(max(moment, self.manual()))
            act()
        self.manual.set(until)


def weights(pack: packs.Pack) -> dict[str, float]:
    """How often each type comes: a few make up most, as everywhere (one over the rank)."""
    keys = [t.key for t in pack.request_types]
    random.Random(311).shuffle(keys)
    return {key: 1.0 / (rank + 1.5) for rank, key in enumerate(keys)}


def live(stage: Stage, pack: packs.Pack, now: datetime) -> list[Life]:
    """Live them all up to `now`; some seven lives a type."""
    chance = random.Random(17)
    lives: list[Life] = []
    shares = weights(pack)
    for number, kind in enumerate(pack.request_types):
        for fates, is_open in ((CLOSED, False), (OPEN, True)):
            for fate, share in fates.items():
                if share < 10 and number % 3:
                    continue  # the rarer fates in every third type
                days = chance.uniform(20, DAYS - 1) if not is_open else _age(fate, chance)
                moment = _by_day(now - timedelta(days=days), chance)
                life = Life(
                    0, kind.key, chance.choice(("web", "web", "hotline")), fate, is_open, shares[kind.key] * share
                )
                stage.at(moment, lambda life=life: _begin(stage, life, chance))  # type: ignore[misc]
                lives.append(life)
    stage.run(now)
    return _as_they_are(lives)


def _age(fate: str, chance: random.Random) -> float:
    return {"new": chance.uniform(0.1, 2), "overdue": chance.uniform(8, 19)}.get(fate, chance.uniform(1, 12))


def _by_day(moment: datetime, chance: random.Random) -> datetime:
    here = clock.local(moment).replace(hour=9, minute=0, second=0, microsecond=0)
    return min(here + timedelta(minutes=chance.randrange(480)), moment + timedelta(hours=1))


def _begin(stage: Stage, life: Life, chance: random.Random) -> None:
    kind = packs.active().request_type(life.type_key)
    draft = requests.Draft(
        description=f"{kind.title}：合成数据的原话，每一条都会换成另外的话。",
        type_key=life.type_key,
        name="合成居民",
        contact_phone="13800000000",
        lon=SPOT[0] + chance.uniform(-0.0008, 0.0008),
        lat=SPOT[1] + chance.uniform(-0.0008, 0.0008),
        address="合成路1号",
    )
    by_staff = life.channel == "hotline"
    actor = stage.settled.actor("hotline") if by_staff else ANONYMOUS
    offered = stage.settled.posts["worker-01"] if by_staff and life.fate in ("handed", "offered") else None
    receipt = requests.intake(draft, actor=actor, channel=life.channel, offer_to=offered, look_near=False)
    life.matter_id = receipt.matter_id
    _go_on(stage, life, chance)


def _go_on(stage: Stage, life: Life, chance: random.Random) -> None:
    now = stage.manual()
    later = lambda hours, act: stage.at(now + timedelta(hours=hours), _forgiving(act))  # noqa: E731
    mine = lambda: _holder(life)  # noqa: E731
    worker = lambda: stage.settled.actor("worker-01")  # noqa: E731
    matter_id = life.matter_id

    def offer() -> None:
        if procedures.Matter.objects.get(pk=matter_id).offered_post_id is None:
            procedures.offer(matter_id, to_post=stage.settled.posts["worker-01"], actor=mine(), note="请查看。")

    def answer() -> None:
        step = "explained" if life.fate == "at-once" else "solved"
        requests.answer(matter_id, actor=mine(), ending=step, public_text=ANSWER, internal_text="已办结。")

    def rate() -> None:
        reporter = requests.Reporter.objects.select_related("request__matter").get(request_id=matter_id)
        requests.rate(reporter, stars=chance.choice((5, 5, 4, 3, 1)), solved=True, comment="办得快。", actor=ANONYMOUS)

    def add_words() -> None:
        reporter = requests.Reporter.objects.select_related("request__matter").get(request_id=matter_id)
        requests.add_words(reporter, words="就在门卫室旁边。", actor=ANONYMOUS)

    def question() -> None:
        requests.ask(matter_id, question="请问具体在哪一栋？", actor=mine())

    def accept() -> None:
        procedures.accept(matter_id, actor=mine())

    plans: dict[str, list[tuple[float, Callable[[], None]]]] = {
        "answered": [(0.6, accept), (6, answer)],
        "rated": [(0.4, accept), (5, answer), (30, rate)],
        "at-once": [(0.5, answer)],
        "handed": [(0.3, offer), (1.1, lambda: procedures.accept(matter_id, actor=worker()) and None), (9, answer)],
        "asked": [(0.5, accept), (1.5, question), (26, add_words), (50, answer)],
        "late": [(3, accept), (24 * 17, answer)],
        "new": [],
        "taken": [(0.7, accept)],
        "offered": [(0.2, offer)],
        "waiting": [(0.5, accept), (1.2, question)],
        "overdue": [(1.0, accept)],
    }
    for hours, act in plans[life.fate]:
        later(hours, act)


def _holder(life: Life) -> Actor:
    post = procedures.Matter.objects.values_list("holder_post_id", flat=True).get(pk=life.matter_id)
    person = orgs.holder_of(post).person_id
    assert person is not None
    return orgs.actor_of(person)


def _forgiving(act: Callable[[], None]) -> Callable[[], None]:
    """Not every procedure has every step: what it does not allow is left out."""

    def run() -> None:
        try:
            act()
        except DomainError:
            return

    return run


def _as_they_are(lives: list[Life]) -> list[Life]:
    """What became of them, by the product's own word."""
    states = dict(procedures.Matter.objects.values_list("pk", "state"))
    for life in lives:
        life.open = states[life.matter_id] in ("open", "waiting")
    return lives
