"""A gap that for a reason does not count until a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.ledger import public as ledger
from gongzhi.standards.events import COUNTED_AGAIN, EXEMPTED
from gongzhi.standards.models import Gap
from gongzhi.standards.policies import gap_for, may_exempt

LONGEST = timedelta(days=366)


def exempt(gap_id: int, *, until: date, why: str, actor: Actor) -> Gap:
    """The gap does not count up to and including a day, at most a year ahead; a post above the owner's place decides.

    Raises NotFound, Forbidden, Invalid, Conflict (mended meanwhile).
    """
    gap = _decided(gap_id, actor)
    why = " ".join(why.split())
    today = clock.today()
    if not today <= until <= today + LONGEST:
        raise Invalid("An exemption ends between today and a year from now.", field="until")
    if not why:
        raise Invalid("Give the reason.", field="why")
    return _set(gap, until, why[:200], EXEMPTED, actor)


def count_again(gap_id: int, *, actor: Actor) -> Gap:
    """The exemption ends now. Raises NotFound, Forbidden, Conflict."""
    return _set(_decided(gap_id, actor), None, "", COUNTED_AGAIN, actor)


def _decided(gap_id: int, actor: Actor) -> Gap:
    gap = gap_for(gap_id, actor)
    if not may_exempt(gap, actor):
        raise Forbidden("A post above decides about exemptions.")
    return gap


def _set(gap: Gap, until: date | None, why: str, tag: str, actor: Actor) -> Gap:
    codes: dict[str, str | int | bool | None] = {"rule": gap.rule, "unit": gap.unit_id, "place": gap.place_id}
    if until is not None:
        codes["until"] = until.isoformat()
    with transaction.atomic():
        same = Gap.objects.filter(pk=gap.pk, closed_at=None, exempt_until=gap.exempt_until)
        if not same.update(exempt_until=until, exempt_why=why):
            raise Conflict("This gap changed meanwhile.")
        ledger.record(tag, stream=gap.pk, actor=actor, codes=codes, texts={"why": why} if why else None)
    gap.exempt_until, gap.exempt_why = until, why
    return gap
