"""Requests in flight while levels are adjusted: how they stood on the eve, and a moment after (row A1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import entropy
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import staff
from gongzhi.stories.world import Case, Fate, World

IN_FLIGHT = 12  # requests that the offices which end take over on their last days


@dataclass(slots=True)
class Flight:
    """Open matters on the eve with owner and due time, and the same a moment after."""

    eve: dict[int, datetime | None] = field(default_factory=dict)  # live matter → promised by
    at_ending: int = 0  # of these, with the posts that end
    lost: int = 0
    late_changed: int = 0
    without_owner: int = 0
    still_there: int = 0  # held by a post that has ended

    def note_eve(self, ending: Sequence[int]) -> None:
        """How it stands before; `ending`: ids of the posts that end."""
        live = _live()
        self.eve = {pk: due for pk, (due, _post) in live.items()}
        self.at_ending = sum(post in ending for _due, post in live.values())
        self.at_ending += procedures.Matter.objects.filter(offered_post__in=ending).count()

    def note_after(self) -> None:
        """How it stands a moment after."""
        live = _live()
        self.lost = sum(pk not in live for pk in self.eve)
        self.late_changed = sum(live[pk][0] != due for pk, due in self.eve.items() if pk in live)
        posts = {post for _due, post in live.values()}
        nobody = {post for post in sorted(posts) if orgs.holder_of(post).person_id is None}
        self.without_owner = sum(post in nobody for _due, post in live.values())
        ended = set(orgs.Post.objects.exclude(ends_on=None).values_list("id", flat=True))
        self.still_there = sum(post in ended for _due, post in live.values())


def _live() -> dict[int, tuple[datetime | None, int]]:
    rows = procedures.Matter.objects.filter(state__in=procedures.LIVE).order_by("id")
    return {pk: (due, post) for pk, due, post in rows.values_list("id", "due_at", "holder_post_id")}


def hand_in(world: World, posts: Sequence[int]) -> None:
    """On its last day the office (`posts`: ids of its clerks) still takes over what stands open in its communities."""
    number, kinds = 0, list(dict.fromkeys(orgs.Post.objects.filter(pk__in=posts).values_list("kind", flat=True)))
    for case in world.cases:
        matter = world.matter(case)
        fit = case.todo and matter.state == "open" and matter.offered_post_id is None and matter.parent_id is None
        if not fit or procedures.step_of(matter).kind is not procedures.StepKind.TASK:
            continue
        office = world.nearest(kinds, matter.place_id)
        actor = world.staff(matter.holder_post_id)
        if office is None or actor is None or matter.holder_post_id == office:
            continue
        if actor.holding(matter.holder_post_id) is None:
            continue
        case.fate = replace(case.fate, lapsed=False, refused=False)
        staff.offer(world, case, matter, actor, office)
        number += 1
        if number >= IN_FLIGHT // 2:
            return


def report_at(world: World, place_id: int) -> None:
    """A resident of another place reports on the web what is looked after there."""
    kind = next(k for k in world.pack.request_types if k.key == "other")
    name, estate = "外区居民", places.get(place_id).name
    text = f"{estate}的路灯不亮已经三天，请派人来修。"
    draft = requests.Draft(
        description=text, type_key=kind.key, name=name, contact_phone=world.residents[0].phone, place_id=place_id
    )
    key = entropy.token_urlsafe(12)
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", idempotency_key=key)
    fate, spot = Fate(ending="solved"), (0.0, 0.0)
    case = Case(receipt.matter_id, receipt.number, kind, estate, spot, fate, [receipt.reporter_id], draft, key)
    world.cases.append(case)
    staff.begin(world, case)
