"""What every act does: the entry of the ledger, the step of the procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.ledger import public as ledger
from gongzhi.mediation.actions.back import tell_request
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import ENDS, RESULT_WORDS
from gongzhi.procedures import public as procedures

Codes = Mapping[str, str | int | bool | None]


def record(tag: str, case: Case, actor: Actor, codes: Codes) -> None:
    """An entry in the stream of the matter: closed values alone, never a word of the sides."""
    ledger.record(tag, stream=case.pk, actor=actor, codes=dict(codes))


def go(case: Case, outcome: str, actor: Actor, **more: Any) -> None:
    """Finish the step with an outcome; what stands on the timeline names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _(RESULT_WORDS[outcome]) if outcome in RESULT_WORDS else _("Done.")
    # the words name nobody, so that whoever may see the case reads how it goes without reading of the sides
    case.matter = procedures.choose(case.pk, outcome=outcome, actor=actor, public_text=words, reason=words, **more)
    if outcome in RESULT_WORDS:
        Case.objects.filter(pk=case.pk).update(result=outcome)
        case.result = outcome
        tell_request(case, outcome)
    if outcome in ENDS or case.matter.state not in procedures.LIVE:
        end(case)


def end(case: Case) -> None:
    """The case is over: the day on which what is known of the sides is deleted."""
    rules = queries.way_of(case)
    days = rules.keep_days if case.form else rules.forget_days
    case.forget_on = clock.today() + timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(forget_on=case.forget_on)
