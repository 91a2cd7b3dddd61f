"""What the sides agree on, written or oral; the court; calling back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.mediation import events
from gongzhi.mediation.actions.shared import Codes, go, record
from gongzhi.mediation.models import Case
from gongzhi.mediation.queries import cases as queries
from gongzhi.mediation.rules.words import AGREED, CALL_BACK, Court, Form, Kept, all_agree, court_until
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures

LEADS = {Kept.KEPT: "kept", Kept.PARTLY: "again", Kept.BROKEN: "again"}


@transaction.atomic
def agree(case: Case, *, form: str, terms: str, agreed_on: date, actor: Actor) -> None:
    """Record what the sides agreed on: a written agreement that they sign, or an oral one that is written down.

    Only a people's mediation committee issues it: a persuader (劝和队) gets Forbidden. Raises NotAllowed (a side never
    said yes; the form of the step is empty), Invalid (no terms, a day to come)."""
    queries.require_mediates(actor, case)
    matter = queries.fresh(case)
    post = queries.issues(case, actor)
    if post is None or post.body is None:
        raise Forbidden("Only a people's mediation committee issues an agreement; who persuades does not.")
    if procedures.step_of(matter).outcome(AGREED) is None:
        raise NotAllowed("The case is at another step now.")
    if form not in set(Form):
        raise Invalid("Choose how the agreement stands.", field="form")
    if len(terms.strip()) < 10:
        raise Invalid("Write what the sides agreed on: what, how, until when.", field="terms")
    if agreed_on > clock.today() or agreed_on < clock.local(matter.opened_at).date():
        raise Invalid("The day lies between the registration and today.", field="agreed_on")
    if not all_agree(case.sides.order_by("position").values_list("agrees", flat=True)):
        raise NotAllowed("Ask each side first whether it wants the mediation, and enter what it says.")
    rules = queries.way_of(case)
    if not queries.is_filled(case, matter.step):
        raise NotAllowed("Fill in the form of this step first.")
    case.form, case.agreed_on, case.issued_by = form, agreed_on, post.body
    case.terms = queries.seal(terms.strip(), "terms", case.pk)
    case.court_until = court_until(agreed_on, rules.court_days)
    case.mediated_by = f"{orgs.post_label(post.pk)} {queries.name_of(actor)}".strip()[:120]
    case.court, case.court_on = "", None
    case.save(update_fields=[
        "form", "agreed_on", "issued_by", "terms", "court_until", "mediated_by", "court", "court_on",
    ])  # fmt: skip
    codes: Codes = {
        "form": form,
        "body": post.body.pk,
        "on": agreed_on.isoformat(),
        "court_until": _iso(case.court_until),
    }
    record(events.AGREED, case, actor, codes)
    go(case, AGREED, actor)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def court(case: Case, *, result: str, on: date, actor: Actor) -> None:
    """What the court said: it confirmed the agreement, or not. Raises Forbidden, NotAllowed, Invalid."""
    queries.require_mediates(actor, case)
    case.refresh_from_db()
    if case.agreed_on is None:
        raise NotAllowed("There is no agreement.")
    if result not in set(Court):
        raise Invalid("Choose what the court said.", field="result")
    if not case.agreed_on <= on <= clock.today():
        raise Invalid("The day lies between the agreement and today.", field="on")
    Case.objects.filter(pk=case.pk).update(court=result, court_on=on)
    record(events.COURT, case, actor, {"result": result, "on": on.isoformat()})


@transaction.atomic
def call_back(case: Case, *, kept: str, again: bool, actor: Actor) -> None:
    """What the sides say when they are called back; what is not kept is mediated once more (`again`), or they are told
    that they may go to court. Raises Forbidden, NotAllowed, Invalid."""
    queries.require_mediates(actor, case)
    queries.fresh(case, CALL_BACK)
    if kept not in set(Kept):
        raise Invalid("Choose what was found.", field="kept")
    Case.objects.filter(pk=case.pk).update(kept=kept, called_back_on=clock.today())
    record(events.CALLED_BACK, case, actor, {"kept": kept})
    found = Kept(kept)
    go(case, LEADS[found] if again or found is Kept.KEPT else "closed", actor)
