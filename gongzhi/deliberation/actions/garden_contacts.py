"""Contacts of who gave or adopted end with their purpose."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Model, Q

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Adoption, GardenMember, Pledge
from gongzhi.deliberation.rules.gardens import GardenState
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.people import public as people


def forget_givers(limit: int = 200) -> int:
    """Sweep: `keep_days` after an offer or an adoption has ended its contact goes, and with it the name of a private
    person; volunteers of a group when the accounts are closed for as long. How many. Any number of workers may run."""
    pack = packs.installed()
    rules = pack.gardens if pack else None
    if rules is None:
        return 0
    before = clock.now() - timedelta(days=rules.keep_days)
    private = list(rules.residents)
    done = 0
    for model, column in ((Pledge, "giver"), (Adoption, "adopter")):
        named = Q(person__isnull=False) | (Q(**{f"{column}__in": private}) & ~Q(name=""))
        rows = model.objects.filter(named, ended_at__lt=before).order_by("ended_at", "id")
        for row in rows[: limit - done]:
            keep = {} if getattr(row, column) in private else {"name": row.name}
            done += _forget(model, row, {"name": "", "source": "", **keep})
    gone = GardenMember.objects.filter(
        person__isnull=False, garden__state=GardenState.ENDED, garden__ended_at__lt=before
    ).order_by("id")  # fmt: skip
    for member in gone[: limit - done]:
        with transaction.atomic():
            if GardenMember.objects.filter(pk=member.pk).delete()[0]:
                people.erase_person(member.person_id or 0, actor=SYSTEM, why="retention")
                done += 1
    return done


def _forget(model: type[Model], row: Pledge | Adoption, fields: dict[str, str]) -> int:
    """One row's contact: a person who was entered for it alone is erased, somebody with an account only let go."""
    with transaction.atomic():
        changed = model._default_manager.filter(pk=row.pk, person=row.person_id)
        if not changed.update(person=None, made_person=False, **fields):
            return 0
        if row.made_person and row.person_id is not None:
            try:
                people.erase_person(row.person_id, actor=SYSTEM, why="retention")
            except Conflict:  # the person asked for it before
                return 0
        ledger.record(events.GARDEN_FORGOTTEN, stream=row.garden_id, actor=SYSTEM, codes={"people": 1})
    return 1
