"""Who proposed a topic hears what comes of it."""

from __future__ import annotations

from collections.abc import Callable

from gongzhi.deliberation.models import Topic
from gongzhi.notices import public as notices


def tell_proposer(topic: Topic, words: Callable[[], str], *, key: str) -> None:
    """To the proposer's inbox, and by SMS where a phone is known; `words` in the installation's language."""
    if topic.proposer_id is not None:
        notices.tell([topic.proposer_id], words, key=key, about=topic.pk)
