"""What a phone sends is done once, whatever happens to the answer on its way (issue 6, item 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.weeks import week_of
from gongzhi.files import public as files
from gongzhi.kit.forms import id_of
from gongzhi.kit.words import moment
from gongzhi.orgs import public as orgs
from gongzhi.patrol.actions import rounds
from gongzhi.patrol.models import Point, Taken, Visit
from gongzhi.patrol.queries import hazards
from gongzhi.patrol.rules.sent import LATE, Sent, check_key, digest, key_of
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

CHANNEL = "patrol"
KEPT = timedelta(days=180)

Answer = dict[str, Any]
Do = Callable[[Sent, Actor], Answer]


def perform(sent: Sent, *, actor: Actor) -> Answer:
    """Do one act and remember its answer; sent again under its key, the answer comes with `again` and nothing is done.

    Raises what the act raises (nothing is remembered then), Conflict where the key came with other content before,
    Forbidden for who holds no post.
    """
    if actor.person_id is None or not actor.posts:
        raise Forbidden("You hold no post any more.")
    check_key(sent.key)
    if sent.kind not in DOES:
        raise Invalid("The phone sent something that is not known here. Please open the page again.")
    key, body = key_of(actor.person_id, sent.key), digest(sent)
    known = Taken.objects.filter(pk=key).first()
    if known is None:
        try:
            return _once(sent, key, body, actor)
        except IntegrityError:  # the same act came at the same moment, from another tab
            known = Taken.objects.filter(pk=key).first()
            if known is None:
                raise
    if known.body != body:
        raise Conflict("This was sent before with other content. Please send it as a new report.")
    return {**known.answer, "again": True}


@transaction.atomic
def _once(sent: Sent, key: str, body: str, actor: Actor) -> Answer:
    row = Taken.objects.create(key=key, body=body)
    answer = DOES[sent.kind](sent, actor)
    Taken.objects.filter(pk=row.pk).update(answer=answer)
    return answer


def _report(sent: Sent, actor: Actor) -> Answer:
    """A finding becomes a request by the channel of patrols; who found it holds it (首问负责)."""
    place = sent.text("place")
    return _said_of(_intake(sent, actor, sent.text("words"), int(place) if place.isdigit() else None))


def _visit(sent: Sent, actor: Actor) -> Answer:
    """A check point was looked at: fine, or with one tap a request."""
    try:
        point = Point.objects.get(pk=int(sent.text("point") or 0))
    except (ValueError, Point.DoesNotExist):
        raise Conflict("This check point was given up meanwhile.") from None
    when = sent.done_at or clock.now()
    rounds.walker(point.place_id, week_of(clock.local(when).date()), actor)
    if sent.text("fine") == "yes":
        first = rounds.visit(point.pk, fine=True, actor=actor, done_at=when).done_at == when
        return {"said": _("Looked at, nothing found.") if first else _("Somebody was here this week already.")}
    words = sent.text("words") or "：".join(filter(None, (point.title, point.look_for)))
    receipt = _intake(sent, actor, words, point.place_id, point.title, hazards.request_type(point.kind))
    rounds.visit(point.pk, fine=False, actor=actor, done_at=when, found=receipt.matter_id)
    return _said_of(receipt)


def _again(sent: Sent, actor: Actor) -> Answer:
    """What was found before and is answered: mended, or reopened; anew where it is too late to reopen."""
    visit = Visit.objects.select_related("point").filter(pk=id_of(sent.text("visit")) or 0).first()
    if visit is None:
        raise Conflict("This check point was given up meanwhile.")
    mended = sent.text("fine") == "yes"
    try:
        rounds.see_again(visit.pk, mended=mended, actor=actor, done_at=sent.done_at)
    except NotAllowed:
        receipt = _intake(sent, actor, visit.point.title, visit.point.place_id, visit.point.title)
        Visit.objects.filter(pk=visit.pk).update(found_id=receipt.matter_id)
        return _said_of(receipt)
    return {"said": _("Looked at again: mended.") if mended else _("Reopened: it goes on with a new clock.")}


def _intake(
    sent: Sent, actor: Actor, words: str, place_id: int | None, beside: str = "", type_key: str = ""
) -> requests.Receipt:
    lon, lat = sent.number("lon"), sent.number("lat")
    # a volunteer whose post takes nothing in reports as a resident does: the grid's own post receives it
    staff = bool(scopes(actor, Permission.REQUEST_REGISTER))
    draft = requests.Draft(
        description=words, type_key=sent.text("type") or type_key,
        lon=lon, lat=lat, address=sent.text("address") or beside,
        place_id=place_id if lon is None else None, person_id=None if staff else actor.person_id,
        file_ids=tuple(files.accept_image(photo, actor=actor).pk for photo in sent.photos),
    )  # fmt: skip
    receipt = requests.intake(draft, actor=actor, channel=CHANNEL if staff else "web", look_near=False)
    if staff and sent.done_at is not None and clock.now() - sent.done_at > LATE:
        seen = _("Seen on the spot at %(when)s, sent when there was a signal.") % {"when": moment(sent.done_at)}
        procedures.comment(receipt.matter_id, internal_text=seen, actor=actor)
    return receipt


def _said_of(receipt: requests.Receipt) -> Answer:
    return {
        "said": _("Registered as %(number)s.") % {"number": requests.spoken(receipt.number)},
        "href": reverse("requests:sheet", args=[receipt.number]),
    }


def _on_matter(sent: Sent, actor: Actor, do: Callable[[int], Any]) -> None:
    """An act on a matter that may have gone on while there was no signal: a refusal says where it is now."""
    try:
        matter = procedures.get(int(sent.text("matter") or 0), actor)
    except ValueError:
        raise Invalid("The phone sent something that is not known here. Please open the page again.") from None
    except NotFound:
        raise Conflict("This went to somebody else meanwhile. It is not with you any more.") from None
    try:
        with transaction.atomic():
            do(matter.pk)
    except DomainError as error:
        holder = orgs.post_labels([matter.holder_post_id]).get(matter.holder_post_id, "")
        if matter.holder_post_id in actor.post_ids:
            raise
        raise Conflict("This is with %(post)s now: %(why)s", post=holder, why=_(error.message) % error.params) from None


def _take(sent: Sent, actor: Actor) -> Answer:
    _on_matter(sent, actor, lambda matter_id: procedures.accept(matter_id, actor=actor))
    return {"said": _("Taken over.")}


def _note(sent: Sent, actor: Actor) -> Answer:
    words = sent.text("words")
    _on_matter(sent, actor, lambda matter_id: procedures.comment(matter_id, internal_text=words, actor=actor))
    return {"said": _("Noted.")}


DOES: dict[str, Do] = {"report": _report, "take": _take, "note": _note, "visit": _visit, "again": _again}


def forget_taken(limit: int = 500) -> int:
    """Drop the keys that no phone comes back with any more (worker)."""
    old = Taken.objects.filter(at__lt=clock.now() - KEPT).order_by("at").values_list("pk", flat=True)[:limit]
    return Taken.objects.filter(pk__in=list(old)).delete()[0]
