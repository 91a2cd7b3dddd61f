"""One message to several people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation

from gongzhi.notices.actions.send import send_many
from gongzhi.notices.rules import Draft
from gongzhi.people import public as people


def tell(
    person_ids: Iterable[int],
    words: Callable[[], str],
    *,
    key: str,
    about: int,
    by_sms: bool = True,
    urgent: bool = False,
) -> None:
    """A message to each, once for each `key`: to the inbox, and by SMS where a phone is known (`by_sms`; `urgent`: at
    night too).

    `words` gives it in the installation's language. Inside the transaction; two queries, whatever the number."""
    persons = sorted(set(person_ids))
    if not persons:
        return
    phones = people.phones_for_sending(persons) if by_sms else {}
    with translation.override(settings.LANGUAGE_CODE):
        text = words()
    drafts = [Draft("inapp", text, f"{key}-{p}", p, None, about) for p in persons]
    drafts += [Draft("sms", text, f"{key}-sms-{p}", None, phones[p], about, urgent) for p in sorted(phones)]
    send_many(drafts)
