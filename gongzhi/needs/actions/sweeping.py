"""What ends by the clock: matches nobody answered, lines past their last day, contacts that have served."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.needs import events
from gongzhi.needs.actions.matching import lapse
from gongzhi.needs.actions.shared import record
from gongzhi.needs.models import ContactLook, ListLine, NeedMatch
from gongzhi.needs.rules.lines import LIVE, LineState
from gongzhi.packs import public as packs


def sweep(limit: int = 100) -> int:
    """All of it; how many rows were touched. Any number of workers may run."""
    pack = packs.installed()
    if pack is None or pack.needs is None:
        return 0
    return lapse(limit) + _expire(limit) + _forget(limit, pack.needs.keep_days)


def _expire(limit: int) -> int:
    standing = (LineState.ASKED, LineState.NEW, LineState.OPEN)
    rows = ListLine.objects.filter(state__in=standing, ends_on__lt=clock.today())
    for side in ("services", "needs"):  # what runs is carried out or given up first
        rows = rows.exclude(**{f"{side}__state__in": LIVE})
    done = 0
    for line in list(rows.order_by("id")[:limit]):
        with transaction.atomic():
            gone = ListLine.objects.filter(pk=line.pk, state=line.state)
            if gone.update(state=LineState.ENDED, ended_at=clock.now()):
                record(events.ENDED, line, SYSTEM, {"by": "clock", "used": line.taken})
                done += 1
    return done


def _forget(limit: int, days: int) -> int:
    """Contact, words, who looked; kind, place, days and amounts stay for the counts."""
    rows = ListLine.objects.filter(forgotten_at=None, ended_at__lt=clock.now() - timedelta(days=days))
    done = 0
    for line in list(rows.order_by("ended_at", "id")[:limit]):
        with transaction.atomic():
            fields = {"sealed": "", "words": "", "reason": "", "body": line.body if line.post_id else ""}
            if ListLine.objects.filter(pk=line.pk, forgotten_at=None).update(forgotten_at=clock.now(), **fields):
                NeedMatch.objects.filter(**{line.side: line.pk}).update(words="")
                ContactLook.objects.filter(line=line).delete()
                record(events.FORGOTTEN, line, SYSTEM, {"match": None})
                done += 1
    return done
