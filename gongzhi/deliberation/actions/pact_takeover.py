"""A pact that was in force before the platform is entered as it stands, with its day, who passed it and its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.deliberation import events
from gongzhi.deliberation.actions.pacts import Code, _change, _may, _record, digest_of
from gongzhi.deliberation.models import Pact, PactVersion
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.deliberation.rules.pacts import cleaned, text_of
from gongzhi.disclosure import public as disclosure
from gongzhi.files import public as files


@transaction.atomic
def take_over(
    pact: Pact, texts: Sequence[str], on: date, *, passed_by: str, source: str, scans: Sequence[int] = (), actor: Actor
) -> PactVersion:
    """Enter the pact that holds since `on`: its articles, who passed it, where its paper is kept, its scan (ids of
    stored files). Again corrects the entry, until a vote here gives the pact another text.

    Raises Forbidden, Invalid, NotAllowed (a vote here gave it its text), Conflict, `disclosure.PersonalDataFound`."""
    by = _may(actor, pact.place_id)
    old = queries.taken(pact)
    if PactVersion.objects.filter(pact=pact, taken_on=None).exclude(in_force_on=None).exists():
        raise NotAllowed("A vote has given this pact a text since: what was in force before is not entered any more.")
    articles, passed_by, source = cleaned(texts), " ".join(passed_by.split()), source.strip()
    if not articles:
        raise Invalid("Write at least one article.", field="text")
    if on >= clock.today():
        raise Invalid("This day must lie in the past.", field="on")
    if not 2 <= len(passed_by) <= 120:
        raise Invalid("Say who passed it, and when.", field="passed_by")
    if not 2 <= len(source) <= 200:
        raise Invalid("Say where the paper is kept.", field="source")
    if old is None and not scans:
        raise Invalid("Add a photo or a PDF of the paper.", field="photo")
    disclosure.check_texts({"text": text_of(articles), "passed_by": passed_by})
    columns = {"text": "\n".join(articles), "in_force_on": on, "passed_by": passed_by, "source": source}
    first = not PactVersion.objects.filter(pact=pact).exists()
    made = old or PactVersion(pact=pact, number=1, taken_on=clock.today(), made_by_id=by.appointment_id, **columns)
    if old is not None:
        _change(old, **columns)
    else:
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Conflict("Somebody else changed this draft meanwhile.") from None
    made.digest = digest_of(made)
    PactVersion.objects.filter(pk=made.pk).update(digest=made.digest)
    stored = files.attach(scans, about=made.pk)
    codes: dict[str, Code] = {
        "kind": pact.kind, "place": pact.place_id, "on": on.isoformat(), "digest": made.digest,
        "again": old is not None,
    }  # fmt: skip
    said = {"passed_by": passed_by, "source": source, "text": text_of(articles)}
    photos = {f"scan{n}": file.sha256 for n, file in enumerate(stored, start=1)}
    _record(events.PACT_TAKEN, made, actor, codes, said | photos, first=first)
    return made
