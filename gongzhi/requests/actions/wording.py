"""Other words for a request: what was only spoken is written down, or put right by who said it."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.texts import check_length
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, rules
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import Draft


@transaction.atomic
def reword(matter_id: int, words: str, *, actor: Actor) -> None:
    """Give a request other words and the title that they make; the caller has checked the actor. Raises Invalid."""
    words = words.strip()
    if not rules.has_words(words):
        raise Invalid("Say in a few words what is wrong.", field="words")
    check_length(words, rules.WORDS_MAX, field="words")
    title = rules.title_of(Draft(words))
    Request.objects.filter(pk=matter_id).update(description=words, worded=False, updated_at=clock.now())
    procedures.retitle(matter_id, title)
    person = Reporter.objects.filter(request=matter_id, first=True).values_list("person_id", flat=True).first()
    texts = {"title": title, "description": words}
    persons = dict.fromkeys(texts, person) if person is not None else None
    ledger.record(events.REWORDED, stream=matter_id, actor=actor, codes={}, texts=texts, persons=persons)
