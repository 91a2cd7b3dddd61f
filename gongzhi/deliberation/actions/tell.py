"""Who proposed a topic hears what comes of it; members hear of their meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation

from gongzhi.deliberation.models import Topic
from gongzhi.notices import public as notices
from gongzhi.people import public as people


def tell_proposer(topic: Topic, words: Callable[[], str], *, key: str) -> None:
    """To the proposer's inbox, and by SMS where a phone is known; `words` in the installation's language."""
    if topic.proposer_id is not None:
        tell_people([topic.proposer_id], words, key=key, about=topic.pk)


def tell_people(person_ids: Iterable[int], words: Callable[[], str], *, key: str, about: int) -> None:
    """A message to each, once for each `key`: to the inbox, and by SMS where a phone is known."""
    persons = sorted(set(person_ids))
    if not persons:
        return
    phones = people.phones_for_sending(persons)
    with translation.override(settings.LANGUAGE_CODE):
        text = words()
    drafts = [notices.Draft("inapp", text, f"{key}-{p}", p, None, about) for p in persons]
    drafts += [notices.Draft("sms", text, f"{key}-sms-{p}", None, phones[p], about) for p in sorted(phones)]
    notices.send_many(drafts)
