"""Who proposed a topic hears what comes of it; who is entitled hears of a meeting."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from gongzhi.deliberation.models import Meeting, Topic
from gongzhi.deliberation.queries import meetings
from gongzhi.notices import public as notices
from gongzhi.voting import public as voting


def tell_proposer(topic: Topic, words: Callable[[], str], *, key: str) -> None:
    """To the proposer's inbox, and by SMS where a phone is known; `words` in the installation's language."""
    if topic.proposer_id is not None:
        notices.tell([topic.proposer_id], words, key=key, about=topic.pk)


def tell_entitled(meeting: Meeting, words: Callable[[], str], *, key: str) -> None:
    """To the members of the body; of an electorate to everybody in the register who has an account or left a number."""
    if meeting.electorate_id is None:
        notices.tell([m.person_id for m in meetings.members_now(meeting)], words, key=key, about=meeting.pk)
        return
    reach = voting.reach(meeting.electorate_id)
    notices.tell([p for _pk, p, _tel in reach if p is not None], words, key=key, about=meeting.pk, by_sms=False)
    with translation.override(settings.LANGUAGE_CODE):
        text = words()
    numbers = {tel: pk for pk, _p, tel in reach if tel}  # once a telephone
    notices.send_many(
        [notices.Draft("sms", text, f"{key}-e{pk}", None, tel, meeting.pk) for tel, pk in sorted(numbers.items())]
    )
