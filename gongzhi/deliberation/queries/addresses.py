"""Where a message leads that is about a topic, a meeting, a garden or talks."""

from __future__ import annotations

from gongzhi.deliberation.models import Agreed, Garden, Meeting, Review, Series, Topic, Turn
from gongzhi.deliberation.rules.meetings import State
from gongzhi.voting import public as voting


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


def owner_of(poll: voting.Poll) -> voting.Owner | None:
    """The meeting that sits, or the review, to which a poll belongs: it closes the poll and makes it public."""
    if poll.about is None:
        return None
    public = poll.state == voting.PollState.RELEASED
    meeting = Meeting.objects.filter(pk=poll.about).first()
    if meeting is not None:
        held = public or meeting.state == State.OPEN
        return voting.Owner(meeting.title, desk_address(meeting.pk) or "") if held else None
    review = Review.objects.select_related("matter").filter(pk=poll.about).first()
    if review is None or (review.released_at is not None and not public):
        return None
    return voting.Owner(review.matter.title, desk_address(review.pk) or "")
