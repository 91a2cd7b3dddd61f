"""C1: boxes for papers were emptied in time, by two, and no paper was left lying. Read as the pages read it."""

from __future__ import annotations

from datetime import date

from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.requests import public as requests
from gongzhi.stories import boxes
from gongzhi.stories.figures.shape import OURS, Row, source_of
from gongzhi.stories.world import World

WEEKS_A_ROUND = 5  # from here on every kind of emptying occurs
SAYS = channels.Emptying.Says


def boxed(world: World, row: Row) -> None:
    """Of a story with boxes; nothing else."""
    ways = boxes.kept(world)
    if not ways:
        return
    whole = (world.end - world.begin).days >= 7 * WEEKS_A_ROUND
    rule = next((s for s in world.pack.standards if s.measure == "boxes_unopened"), None)
    keeper = boxes.keeper(world)
    hung = channels.boxes.hanging(list(channels.boxes.boxes_of(keeper).order_by("pk"))) if keeper else []
    row.equal("boxes_hung", len(hung), len(ways))
    opened = {one.box.pk: channels.boxes.emptyings_of(one.box) for one in hung}
    late = sum(_late(one, opened[one.box.pk], clock.local(world.end).date()) for one in hung)
    row.equal("boxes_opened_late", late, 0, source_of(rule) if rule is not None else OURS)
    every = [e for rows in opened.values() for e in rows]
    counted = [e.row for e in every if e.row.second_says != SAYS.NO]
    row.equal("boxes_opened_not_by_two", sum(r.second_says != SAYS.YES for r in counted), 0)
    redone = {(r.box_id, r.day) for r in counted}
    denied = [e.row for e in every if e.row.second_says == SAYS.NO]
    row.equal("denied_and_not_opened_again", sum((r.box_id, r.day) not in redone for r in denied), 0)
    row.least("boxes_denied", len(denied), 1 if whole else 0)
    row.least("boxes_confirmed_by_code", sum(r.second_how == "code" for r in counted), 1 if whole else 0)
    row.equal("papers_not_entered", sum(one.waiting for one in hung), 0)
    came = requests.Request.objects.filter(channel__in=ways)
    taken = channels.Paper.objects.filter(matter__in=came.values("pk"))
    row.equal("requests_of_boxes_without_paper", came.count() - taken.count(), 0)
    row.least("papers_that_became_requests", taken.count(), 1 if whole else 0)


def _late(one: channels.boxes.Hanging, rows: list[channels.boxes.Emptied], until: date) -> int:
    """How often a box hung longer than the rules allow, up to the story's end."""
    opened = {e.row.day for e in rows if e.row.second_says != SAYS.NO}
    days = sorted({one.box.starts_on, *opened, until})
    return sum((b - a).days > one.every for a, b in zip(days, days[1:], strict=False))
