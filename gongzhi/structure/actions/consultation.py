"""Consultation on heads of posted agencies and their yearly assessment: matters of the engine."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.kinds import AGENCY_ASSESSMENT, PERSONNEL_CONSENT
from gongzhi.structure.models import AgencyAssessment, PersonnelConsent
from gongzhi.structure.queries import consultation as queries
from gongzhi.structure.rules.consultation import CONSENTS, DONE, DROPPED, OBJECTS, Change, may_carry_out


@transaction.atomic
def ask(*, actor: Actor, post_id: int, change: str, person_id: int, words: str) -> PersonnelConsent:
    """Ask the street about a proposed head. Raises Forbidden, Invalid, NotAllowed (nobody to ask), Conflict (asked)."""
    rule = queries.require_rule()
    if not queries.held(actor, rule.asks):
        raise Forbidden("Only the body above the agency asks about its head.")
    post = next((p for p in queries.heads(actor) if p.pk == post_id), None)
    if post is None:
        raise Invalid("Choose one of the posts.", field="post")
    if not words.strip():
        raise Invalid("Say why.", field="words")
    asker = next(p for p in queries.held(actor, rule.asks) if p.body_id == post.body.parent_id)
    street = orgs.find_post(rule.answers, places.ancestors(post.body.place_id))
    if street is None:
        raise NotAllowed("The street has no post that could answer.")
    if change not in {c.value for c in Change}:
        raise Invalid("Choose what is meant.", field="change")
    holds = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post=post, person=person_id).exists()
    if holds == (change == Change.APPOINT):
        text = "This person holds the post already." if holds else "This person does not hold the post."
        raise Invalid(text, field="person")
    if PersonnelConsent.objects.filter(post=post, outcome="").exists():
        raise Conflict("The street is being asked about this post already.")
    title = _title(post.label, change)
    matter = procedures.open_matter(
        kind=PERSONNEL_CONSENT, procedure=rule.consent_procedure, place_id=post.body.place_id, title=title[:120],
        holder_post=street, holder_person=orgs.holder_of(street).person_id, actor=actor,
        entry=procedures.More(
            {"post": post.pk, "change": change, "binds": rule.consent.in_force}, {"words": words.strip()},
            {"words": person_id},
        ),
    )  # fmt: skip
    made = PersonnelConsent(
        matter=matter, post=post, person_id=person_id, change=change, asker_id=asker.post_id, street_id=street,
        words=words.strip(), binds=rule.consent.in_force, asked_at=clock.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def change_words(change: str) -> str:
    """What is meant, in words."""
    words = {Change.APPOINT: _("To appoint"), Change.TRANSFER: _("To transfer"), Change.REMOVE: _("To remove")}
    return next((text for key, text in words.items() if key == change), change)


def _title(label: str, change: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Consultation: %(post)s, %(change)s") % {"post": label, "change": change_words(change)}


def _require(matter: procedures.Matter, step: str, actor: Actor) -> None:
    if matter.step != step or matter.state != "open":
        raise NotAllowed("This step is over.")
    if matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")


@transaction.atomic
def answer(case: PersonnelConsent, *, actor: Actor, consents: bool, reason: str) -> None:
    """The street consents, or objects with its reason; then it is with who asked. Raises Forbidden, Invalid,
    NotAllowed."""
    _require(case.matter, "answer", actor)
    if not consents and not reason.strip():
        raise Invalid("An objection needs its reason.", field="reason")
    outcome = CONSENTS if consents else OBJECTS
    matter = procedures.choose(
        case.matter_id, outcome=outcome, actor=actor, vouched=True, version=case.matter.version,
        internal_text=reason.strip(),
    )  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        why = _("Answered by the street, to be recorded")
        text = _("The street has answered: %(title)s") % {"title": matter.title}
    if case.asker_id != matter.holder_post_id:
        procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=case.asker_id, reason=why, actor=actor)
    row = PersonnelConsent.objects.filter(pk=case.pk, answer="")
    if not row.update(answer=outcome, reason=reason.strip(), answered_at=clock.now()):
        raise Conflict("Somebody else changed this matter meanwhile.")
    tell(orgs.holder_of(case.asker_id).person_id, text, key=f"consent-{case.pk}-{matter.version}", about=case.pk)


@transaction.atomic
def record(case: PersonnelConsent, *, actor: Actor, done: bool, words: str) -> None:
    """What came of it. Against an objection it is carried out only where the right is merely proposed.

    Raises Forbidden, Invalid, NotAllowed."""
    _require(case.matter, "record", actor)
    if not words.strip():
        raise Invalid("Say what came of it.", field="words")
    if done and not may_carry_out(case.answer, binds=case.binds):
        raise NotAllowed("The street objects, and its consent is needed: it cannot be carried out.")
    outcome = DONE if done else DROPPED
    procedures.choose(
        case.matter_id, outcome=outcome, actor=actor, vouched=True, version=case.matter.version,
        public_text=words.strip(),
    )  # fmt: skip
    PersonnelConsent.objects.filter(pk=case.pk).update(outcome=outcome, outcome_words=words.strip())
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Recorded: %(title)s. %(words)s") % {"title": case.matter.title, "words": words.strip()}
    tell(orgs.holder_of(case.street_id).person_id, text, key=f"consent-ended-{case.pk}", about=case.pk)


@transaction.atomic
def begin_assessments(*, actor: Actor, year: int) -> int:
    """Open the assessment of a year for each agency that has none yet; how many. Raises Forbidden, Invalid."""
    rule = queries.require_rule()
    post = next(iter(queries.held(actor, rule.answers)), None)
    if post is None:
        raise Forbidden("Only the street's Party committee assesses the agencies.")
    if not clock.today().year - 1 <= year <= clock.today().year:
        raise Invalid("This year or the last one.", field="year")
    known = set(AgencyAssessment.objects.filter(year=year).order_by("agency").values_list("agency", flat=True))
    found = [a for a in queries.agencies(post) if a.pk not in known]
    sitting = orgs.Appointment.objects.filter(
        orgs.in_force(clock.now()), post__kind__in=rule.heads, post__body__in=[a.pk for a in found]
    )
    heads = dict(sitting.order_by("-id").values_list("post__body", "id"))
    holder, now = orgs.holder_of(post.post_id).person_id, clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        titles = [_("Assessment %(year)s: %(agency)s") % {"year": year, "agency": a.name} for a in found]
    nothing = procedures.More({}, {}, {})
    matters = procedures.bring_in(
        [
            procedures.Arrival(
                AGENCY_ASSESSMENT, rule.assessment_procedure, a.place_id, title[:120], post.post_id, holder, now, None,
                None, nothing, what="assessment",
            )
            for a, title in zip(found, titles, strict=True)
        ],
        actor=actor,
    )  # fmt: skip
    AgencyAssessment.objects.bulk_create(
        AgencyAssessment(
            matter=m, agency=a, year=year, street_id=post.post_id, head_id=heads.get(a.pk),
            binds=rule.assessment.in_force,
        )
        for m, a in zip(matters, found, strict=True)
    )  # fmt: skip
    return len(found)


@transaction.atomic
def assess(row: AgencyAssessment, *, actor: Actor, grade: str, words: str) -> None:
    """Give the grade with its grounds; without a grade: not due this year. Raises Forbidden, Invalid, NotAllowed."""
    _require(row.matter, "assess", actor)
    if grade and grade not in {g.key for g in queries.require_rule().grades}:
        raise Invalid("Choose one of the grades.", field="grade")
    if grade and row.head_id is None:
        raise NotAllowed("The agency had no head in office when this was opened.")
    if not words.strip():
        raise Invalid("Write the grounds.", field="words")
    procedures.choose(
        row.matter_id, outcome="graded" if grade else "not_due", actor=actor, vouched=True,
        version=row.matter.version, public_text=words.strip(), data={"grade": grade} if grade else {},
    )  # fmt: skip
    AgencyAssessment.objects.filter(pk=row.pk).update(grade=grade, words=words.strip(), assessed_at=clock.now())
