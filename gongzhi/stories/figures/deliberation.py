"""Ways of deliberating (rows E1-E5, E10): each walked from topic to archive, nothing left without consequence."""

from __future__ import annotations

from django.db.models import QuerySet

from gongzhi.access.public import Permission
from gongzhi.deliberation import public as deliberation
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World


def deliberated(world: World, rows: dict[str, Row]) -> None:
    """Read as the desk's list, the public page and the list of what has no consequence read it."""
    post = world.nearest(world.kinds_with(Permission.TOPIC_RUN), world.settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    if actor is None or not deliberation.Topic.objects.exists():
        return
    everything = deliberation.topic_reads.of_area(actor)
    for way in world.pack.deliberations:
        _way(world, way, rows.setdefault(way.row, Row()), everything.filter(kind=way.key).order_by("pk"))
    row = rows[world.pack.deliberations[0].row]
    row.equal("ways_in", len({*everything.order_by().values_list("channel", flat=True).distinct()}), 3)


def _way(world: World, way: packs.Deliberation, row: Row, topics: QuerySet[deliberation.Topic]) -> None:
    full = (world.end - world.begin).days >= 90
    archived = list(topics.filter(matter__state="archived"))
    row.least("topics_archived", len(archived), 1 if full else 0, source_of(way))
    definition = procedures.definition(packs.active_revision_id(), way.procedure)
    wanted = [step.key for step in definition.steps]
    walked = sum([*dict.fromkeys(e.to_step for e in procedures.timeline(t.pk))] == wanted for t in archived)
    row.equal("walked_step_by_step", walked, len(archived), source_of(way))
    met = [d for t in archived for d in deliberation.standing.decisions(t)]
    needed = sum(step.kind is procedures.StepKind.MEETING for step in definition.steps)
    row.least("meetings_that_decided", len(met), needed * len(archived))
    row.equal("minutes_not_frozen", sum(not d["meeting"].digest for d in met), 0)
    row.equal("without_task_publication_or_rating", deliberation.loose.unfinished(topics).count(), 0)
    row.equal("topics_overdue", deliberation.loose.overdue(topics).count(), 0)
