"""Where a message leads that is about a topic, a meeting, a garden or talks."""

from __future__ import annotations

from gongzhi.deliberation.models import Agreed, Garden, Meeting, Review, Series, Topic, Turn


def desk_address(about: int) -> str | None:
    """The desk page of it; None where it is none of them."""
    meeting = Meeting.objects.filter(pk=about).values_list("electorate").first()
    if meeting is not None:
        return f"/assemblies/{about}/" if meeting[0] else f"/desk/meetings/{about}/"
    for model, address in (
        (Topic, "topics"),
        (Garden, "gardens"),
        (Series, "talks"),
        (Agreed, "talks/tasks"),
        (Review, "reviews"),
    ):
        if model._default_manager.filter(pk=about).exists():
            return f"/desk/{address}/{about}/"
    return f"/desk/gardens/care/{about}/" if Turn.objects.filter(matter=about).exists() else None
