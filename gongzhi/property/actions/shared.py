"""What acts share: one change of an estate after the other, one submission once, who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.property.models import Estate, Order
from gongzhi.property.queries import orders

Codes = Mapping[str, str | int | bool | None]
M = TypeVar("M", bound=Model)


def raise_version(estate: Estate) -> None:
    """One change of an estate's contracts after the other. Raises Conflict where somebody was faster."""
    if not Estate.objects.filter(pk=estate.pk, version=estate.version).update(version=F("version") + 1):
        raise Conflict("Somebody else changed this at the same moment. Please try again.")
    estate.version += 1


def once(model: type[M], submission: str, make: Callable[[], M]) -> M:
    """What `make` writes in a transaction, or the row that the same submission wrote before. Raises Conflict."""
    for _attempt in range(2):
        if submission and (sent := model._default_manager.filter(submission=submission).first()):
            return sent
        with suppress(IntegrityError), transaction.atomic():
            return make()
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


def offices(estate: Estate) -> list[int]:
    """The posts that manage the estate: of the kinds that may, at its place or above. Two queries."""
    kinds = [k.key for k in packs.active().post_kinds if Permission.PROPERTY_MANAGE in k.permissions]
    return [p.post_id for p in orgs.posts_at(places.ancestors(estate.place_id), kinds) if p.holders and not p.deputy]


def tell(posts: Iterable[int], text: str, *, key: str, about: int) -> int:
    """A message into the inbox of who answers for these posts now; how many persons."""
    persons = sorted({h.person_id for h in orgs.holders_of(posts).values() if h.person_id is not None})
    for person_id in persons:
        notices.send(channel=notices.Channel.INAPP, text=text, key=f"{key}-{person_id}", person_id=person_id,
                     about=about)  # fmt: skip
    return len(persons)


def holds(order: Order, actor: Actor, step: str) -> procedures.Matter:
    """The matter of an order that stands in this step with the actor. Raises Forbidden, NotAllowed."""
    matter = orders.fresh(order)
    if matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")
    if matter.step != step or matter.state != "open":
        raise NotAllowed("The order is at another step now.")
    return matter


def goes_to(matter: procedures.Matter, post_id: int | None, actor: Actor, *, judge: bool = False) -> procedures.Matter:
    """Lay the order into the hands of another side, or of who decides on an objection (`judge`)."""
    if post_id is None or matter.holder_post_id == post_id or matter.state != "open":
        return matter
    with translation.override(settings.LANGUAGE_CODE):
        why = _("Goes to who decides on the objection") if judge else _("Goes to the other side of the order")
    return procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=post_id, reason=why, actor=actor)
