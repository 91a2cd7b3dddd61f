"""Items that the resident raised: listed one by one, each answered (做到件件有着落、项项有答复)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.packs import public as packs
from gongzhi.reception import events
from gongzhi.reception.actions.shared import in_hand, record, sent_before
from gongzhi.reception.models import Explained, Item, Visit, Waiting
from gongzhi.reception.queries.items import unanswered_of
from gongzhi.reception.rules.texts import ANSWER_MAX, ITEM_MAX, ITEMS_MOST, clean, lines
from gongzhi.requests import public as requests


@transaction.atomic
def add_items(matter_id: int, words: str, *, actor: Actor, submission: str = "") -> list[Item]:
    """List what the resident raised, an item a line. Raises NotFound, Forbidden, NotAllowed, Invalid (words)."""
    about, _post = in_hand(matter_id, actor)
    if sent_before(Item, submission):
        return []
    return put_down(about, words, actor=actor, submission=submission)


def put_down(about: requests.Request, words: str, *, actor: Actor, submission: str = "") -> list[Item]:
    """`add_items` for a caller that checked who acts and holds the request's row. Raises Invalid (words)."""
    found = [clean(line, "words", ITEM_MAX) for line in lines(words)]
    if not found:
        raise Invalid("Say it in a few words.", field="words")
    last = Item.objects.filter(request=about.pk).aggregate(n=Max("position"))["n"] or 0
    if last + len(found) > ITEMS_MOST:
        raise Invalid("A request has at most %(n)s items.", field="words", n=ITEMS_MOST)
    made = [
        Item(request=about, position=last + n, words=line, submission=(submission or None) if n == 1 else None)
        for n, line in enumerate(found, 1)
    ]
    Item.objects.bulk_create(made)
    for item in made:
        record(events.ITEM_ADDED, about.pk, actor, {"position": item.position})
    return made


@transaction.atomic
def answer_item(item_id: int, words: str, *, actor: Actor) -> Item:
    """Answer one item, or say it better while the request is under way. Raises as `add_items`, Conflict (struck)."""
    item, post = _item(item_id, actor)
    answer = clean(words, "answer", ANSWER_MAX)
    if answer == item.answer:
        return item
    _change(item, answer=answer, answered_at=clock.now(), answered_by_id=post)
    record(events.ITEM_ANSWERED, item.request_id, actor, {"position": item.position})
    return item


@transaction.atomic
def strike_item(item_id: int, *, actor: Actor) -> Item:
    """Take an item off the list that was put there by mistake; one that is answered stays. Raises as `answer_item`."""
    item, _post = _item(item_id, actor)
    if item.answer:
        raise NotAllowed("This item is answered already and stays on the list.")
    _change(item, struck=True)
    record(events.ITEM_STRUCK, item.request_id, actor, {"position": item.position})
    return item


def _item(item_id: int, actor: Actor) -> tuple[Item, int]:
    item = Item.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound("There is no such item.")
    _about, post = in_hand(item.request_id, actor)
    return item, post


def _change(item: Item, **values: object) -> None:
    rows = Item.objects.filter(pk=item.pk, struck=False, answered_at=item.answered_at)
    if not rows.update(**values):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    for name, value in values.items():
        setattr(item, name, value)


def refuse_unanswered(about: requests.Request) -> None:
    """Handler of `requests.before_answering`: it does not end while an item lacks its answer. Raises NotAllowed."""
    if not packs.active().receptions:
        return
    if missing := unanswered_of(about.pk):
        numbers = "、".join(str(n) for n in missing)
        raise NotAllowed("Answer each item before it ends; these lack an answer: %(items)s.", items=numbers)


def forget_words(request_ids: Sequence[int]) -> None:
    """Handler of `requests.on_forget`: what was raised, answered, explained and heard goes with the request's words."""
    Item.objects.filter(request__in=request_ids).update(words="", answer="")
    Explained.objects.filter(request__in=request_ids).update(words="")
    Visit.objects.filter(request__in=request_ids).update(heard="")
    Waiting.objects.filter(request__in=request_ids).update(words="")
