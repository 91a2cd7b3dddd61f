"""The yearly review: begin it, the members' reports, the ballots, the result, the end of a post that failed twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Review, Reviewed
from gongzhi.deliberation.queries import reviews as queries
from gongzhi.deliberation.rules.reviews import REPORT_MAX, REVIEW, Came, came_to, ends_post
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.voting import public as voting

Codes = Mapping[str, str | int | bool | None]


@transaction.atomic
def start(body_id: int, *, year: int, no_kin: bool, actor: Actor) -> Review:
    """Begin the review of a body for a year: once. `no_kin`: whoever runs it declares that nobody of the supervisory
    committee is a member of the body, or related to one; the first is checked too.

    Raises NotFound, Forbidden (not of the supervisors, or a member of the body), NotAllowed, Invalid, Conflict."""
    body = next((b for b in queries.bodies_to_review(actor) if b.pk == body_id), None)
    if body is None:
        raise NotFound("There is no such body.")
    rule = queries.rule_for(body)
    by = _runner(actor, body, rule)
    if year not in queries.years():
        raise Invalid("Choose this year or the last one.", field="year")
    members = queries.members_now(body.pk)
    if not members:
        raise NotAllowed("This body has no members yet.")
    persons = {m.person_id for m in members}
    if any(a.person_id in persons for a in orgs.appointments_in(by.body_id)):
        raise NotAllowed("A member of the residents' committee sits in the supervisory committee: this must end first.")
    if not no_kin:
        raise Invalid("The supervisory committee must be free of relatives of the members: declare it.", field="no_kin")
    title = _("%(body)s: review of %(year)s") % {"body": body.name, "year": year}
    matter = procedures.open_matter(
        kind=REVIEW, procedure=rule.procedure, place_id=body.place_id, title=title, holder_post=by.post_id, actor=actor,
        holder_person=actor.person_id,
    )  # fmt: skip
    made = Review(matter=matter, key=rule.key, body=body, place_id=body.place_id, post_id=by.post_id, year=year)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This body is reviewed for this year already.") from None
    Reviewed.objects.bulk_create([Reviewed(review=made, appointment=m) for m in members])
    codes = {"body": body.pk, "year": year, "members": len(members), "no_kin": True}
    _record(events.REVIEW_BEGUN, made, actor, codes)
    told = [m.person_id for m in members]
    notices.tell(told, lambda: _("%(title)s has begun: write your report.") % {"title": title},
                 key=f"review-{made.pk}", about=made.pk, by_sms=False)  # fmt: skip
    return made


def _runner(actor: Actor, body: orgs.Body, rule: packs.Review) -> HeldPost:
    """The post by which the actor runs the review of a body. Raises Forbidden."""
    by = queries.post_to_run(actor, body, rule)
    if by is None:
        raise Forbidden("The supervisory committee runs this review.", permission=Permission.AFFAIRS_SUPERVISE)
    if actor.person_id in {m.person_id for m in queries.members_now(body.pk)}:
        raise Forbidden("Nobody runs the review of the own committee.")
    return by


def _record(tag: str, review: Review, actor: Actor, codes: Codes, text: str = "") -> None:
    ledger.record(tag, stream=review.pk, actor=actor, codes=codes, texts={"report": text} if text else {})


def _step(review: Review, step: str) -> None:
    review.matter.refresh_from_db()
    if review.matter.step != step:
        raise NotAllowed("The review is not at this step.")


@transaction.atomic
def write_report(member: Reviewed, text: str, *, actor: Actor) -> None:
    """The report of a member: by the member, or entered by whoever runs the review. Raises Forbidden, NotAllowed,
    Invalid, `disclosure.PersonalDataFound` (it is published)."""
    review = member.review
    if actor.person_id is None or actor.person_id != member.appointment.person_id:
        _runner(actor, review.body, queries.rule_of(review))
    _step(review, "report")
    words = text.strip()
    if not 10 <= len(words) <= REPORT_MAX:
        raise Invalid("Write 10 to %(n)s characters.", field="text", n=REPORT_MAX)
    disclosure.check_texts({"text": words})
    Reviewed.objects.filter(pk=member.pk).update(report=words, reported_at=clock.now())
    _record(events.REVIEW_REPORTED, review, actor, {"member": member.appointment_id}, words)


@transaction.atomic
def open_ballots(review: Review, *, register_id: int, closes_at: datetime, channels: list[str], actor: Actor) -> None:
    """A secret vote on each member by a frozen register, from now on. Raises Forbidden, Invalid, NotAllowed (a report
    is missing)."""
    rule = queries.rule_of(review)
    _runner(actor, review.body, rule)
    _step(review, "report")
    members = queries.members_of(review)
    missing = [m.appointment.person.name for m in members if not m.report]
    if missing:
        raise NotAllowed("These have not reported yet: %(names)s.", names="、".join(missing))
    if register_id not in {pk for pk, _title in queries.registers_for(review)}:
        raise Invalid("Choose a frozen register of this community.", field="register")
    options = [{"key": g.key, "label": g.title} for g in rule.grades]
    for member in members:
        question = f"{member.appointment.person.name}（{member.appointment.post.title}）{review.year}年民主评议"
        poll = voting.open_poll(
            electorate=register_id, rule="", question=question[:200], options=options, secrecy="secret",
            channels=channels, opens_at=clock.now(), closes_at=closes_at, about=review.pk, actor=actor,
        )  # fmt: skip
        Reviewed.objects.filter(pk=member.pk).update(poll=poll.pk)
    Review.objects.filter(pk=review.pk).update(electorate=register_id, closes_at=closes_at)
    _record(events.REVIEW_OPENED, review, actor, {"register": register_id, "polls": len(members)})
    procedures.choose(review.pk, outcome="ballot", actor=actor)


@transaction.atomic
def release(review: Review, *, actor: Actor) -> list[Reviewed]:
    """Count, publish, and end the posts of those who failed as often in a row as the rule says; nothing else ends one.

    Raises Forbidden, NotAllowed (the ballots are still open), Conflict."""
    rule = queries.rule_of(review)
    _runner(actor, review.body, rule)
    _step(review, "ballot")
    if review.closes_at is None or clock.now() < review.closes_at:
        raise NotAllowed("The ballots are still open.")
    if not Review.objects.filter(pk=review.pk, released_at=None).update(released_at=clock.now()):
        raise Conflict("The result is public already.")
    members = queries.members_of(review)
    lines = [_result(review, rule, member, actor) for member in members]
    review.refresh_from_db()
    posting = disclosure.publish(
        board=rule.board, title=review.matter.title[:120], text="\n".join(lines), place_id=review.place_id,
        about=review.pk, actor=actor, key=f"review:{review.pk}", override_reason=rule.article,
    )  # fmt: skip
    Review.objects.filter(pk=review.pk).update(posting=posting.pk)
    procedures.choose(review.pk, outcome="released", actor=actor, public_text=posting.text)
    return members


def _result(review: Review, rule: packs.Review, member: Reviewed, actor: Actor) -> str:
    """Count one member's ballots and record what follows; the line of the posting."""
    assert member.poll is not None
    if voting.poll(member.poll).state == voting.PollState.OPEN:
        voting.close_poll(member.poll, actor=actor, within=review.pk)
    outcome = voting.release(member.poll, actor=actor, within=review.pk)
    entitled = outcome.poll.electorate.rows
    grades = [(g.key, g.fails) for g in rule.grades]
    came = came_to(outcome.counts, grades, entitled, rule.valid, rule.fails_over)
    before = queries.failed_before(review, member.appointment.person_id)
    ends = ends_post(came.failed, before, rule.ends_after)
    member.grade, member.failed, member.ended = came.grade, came.failed, ends
    Reviewed.objects.filter(pk=member.pk).update(grade=came.grade, failed=came.failed, ended=ends)
    codes: Codes = {"member": member.appointment_id, "year": review.year, "grade": came.grade, "failed": came.failed,
             "ballots": came.ballots, "entitled": entitled, "poll": member.poll}  # fmt: skip
    _record(events.REVIEW_RELEASED, review, actor, codes)
    if ends:
        _end(review, rule, member, actor)
    _tell(review, rule, member)
    return _line(rule, member, came)


