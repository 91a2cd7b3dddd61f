"""Intake, handling, hard cases."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from django.conf import settings

from gongzhi.access.public import ANONYMOUS
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.figures import advice
from gongzhi.stories.figures.boxed import boxed
from gongzhi.stories.figures.handled import handled
from gongzhi.stories.figures.recount import due_of, late_by_ledger
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import Snapshot, holders_off, overseer
from gongzhi.stories.world import World


def _whole(world: World) -> requests.Figures:
    return requests.figures(overseer(world), world.begin, world.end)


def _full(world: World) -> bool:
    return (world.end - world.begin).days >= 90


def c1(world: World) -> Row:
    """Every way becomes one numbered request; the same submission is never doubled; who joined hears the answer."""
    row, whole = Row(), _whole(world)
    days = (world.end - world.begin).days
    try:
        least = world.pack.figure("requests_quarter_min")
        bound = int(least.value) if _full(world) else least.value * days / 91 * 0.7
        row.least(least.key, whole.received, bound, source_of(least))
    except KeyError:
        pass
    ways = len(world.plan.channel_shares)
    row.least("ways_in", len(whole.by_channel), ways if _full(world) else min(3, ways))
    row.note("ways_in", advice.missing_ways(world, set(whole.by_channel)))
    numbers = requests.Request.objects.order_by("number").values_list("number", flat=True).distinct().count()
    row.equal("numbers", numbers, whole.received)
    row.equal("doubled_by_sending_again", _sent_again(world), 0)
    row.least("joined", whole.joined, 5 if _full(world) else 0)
    _shares(world, row, whole)
    handled(world, row)
    boxed(world, row)
    row.equal("reporters_not_told_the_answer", _not_told(world), 0)
    return row


def _shares(world: World, row: Row, whole: requests.Figures) -> None:
    """What the document counted by kinds of requests comes in the same proportion (within five in a hundred); where it
    counts what units solved, the proportion is that of what was handled (`handled`)."""
    counted = [f for f in world.pack.figures if f.groups]
    group_of = {t.key: t.group for t in world.pack.request_types}
    by_group = Counter[str]()
    for key, number in whole.by_type.items():
        by_group[group_of[key]] += number
    said, came = sum(f.value for f in counted), sum(by_group[g] for f in counted for g in f.groups)
    for figure in counted:
        number = sum(by_group[g] for g in figure.groups)
        expected, near = figure.value / said, 0.05 if _full(world) else 1.0
        if not any(f.bodies for f in counted):
            share = number / max(1, came)
            row.between(f"{figure.key}_share", share, expected - near, expected + near, source_of(figure))
        row.least(f"{figure.key}_received", number, 1 if _full(world) else 0, source_of(figure))


def _sent_again(world: World) -> int:
    """The last submission of a resident once more, as from a second tab: how many requests it makes."""
    before = _whole(world).received
    case = next((c for c in reversed(world.cases) if world.pack.channel(_channel(c.matter_id)).by == "resident"), None)
    if case is None:
        return 0
    from gongzhi.access.public import Actor, ActorKind

    actor = Actor(ActorKind.RESIDENT, person_id=case.draft.person_id) if case.draft.person_id else ANONYMOUS
    again = requests.intake(case.draft, actor=actor, channel=_channel(case.matter_id), idempotency_key=case.key)
    return _whole(world).received - before + (again.number != case.number)


def _channel(matter_id: int) -> str:
    return str(requests.Request.objects.values_list("channel", flat=True).get(pk=matter_id))


def _not_told(world: World) -> int:
    """Reporters of answered requests to whom no message with the answer went out (the sandbox's file says which)."""
    told: set[str] = set()
    path = Path(settings.OUTBOX_ROOT) / "sms.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        template, _, rest = json.loads(line)["key"].partition(":")
        if template == "answered":
            told.add(rest.partition(":")[0])
    answered = requests.Reporter.objects.filter(request__answered_at__isnull=False, request__joined_to=None)
    return sum(str(pk) not in told for pk in answered.order_by("id").values_list("id", flat=True))


def c2(world: World, at_end: Snapshot) -> Row:
    """件件有着落、项项有答复: owner, light, promise, escalation, answer, for each and all."""
    row, whole, actor = Row(), _whole(world), overseer(world)
    row.of_pack(world.pack, "without_owner", holders_off(world) + at_end.holders_off)
    row.of_pack(world.pack, "answered_share", whole.answered_due / max(1, whole.due))
    row.equal("not_ended", sum(whole.by_state.get(state, 0) for state in procedures.LIVE), 0)
    row.least("open_when_the_story_ended", sum(at_end.whole.by_state.get(s, 0) for s in procedures.LIVE), 1)
    row.equal("open_without_light", at_end.without_light, 0)
    row.equal("open_in_lists_of_posts", at_end.in_lists, at_end.whole.by_state.get("open", 0))
    row.equal("leaders_page_off", at_end.page_off, 0)
    share, plan = whole.late / max(1, whole.received), world.plan.late_share
    row.between("late_share", share, plan * 0.4 if _full(world) else 0, plan * 1.8 if _full(world) else 1)
    matters = list(procedures.visible_to(actor).filter(kind="request").order_by("id"))
    row.equal("late", whole.late, late_by_ledger([m.pk for m in matters]))
    _timelines(world, row, matters)
    lost = procedures.nobody(actor)
    row.equal("escalations_that_reached_nobody", len(lost), 0)
    row.note("escalations_that_reached_nobody", advice.reached_nobody(world, lost))
    escalated = procedures.Escalation.objects.filter(matter__in=[m.pk for m in matters])
    row.least("escalations", escalated.count(), 1 if _full(world) else 0)
    rated = whole.ratings / max(1, whole.answered)
    low, high = (world.plan.rated_share * 0.7, world.plan.rated_share * 1.4) if _full(world) else (0, 2)
    row.between("ratings_an_answer", rated, low, high)
    row.least("reopened", whole.reopened, 3 if _full(world) else 0)
    used = {k.procedure for k in world.pack.request_types}
    steps = [s for p in world.pack.procedures if p.key in used for s in p.steps]
    endings = list(dict.fromkeys(o.ending for s in steps for o in s.outcomes if o.ending))
    row.least("endings_in_use", len(whole.by_ending), len(endings) if _full(world) else 2)
    row.note("endings_in_use", advice.missing_endings(world, endings, set(whole.by_ending)))
    row.equal("ledger_problems", len(ledger.verify().problems), 0)
    return row


def _timelines(world: World, row: Row, matters: list[procedures.Matter]) -> None:
    """What the timelines tell: promises that do not follow from working time, and what else happened."""
    types = dict(requests.Request.objects.order_by("pk").values_list("pk", "type_key"))
    wrong, verbs = 0, Counter[str]()
    for matter in matters:
        lines = procedures.timeline(matter.pk)
        steps = world.pack.procedure(matter.procedure).steps
        waiting = [s.key for s in steps if s.kind in (packs.StepKind.PUBLICATION, packs.StepKind.WAIT)]
        watched = world.pack.procedure(matter.procedure).supervisors
        due = due_of(
            lines,
            world.pack.request_type(types[matter.pk]).limit,
            world.calendar,
            waiting,
            holds_pause=watched is not None and watched.pauses,
        )
        wrong += due != matter.due_at
        verbs.update(line.verb for line in lines)
        verbs["lapsed"] += sum("offer-lapsed" in str(line.data.get("what", "")) for line in lines)
    row.equal("promises_not_as_recounted", wrong, 0)
    least = 1 if _full(world) else 0
    for name, verb in (
        ("offers_taken", "take-offer"),
        ("offers_declined", "decline-offer"),
        ("offers_that_ran_out", "lapsed"),
        ("returned", "send-back"),
        ("asked", "pause"),
        ("extended", "extend"),
        ("type_changed", "change-limit"),
        ("placed", "relocate"),
    ):
        row.least(name, verbs[verb], least)
