"""The promise of `/privacy/`: who asked is forgotten two years after the last matter was closed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.orgs.models import Appointment
from gongzhi.people import public as people
from gongzhi.requests import public as requests
from gongzhi.requests.models import Reporter

KEEP = timedelta(days=2 * 365)


def forget_reporters(limit: int = 200) -> int:
    """Erase persons whose every matter has been closed for `KEEP`; how many. Staff are kept with their posts.

    Their name, contacts, account, words, photos and the openings of their texts in the ledger go; that it happened,
    by whom it was handled and how it ended stays. Any number of workers may run it.
    """
    before = clock.now() - KEEP
    mine = Reporter.objects.filter(person=OuterRef("pk"))
    young = mine.filter(Q(request__matter__closed_at=None) | Q(request__matter__closed_at__gte=before))
    staff = Appointment.objects.filter(person=OuterRef("pk"))
    done = people.Person.objects.filter(Exists(mine), ~Exists(young), ~Exists(staff), erased_at=None)
    erased = 0
    for person_id in list(done.order_by("id").values_list("pk", flat=True)[:limit]):
        try:
            with transaction.atomic():
                people.erase_person(person_id, actor=SYSTEM, why="retention")
                requests.forget(person_id, actor=SYSTEM)
            erased += 1
        except Conflict:  # another worker was faster
            continue
    return erased
