"""Objections to a register, and the rulings; written proxies."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.voting import events
from gongzhi.voting.actions.registers import require_edit, touch
from gongzhi.voting.models import Elector, Objection, Poll, Proxy, Voice
from gongzhi.voting.queries.registers import elector, register
from gongzhi.voting.queries.rules import objection_days
from gongzhi.voting.rules.words import PROXIES_MOST, PollState, RegisterKind, RegisterState


@transaction.atomic
def object_to(register_id: int, *, by_name: str, text: str, actor: Actor) -> Objection:
    """Object to a published register, while the days last; anybody may. Raises Invalid, NotAllowed, NotFound."""
    electorate = register(register_id)
    by_name, text = " ".join(by_name.split()), text.strip()
    if not 1 <= len(by_name) <= 60:
        raise Invalid("Write your name.", field="by_name")
    if not 4 <= len(text) <= 500:
        raise Invalid("Write in 4 to 500 characters what is wrong.", field="text")
    if electorate.state != RegisterState.PUBLISHED or electorate.objections_until is None:
        raise NotAllowed("Objections cannot be made now.")
    if clock.today() > electorate.objections_until:
        raise NotAllowed("The days for objections are over.")
    _days, ruling = objection_days(electorate.rule, clock.today())
    made = Objection(electorate=electorate, by_name=by_name, text=text, rule_by=clock.today() + timedelta(days=ruling))
    made.save(force_insert=True)
    ledger.record(
        events.OBJECTION_MADE, stream=register_id, actor=actor,
        codes={"objection": made.pk, "rule_by": made.rule_by.isoformat()}, texts={"name": by_name, "text": text},
    )  # fmt: skip
    return made


@transaction.atomic
def rule_on(objection_id: int, *, accepted: bool, ruling: str, actor: Actor) -> Objection:
    """Rule on an objection, with reasons. The register itself is mended by its own verbs. Raises as the others."""
    found = Objection.objects.select_related("electorate").filter(pk=objection_id).first()
    if found is None:
        raise NotFound("There is no such objection.")
    require_edit(found.electorate, actor)
    ruling = ruling.strip()
    if not 4 <= len(ruling) <= 500:
        raise Invalid("Give the reasons in 4 to 500 characters.", field="ruling")
    changed = Objection.objects.filter(pk=objection_id, accepted=None).update(
        accepted=accepted, ruling=ruling, ruled_at=clock.now()
    )
    if not changed:
        raise Conflict("This objection has been ruled on already.")
    ledger.record(
        events.OBJECTION_RULED, stream=found.electorate_id, actor=actor,
        codes={"objection": objection_id, "accepted": accepted}, texts={"ruling": ruling},
    )  # fmt: skip
    return Objection.objects.get(pk=objection_id)


@transaction.atomic
def give_proxy(
    giver_id: int, holder_id: int, *, paper: str, actor: Actor, written_on: date | None = None,
    version: int | None = None,
) -> Proxy:  # fmt: skip
    """Enter a written proxy, before the register is frozen. At most three a holder; no chains; never for or by
    representatives, never to somebody who stands in an open poll. Raises Invalid, NotAllowed, Conflict, Forbidden.
    """
    giver, holder = elector(giver_id), elector(holder_id)
    electorate = giver.electorate
    require_edit(electorate, actor)
    if electorate.kind == RegisterKind.REPRESENTATIVES:
        raise NotAllowed("Representatives vote themselves: the law allows no proxy here.")
    if holder.electorate_id != electorate.pk or giver_id == holder_id:
        raise Invalid("Choose another voter of this register.", field="holder")
    if not paper.strip():
        raise Invalid("A proxy is written: say where the paper is kept.", field="paper")
    touch(electorate, version, (RegisterState.DRAFT, RegisterState.PUBLISHED))  # and nobody else at this moment
    if Proxy.objects.filter(giver=holder).exists() or Proxy.objects.filter(holder=giver).exists():
        raise NotAllowed("A proxy is not passed on.")
    if Proxy.objects.filter(holder=holder).count() >= PROXIES_MOST:
        raise NotAllowed("Nobody votes for more than %(most)s others.", most=PROXIES_MOST)
    if stands(electorate.pk, holder_id):
        raise NotAllowed("A candidate takes no proxy.")
    made = Proxy(giver=giver, holder=holder, written_on=written_on or clock.today(), paper=paper.strip()[:120])
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This voter has given a proxy already.") from None
    ledger.record(events.PROXY_GIVEN, stream=electorate.pk, actor=actor, codes={"giver": giver_id, "holder": holder_id})
    return made


def stands(register_id: int, elector_id: int) -> bool:
    """Whether somebody is a candidate in a poll of the register that is not over."""
    live = Poll.objects.filter(electorate=register_id, state=PollState.OPEN.value)
    return any(elector_id in found for found in live.values_list("candidates", flat=True))


@transaction.atomic
def end_proxy(giver_id: int, *, actor: Actor) -> None:
    """Whoever gave a proxy takes it back, as long as it was not used. Raises NotFound, NotAllowed, Forbidden."""
    found = Proxy.objects.select_related("giver__electorate").filter(giver=giver_id).first()
    if found is None:
        raise NotFound("There is no such proxy.")
    require_edit(found.giver.electorate, actor)
    if Voice.objects.filter(elector=giver_id).exists():
        raise NotAllowed("This proxy has been used.")
    Proxy.objects.filter(giver=giver_id).delete()
    codes = {"giver": giver_id, "holder": found.holder_id}
    ledger.record(events.PROXY_ENDED, stream=found.giver.electorate_id, actor=actor, codes=codes)


def holders_among(elector_ids: list[int]) -> list[Elector]:
    """Those of these who hold a proxy."""
    return list(Elector.objects.filter(pk__in=elector_ids, proxies__isnull=False).distinct().order_by("id"))
