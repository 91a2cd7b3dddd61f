"""What every act does: the entry of the ledger, the next step of the procedure, the holder it comes back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.elections.models import Election
from gongzhi.elections.queries.elections import way_of
from gongzhi.ledger import public as ledger
from gongzhi.procedures import public as procedures

Codes = Mapping[str, str | int | bool | None]


def record(
    tag: str, election: Election, actor: Actor, codes: Codes, texts: dict[str, str] | None = None,
    person_id: int | None = None,
) -> None:  # fmt: skip
    """An entry in the stream of the matter; texts of somebody go when that person is erased."""
    texts = texts or {}
    persons = dict.fromkeys(texts, person_id) if person_id is not None else {}
    ledger.record(tag, stream=election.pk, actor=actor, codes=dict(codes), texts=texts, persons=persons)


def go(election: Election, outcome: str, actor: Actor, **more: Any) -> procedures.Matter:
    """Finish the step with an outcome, and let the next one lie with who holds the election unless its step names
    another body."""
    matter = election.matter
    if matter.offered_post_id is not None and matter.offered_post_id in actor.post_ids:
        procedures.accept(matter.pk, actor=actor)
    matter = procedures.choose(election.pk, outcome=outcome, actor=actor, vouched=True, **more)
    return come_back(election, matter, actor)


def come_back(election: Election, matter: procedures.Matter, actor: Actor) -> procedures.Matter:
    """The matter lies with who holds the election again, where another body had it."""
    live = matter.state in procedures.LIVE and matter.offered_post_id is None
    if live and matter.holder_post_id != election.runner_id and procedures.step_of(matter).by == "holder":
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("Back to who holds the election")
        matter = procedures.succeed(
            matter.pk, from_post=matter.holder_post_id, to_post=election.runner_id, reason=reason, actor=actor
        )
    election.matter = matter
    return matter


def board_of(election: Election) -> str:
    """The board on which announcement and result stand."""
    return way_of(election).board or "affairs"
