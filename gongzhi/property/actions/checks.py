"""The third party looks at an estate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.property import events
from gongzhi.property.actions.shared import Codes, once
from gongzhi.property.models import Check, Estate, Finding
from gongzhi.property.queries import estates as queries


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one thing."""

    fine: bool
    words: str = ""


def check(estate: Estate, on: date, found: Mapping[str, Found], *, actor: Actor, submission: str = "") -> Check:
    """Enter a check: for each thing that was looked at whether it is fine, and in words what is not.

    Raises Forbidden, Invalid, NotAllowed (nobody manages the estate on that day)."""
    held = queries.post_for(actor, Permission.PROPERTY_CHECK, estate)
    known = {c.key for c in queries.rules().checks}
    if not found or not set(found) <= known:
        raise Invalid("Say of at least one thing how it was found.")
    if on > clock.today():
        raise Invalid("The day does not lie ahead.", field="on")
    silent = next((key for key, f in found.items() if not f.fine and not f.words.strip()), None)
    if silent is not None:
        raise Invalid("Say what is not as it should be.", field=f"words_{silent}")
    contract = queries.contracts_on([estate.pk], on).get(estate.pk)
    if contract is None:
        raise NotAllowed("No company manages this estate at present.")

    def make() -> Check:
        made = Check(contract=contract, on=on, post_id=held.post_id, submission=submission or None)
        made.save(force_insert=True)
        Finding.objects.bulk_create(
            Finding(check_made=made, about=key, fine=f.fine, words=f.words.strip()[:300]) for key, f in found.items()
        )
        wrong = sum(not f.fine for f in found.values())
        codes: Codes = {"on": on.isoformat(), "fine": len(found) - wrong, "found": wrong}
        ledger.record(events.CHECKED, stream=estate.pk, actor=actor, codes=codes)
        return made

    return once(Check, submission, make)
