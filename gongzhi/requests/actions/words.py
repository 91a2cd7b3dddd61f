"""The index of words: the worker fills it, erasure takes out of it (`queries.words` reads it)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from gongzhi.kit import search
from gongzhi.requests.models import Request, Words
from gongzhi.requests.queries.words import FTS, text_of

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
    words = [(pk, text_of(*parts)) for pk, *parts in rows.values_list("pk", "matter__title", "description", "address")]
    drop_words(ids)
    put_words(words)
    Request.objects.filter(pk__in=ids).update(worded=True)
    return len(ids)


def put_words(rows: Sequence[tuple[int, str]]) -> None:
    """Write folded texts and their tokens, inside the caller's transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO requests_words (matter_id, text, tokens) VALUES (%s, %s, %s::tsvector)",
                [(pk, text, " ".join(search.tokens(text))) for pk, text in rows],
            )
        else:
            cursor.executemany("INSERT INTO requests_words (matter_id, text) VALUES (%s, %s)", rows)
            cursor.executemany(
                f"INSERT INTO {FTS} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608 - a constant
                [(pk, " ".join(search.tokens(text))) for pk, text in rows],
            )


def drop_words(matter_ids: Sequence[int]) -> None:
    """Take the words of these requests out of the index and out of the table beside it."""
    rows = list(Words.objects.filter(pk__in=matter_ids).values_list("pk", "text"))
    if not rows:
        return
    if connection.vendor == "sqlite":  # a table without content must be told what it held
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {FTS} ({FTS}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608 - a constant
                [(pk, " ".join(search.tokens(text))) for pk, text in rows],
            )
    Words.objects.filter(pk__in=[pk for pk, _text in rows]).delete()
