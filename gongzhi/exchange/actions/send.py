"""What programs send in: the same again is the same act, and the program keeps sight of what it sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Drawn
from gongzhi.exchange.models import Sent
from gongzhi.kit.db.gather import gathered
from gongzhi.kit.db.insert import insert_values
from gongzhi.kit.db.select import aware, select

OPEN311_WINDOW = timedelta(minutes=10)
KEY_WINDOW = timedelta(days=1)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What an act was about; `again`: it was done before."""

    about: int
    reporter: int | None = None
    again: bool = False


def body_of(*parts: object) -> str:
    """A digest of what was sent."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def once(token_id: int | None, key: str, body: str, do: Callable[[], Done], *, window: timedelta = KEY_WINDOW) -> Done:
    """Do it, in one transaction with a row that says so; within `window` the same `key` of the token is the same act.

    Another `body` under the key raises Conflict. Two at once: the second waits, is rolled back and sees the first.
    Without a key it is done each time; `token_id` is None where a secret link opened the door. One SELECT (with a
    key) and one INSERT besides what `do` needs.
    """
    hashed = hashlib.sha256(f"{token_id}\0{key}".encode("utf-8", "surrogatepass")).hexdigest() if key else None
    for _ in range(_TRIES):
        earlier = _earlier(hashed) if hashed else None
        if earlier is not None and earlier.at > clock.now() - window:
            if earlier.body != body:
                raise Conflict("This key was used before with other content.")
            return Done(earlier.about, earlier.reporter, again=True)
        try:
            with transaction.atomic(), gathered():
                if earlier is not None:
                    Sent.objects.filter(pk=earlier.pk, key=hashed).update(key=None)
                done = do()
                if token_id is None and hashed is None:
                    return done
                row = {"token_id": token_id, "key": hashed, "body": body, "at": clock.now()}
                insert_values(Sent, {}, [row | {"about": done.about, "reporter": done.reporter}])
                return done
        except Drawn:
            continue
        except IntegrityError:
            if hashed is None or not Sent.objects.filter(key=hashed).exists():
                raise
    raise Conflict("This is being taken in at this moment.")


_BY_KEY = "SELECT id, at, body, about, reporter FROM exchange_sent WHERE key = %s"


def _earlier(hashed: str) -> Sent | None:
    """The row of that key; plain, because every report asks."""
    for pk, at, body, about, reporter in select(_BY_KEY, [hashed]):
        return Sent(id=pk, at=aware(at), body=body, about=about, reporter=reporter)
    return None


def sweep_keys(limit: int = 1000) -> int:
    """Forget keys whose time is over; how many. What was sent stays known as the program's own."""
    old = Sent.objects.filter(key__isnull=False, at__lt=clock.now() - KEY_WINDOW).order_by("at")
    return Sent.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).update(key=None)
