"""The index of words: the worker fills it, erasure takes out of it (`queries.words` reads it)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.kit.db.change import update
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions.notify import KIND
from gongzhi.requests.models import Request
from gongzhi.requests.queries.words import INDEX, text_of

BATCH = 200


def index_words(limit: int = 1000) -> int:
    """Take at most `limit` requests into the index; how many. Any number of workers may run it."""
    done = 0
    while done < limit and (number := _batch(min(BATCH, limit - done))):
        done += number
    return done


@transaction.atomic
def _batch(size: int) -> int:
    waiting = Request.objects.filter(worded=False).select_for_update(skip_locked=True, of=("self",))
    ids = list(waiting.order_by("matter_id").values_list("pk", flat=True)[:size])
    if not ids:
        return 0
    rows = Request.objects.filter(pk__in=ids).order_by("pk")
    read = rows.values_list("pk", "matter__state", "matter__title", "description", "address")
    words = [(pk, text_of(*parts), state in procedures.LIVE) for pk, state, *parts in read]
    INDEX.drop(ids)
    INDEX.put(words)
    Request.objects.filter(pk__in=ids).update(worded=True)
    return len(ids)


def on_ended_or_reopened(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effects (wired by `site`): its words go to another shelf of the index, by the worker."""
    if matter.kind == KIND:
        update(Request, {"matter_id": matter.pk}, {"worded": False})
