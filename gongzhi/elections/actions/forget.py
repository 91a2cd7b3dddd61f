"""What elections knew of people is deleted when it has served: who recommended whom, and who did not stand."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.elections import events
from gongzhi.elections.actions.shared import record
from gongzhi.elections.models import Election, Nominee, Recommendation
from gongzhi.elections.rules.words import FORGET_DAYS


def forget_recommended(limit: int = 50) -> int:
    """Sweep: ninety days after the end of an election the recommendations go, and the names of those who did not
    stand; candidates and the result stay. How many elections were touched."""
    before = clock.now() - timedelta(days=FORGET_DAYS)
    rows = Election.objects.filter(forgotten_at=None, matter__closed_at__lt=before).order_by("pk")
    done = 0
    for election in list(rows[:limit]):
        with transaction.atomic():
            if not Election.objects.filter(pk=election.pk, forgotten_at=None).update(forgotten_at=clock.now()):
                continue  # another worker was faster
            gone, _ = Recommendation.objects.filter(nominee__election=election).delete()
            others, _ = Nominee.objects.filter(election=election, place=None).delete()
            Nominee.objects.filter(election=election).update(accepted_how="")
            election.attendance.all().delete()
            record(events.FORGOTTEN, election, SYSTEM, {"rows": gone + others})
            done += 1
    return done
