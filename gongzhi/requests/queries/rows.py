"""What the rows of the staff's lists show of requests, without an object for each of five tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from gongzhi.orgs import public as orgs
from gongzhi.requests.models import Request


class Row(NamedTuple):
    """A request as a list shows it; the light and its moments are those of `procedures.Matter`."""

    pk: int
    number: str
    type_key: str
    address: str
    located: bool
    created_at: datetime
    title: str
    state: str
    light: str
    due_at: datetime | None
    warn_at: datetime | None
    place: str
    body: str
    post: str
    reported_at: datetime | None  # entered after the fact

    @property
    def holder(self) -> str:
        """The body and the post that has it."""
        return orgs.post_name(self.body, self.post)


_COLUMNS = (
    "matter_id", "number", "type_key", "address", "located", "created_at", "matter__title", "matter__state",
    "matter__light", "matter__due_at", "matter__warn_at", "matter__place__name", "matter__holder_post__body__name",
    "matter__holder_post__title", "reported_at",
)  # fmt: skip


def rows(ids: Sequence[int]) -> list[Row]:
    """The rows of these requests in this order; one query. What is no request is left out."""
    found = {row[0]: Row._make(row) for row in Request.objects.filter(pk__in=ids).values_list(*_COLUMNS)}
    return [found[pk] for pk in ids if pk in found]