def _end(review: Review, rule: packs.Review, member: Reviewed, actor: Actor) -> None:
    for held in orgs.appointments_in(review.body_id):
        if held.person_id == member.appointment.person_id:
            orgs.end_appointment(held.pk, actor=SYSTEM)
            codes: Codes = {"member": held.pk, "year": review.year, "article": rule.article, "times": rule.ends_after}
            _record(events.REVIEW_ENDED, review, actor, codes)


def _line(rule: packs.Review, member: Reviewed, came: Came) -> str:
    name = f"{member.appointment.person.name}（{member.appointment.post.title}）"
    if not came.grade:
        return f"{name}：收到评议票 {came.ballots} 张，未达到有效票数，没有评议结果。"
    line = f"{name}：收到评议票 {came.ballots} 张，评议结果为{queries.grade_title(rule, came.grade)}。"
    return line + (f"连续{rule.ends_after}次不称职，依照{rule.article}，职务终止。" if member.ended else "")


def _tell(review: Review, rule: packs.Review, member: Reviewed) -> None:
    told = [member.appointment.person_id]
    if member.ended:
        kinds = [k.key for k in packs.active().post_kinds if Permission.ORG_APPOINT in k.permissions]
        above = {orgs.superior_of(member.appointment.post_id), orgs.find_post(kinds, places.ancestors(review.place_id))}
        holders = [orgs.holder_of(p).person_id for p in sorted(p for p in above if p is not None)]
        told += [p for p in holders if p is not None]

    def words() -> str:
        values = {"title": review.matter.title, "name": member.appointment.person.name, "article": rule.article,
                  "grade": queries.grade_title(rule, member.grade) or _("no valid result")}  # fmt: skip
        if member.ended:
            return _("%(title)s: %(name)s failed twice in a row; the post has ended (%(article)s).") % values
        return _("%(title)s: %(name)s, %(grade)s.") % values

    notices.tell(told, words, key=f"reviewed-{member.pk}", about=review.pk, by_sms=False)


def bars(poll: voting.Poll, actor: Actor) -> bool:
    """Whether the actor may not hold this poll: it is about the own committee (wired to `voting.on_bar`)."""
    if poll.about is None or actor.person_id is None:
        return False
    return Reviewed.objects.filter(review=poll.about, appointment__person=actor.person_id).exists()
