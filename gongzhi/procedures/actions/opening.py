"""Opening a matter: the hot path; five statements and the ledger's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotAllowed
from gongzhi.core.ids import new_id
from gongzhi.core.worktime import Limit
from gongzhi.kit.db.insert import insert, insert_values
from gongzhi.kit.db.make import make
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures.actions import store
from gongzhi.procedures.actions.effects import dispatch
from gongzhi.procedures.actions.guard import guard
from gongzhi.procedures.models import Clock, Matter
from gongzhi.procedures.queries.calendars import calendar_for
from gongzhi.procedures.queries.definitions import definition as definition_of
from gongzhi.procedures.queries.states import clock_values, matter_values
from gongzhi.procedures.rules.model import LIVE, Effect, State
from gongzhi.procedures.rules.moves import opening


def open_inside(
    *,
    kind: str,
    procedure: str,
    place_id: int,
    title: str,
    holder_post: int,
    actor: Actor,
    holder_person: int | None = None,
    first_person: int | None = None,
    offer_to: int | None = None,
    limit: Limit | None = None,
    parent: int | None = None,
    home_district: str | None = None,
    matter_id: int | None = None,
    revision_id: int | None = None,
    public_text: str = "",
    internal_text: str = "",
    data: Mapping[str, Any] | None = None,
    type_key: str = "",
    channel: str = "",
    entry: store.More | None = None,
) -> Matter:
    """Open a matter that `holder_post` holds; with `offer_to` it is offered on at once and stays with the holder
    until taken (首问负责: `first_person` is who was asked, by default the holding person).

    `limit` is the promise of the whole matter. The caller has checked the permission to open it; `home_district`
    saves a look-up; `revision_id` is another pack than the one in force; lists are narrowed by `type_key`, `channel`;
    `entry` is what the context adds to the ledger's entry. It runs inside the caller's transaction (`open_matter`
    brings its own). Raises NotFound (procedure, place), NotAllowed (the parent is closed).
    """
    now = clock.now()
    revision_id = packs.active_revision_id() if revision_id is None else revision_id
    definition = definition_of(revision_id, procedure)
    guard(revision_id, definition)
    decision = opening(
        definition, holder_post=holder_post, holder_person=holder_person,
        first_person=first_person if first_person is not None else holder_person,
        limit=limit, offer_to=offer_to, now=now, calendar=calendar_for(place_id),
    )  # fmt: skip
    state = decision.state
    _count_part(parent)
    matter = make(
        Matter, id=matter_id if matter_id is not None else new_id(), kind=kind, procedure=procedure,
        revision_id=revision_id, title=title, place_id=place_id, parent_id=parent, opened_at=now, type_key=type_key,
        home_district=home_district if home_district is not None else places.home_district(place_id),
        first_person_id=state.first_person, channel=channel, **matter_values(state),
    )  # fmt: skip
    _store(matter, state)
    line = store.Line("open", actor, actor.holding(holder_post), public_text, internal_text, data or {}, entry)
    store.write_line(matter, line, now, from_step="", to_post=state.offer.to_post if state.offer else None, seq=1)
    dispatch(matter, (Effect("opened"), *decision.effects), actor)
    return matter


def _count_part(parent: int | None) -> None:
    if parent is None:
        return
    live = [s.value for s in LIVE]
    if not Matter.objects.filter(pk=parent, state__in=live).update(open_children=F("open_children") + 1):
        raise NotAllowed("A closed matter takes no further parts.")


def _store(matter: Matter, state: State) -> None:
    insert([matter])
    insert_values(Clock, {}, [clock_values(matter.pk, c) for c in state.clocks])
    store.create_standings(matter, state)


open_matter = transaction.atomic(open_inside)
