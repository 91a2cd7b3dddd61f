"""The promise of `/privacy/`: who asked is forgotten two years after the last matter was closed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from gongzhi.access.public import SYSTEM
from gongzhi.channels import public as channels
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.deliberation import public as deliberation
from gongzhi.deliberation.models import Adoption, Comment, Pledge, Topic
from gongzhi.disclosure import public as disclosure
from gongzhi.disclosure.models import Query
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
    who = OuterRef("pk")
    asked = Reporter.objects.filter(person=who)
    proposed, said = Topic.objects.filter(proposer=who), Comment.objects.filter(person=who)
    queried = Query.objects.filter(person=who)
    young = asked.filter(Q(request__matter__closed_at=None) | Q(request__matter__closed_at__gte=before))
    fresh = (
        rows.filter(Q(**{f"{path}__closed_at": None}) | Q(**{f"{path}__closed_at__gte": before}))
        for rows, path in ((proposed, "matter"), (said, "topic__matter"), (queried, "matter"))
    )
    staff = Appointment.objects.filter(person=who)
    given = (rows.filter(person=who) for rows in (Adoption.objects, Pledge.objects))  # they have an end of their own
    done = people.Person.objects.filter(
        Q(Exists(asked)) | Q(Exists(proposed)) | Q(Exists(said)) | Q(Exists(queried)),
        ~Exists(young), ~Exists(staff), *(~Exists(rows) for rows in fresh), *(~Exists(rows) for rows in given),
        erased_at=None,
    )  # fmt: skip
    erased = 0
    for person_id in list(done.order_by("id").values_list("pk", flat=True)[:limit]):
        try:
            with transaction.atomic():
                people.erase_person(person_id, actor=SYSTEM, why="retention")
                requests.forget(person_id, actor=SYSTEM)
                channels.forget(person_id)
                deliberation.forget(person_id)
                disclosure.forget(person_id)
            erased += 1
        except Conflict:  # another worker was faster
            continue
    return erased
