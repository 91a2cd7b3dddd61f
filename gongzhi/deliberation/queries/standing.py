"""Where a topic stands, in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.deliberation.models import Motion, Topic
from gongzhi.deliberation.queries import meetings
from gongzhi.deliberation.rules.meetings import DONE
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures

RELEASED = [s.value for s in DONE]  # a meeting's counts are read by the public once it is closed


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the page of a topic shows it: who acts, how long, by which rule, from which source."""

    title: str
    state: str  # done, current, todo, passed
    who: str
    limit: str
    rules: list[str]
    source: str
    source_kind: str
    note: str
    until: datetime | None = None  # of the present step: when its period ends


def short(topic: Topic) -> str:
    """One line: the present step, or how it ended."""
    step = procedures.step_of(topic.matter)
    if topic.matter.state in procedures.OVER:
        return _("Done")
    return packs.named(step)


def steps(topic: Topic) -> list[StepWords]:
    """Every step of the topic's procedure, in order."""
    definition = procedures.definition(topic.matter.revision_id, topic.matter.procedure)
    views = procedures.step_views(definition)
    at = next((i for i, s in enumerate(definition.steps) if s.key == topic.matter.step), 0)
    over, walked = topic.matter.state == "archived", procedures.walked(topic.pk)
    until = procedures.Clock.objects.filter(matter=topic.pk, name__in=("step", "window"), due_at__isnull=False)
    ends = until.order_by("due_at").values_list("due_at", flat=True).first()
    return [
        StepWords(
            v.title, procedures.state_of(i, at, definition.steps[i].key in walked, over=over),
            orgs.post_label(topic.matter.holder_post_id) if i == at and definition.steps[i].by == "holder" else v.who,
            v.limit, v.joins, v.source, v.source_kind, v.note, ends if i == at else None,
        )
        for i, v in enumerate(views)
    ]  # fmt: skip


def is_rating(topic: Topic) -> bool:
    """Whether it may be rated now."""
    return procedures.step_of(topic.matter).kind is procedures.StepKind.RATING


def decisions(topic: Topic) -> list[dict[str, Any]]:
    """What meetings decided about it: in public once the meeting is closed."""
    rows = (
        Motion.objects.filter(topic=topic, meeting__state__in=RELEASED)
        .exclude(passed=None)
        .select_related("meeting__body")
        .order_by("id")
    )
    return [
        {
            "motion": m, "meeting": m.meeting, "reasons": meetings.verdict_words(m),
            "by": orgs.post_label(m.meeting.post_id),
        }
        for m in rows
    ]  # fmt: skip


def answers(topic: Topic) -> list[Any]:
    """What staff said to the public as it moved on."""
    return [e for e in procedures.timeline(topic.pk, public=True) if e.public_text]


def postings(topic: Topic) -> list[Any]:
    """What stands, or stood, on the boards about it."""
    return list(disclosure.postings_about(topic.pk))
