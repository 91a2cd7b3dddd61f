"""What a case knew of its sides is deleted when it has served."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import record
from gongzhi.mediation.models import Case, Side, Sitting


def forget_sides(limit: int = 50) -> int:
    """Sweep: on the day that stands in the case, names, words, forms and terms go; number, kind and how it ended stay.

    How many cases were touched."""
    rows = Case.objects.filter(forgotten_at=None, forget_on__lte=clock.today()).order_by("pk")
    done = 0
    for case in list(rows[:limit]):
        with transaction.atomic():
            if not Case.objects.filter(pk=case.pk, forgotten_at=None).update(
                forgotten_at=clock.now(), words="", terms="", mediated_by=""
            ):
                continue  # another worker was faster
            gone, _ = case.sheets.all().delete()
            sides = Side.objects.filter(case=case).update(sealed="", agrees=None)
            Sitting.objects.filter(case=case).update(sealed="")
            record(events.FORGOTTEN, case, SYSTEM, {"rows": gone + sides})
            done += 1
    return done
