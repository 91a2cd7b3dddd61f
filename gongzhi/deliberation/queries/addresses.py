"""Where a message leads that is about a topic or a meeting."""

from __future__ import annotations

from gongzhi.deliberation.models import Meeting, Topic


def desk_address(about: int) -> str | None:
    """The desk page of a topic or meeting; None where it is neither."""
    meeting = Meeting.objects.filter(pk=about).values_list("electorate").first()
    if meeting is not None:
        return f"/assemblies/{about}/" if meeting[0] else f"/desk/meetings/{about}/"
    if Topic.objects.filter(pk=about).exists():
        return f"/desk/topics/{about}/"
    return None
