"""The discussion under a topic: threads of one level, searched, sorted, by pages; what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor
from gongzhi.deliberation.models import Comment, Report, Topic
from gongzhi.deliberation.queries.topics import of_area
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs

SIZE = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies; `by`: the post in whose name staff answer, by comment."""

    comment: Comment
    replies: list[Comment]
    by: dict[int, str]

    @property
    def official(self) -> str:
        """The post that says it, empty for residents."""
        return self.by.get(self.comment.pk, "")

    @property
    def answers(self) -> list[tuple[Comment, str]]:
        """The replies, each with the post that says it."""
        return [(r, self.by.get(r.pk, "")) for r in self.replies]


def threads(topic: Topic, *, text: str = "", oldest: bool = True, after: str = "") -> tuple[Page[Any], list[Thread]]:
    """A page of what stands in public. Words are searched in comments and their replies. Three queries."""
    heads = Comment.objects.filter(topic=topic, reply_to=None, state=Shown.SHOWN)
    for word in text.split()[:4]:
        inside = Comment.objects.filter(reply_to=OuterRef("pk"), state=Shown.SHOWN, words__icontains=word)
        heads = heads.filter(Q(words__icontains=word) | Exists(inside))
    page = paged(heads, ["id" if oldest else "-id"], after=after, size=SIZE)
    replies = list(
        Comment.objects.filter(reply_to__in=[c.pk for c in page.items], state=Shown.SHOWN).order_by("id")[:500]
    )
    official = {c.pk: c.post_id for c in (*page.items, *replies) if c.post_id is not None}
    labels = orgs.post_labels(list(official.values()))
    by = {pk: labels.get(post, "") for pk, post in official.items()}
    return page, [Thread(c, [r for r in replies if r.reply_to_id == c.pk], by) for c in page.items]


def reported(actor: Actor) -> QuerySet[Report]:
    """What was reported and nobody has looked at again, where the actor may."""
    topics = of_area(actor).values("pk")
    rows = Report.objects.filter(closed_at=None, comment__topic__in=topics)
    return rows.select_related("comment__topic__matter")
