"""Boxes for papers: set up, emptied by two people, each paper a request or set aside with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.channels import events
from gongzhi.channels.models import Box, Emptying, Paper
from gongzhi.channels.queries.boxes import PAPERS_MOST, posts_beside, second_of
from gongzhi.channels.queries.places import paper_channels
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.requests import public as requests

Codes = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class BoxDraft:
    """A box: its place, its channel of the pack, its name, where it hangs."""

    place_id: int
    channel: str
    title: str
    where: str = ""


@transaction.atomic
def set_up(draft: BoxDraft, *, actor: Actor) -> Box:
    """Set a box up from today on. Needs `premises:edit`. Raises Forbidden, NotFound, Invalid."""
    post_for(actor, Permission.PREMISES_EDIT, places.ancestors(draft.place_id))
    title = draft.title.strip()
    if draft.channel not in {c.key for c in paper_channels()}:
        raise Invalid("There is no such channel.", field="channel")
    if len(title) < 2:
        raise Invalid("Say it in a few words.", field="title")
    if Box.objects.filter(place=draft.place_id, title=title, ends_on=None).exists():
        raise Invalid("There is a box of this name already.", field="title")
    box = Box(place_id=draft.place_id, channel=draft.channel, title=title, where=draft.where.strip(),
              starts_on=clock.today())  # fmt: skip
    box.save(force_insert=True)
    codes: Codes = {"place": draft.place_id, "channel": draft.channel}
    texts = {"title": title, "where": box.where}
    ledger.record(events.BOX_SET, stream=box.pk, actor=actor, codes=codes, texts=texts, first=True)
    return box


def _box(box_id: int, permission: Permission, actor: Actor) -> Box:
    box = Box.objects.filter(pk=box_id).first()
    if box is None:
        raise NotFound("There is no such box.")
    post_for(actor, permission, places.ancestors(box.place_id))
    return box


@transaction.atomic
def take_away(box_id: int, *, actor: Actor) -> None:
    """Take a box away: today is its last day. Raises Forbidden, NotFound, Conflict (taken away before)."""
    box = _box(box_id, Permission.PREMISES_EDIT, actor)
    if not Box.objects.filter(pk=box.pk, ends_on=None).update(ends_on=clock.today()):
        raise Conflict("This box was taken away before.")
    ledger.record(events.BOX_ENDED, stream=box.pk, actor=actor, codes={"place": box.place_id})


@transaction.atomic
def empty(box_id: int, *, day: date, second_post: int | None, papers: int, actor: Actor) -> Emptying:
    """That the actor and somebody else emptied a box, and how many papers lay in it: a colleague who holds
    `second_post`, or (None) a resident or volunteer without a post, who says so by a code on paper.

    Needs `request:register` there. Raises Forbidden, NotFound, Invalid (no second person, a day that cannot be),
    Conflict (emptied on this day before)."""
    box = _box(box_id, Permission.REQUEST_REGISTER, actor)
    held = post_for(actor, Permission.REQUEST_REGISTER, places.ancestors(box.place_id))
    if day > clock.today() or day < box.starts_on or (box.ends_on is not None and day > box.ends_on):
        raise Invalid("On this day the box cannot have been emptied.", field="day")
    if not 0 <= papers <= PAPERS_MOST:
        raise Invalid("At most %(n)s papers at a time.", field="papers", n=PAPERS_MOST)
    other = None if second_post is None else _colleague(box, second_post, actor)
    second = other.appointment_id if other else None
    row = Emptying(box=box, day=day, first_id=held.appointment_id, second_id=second, papers=papers)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This box was emptied on this day before.") from None
    codes: Codes = {"place": box.place_id, "day": day.isoformat(), "papers": papers, "first": held.appointment_id,
                    "second": second}  # fmt: skip
    ledger.record(events.EMPTIED, stream=box.pk, actor=actor, codes=codes)
    if other is not None and other.person_id is not None:
        _ask(row, box, other.person_id)
    return row


def _colleague(box: Box, post_id: int, actor: Actor) -> orgs.Holder:
    if post_id not in dict(posts_beside(box.place_id)):
        raise Invalid("Choose a post of this community.", field="second_post")
    other = orgs.holder_of(post_id)
    if other.appointment_id is None or other.person_id == actor.person_id:
        raise Invalid("A box is emptied by two people: choose a colleague.", field="second_post")
    return other


def _ask(row: Emptying, box: Box, person_id: int) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        said = _("%(box)s was emptied on %(day)s, with you as the second person. Please say whether it was so.")
    text = said % {"box": box.title, "day": row.day.isoformat()}
    notices.send(channel=notices.Channel.INAPP, text=text, key=f"emptying-{row.pk}", person_id=person_id, about=row.pk)


@transaction.atomic
def say_there(emptying_id: int, *, there: bool, reason: str = "", actor: Actor) -> Emptying:
    """The second person says whether they emptied the box with the first, and why not; said twice it is once. Where
    they were not there it does not count as emptied. Raises NotFound (also for everybody else), Invalid (no reason),
    Conflict (said otherwise before)."""
    row = second_of(emptying_id, actor)
    if row.second_says or not keep_said(row, there, reason, Emptying.How.LOGIN, actor):
        row.refresh_from_db()
        if (row.second_says == Emptying.Says.YES) != there:
            raise Conflict("You have said otherwise before. Talk to the first person.")
    return row


def keep_said(row: Emptying, there: bool, reason: str, how: Emptying.How, actor: Actor) -> bool:
    """Keep what the second person says; False where it was said before. Raises Invalid (no reason)."""
    says, why = (Emptying.Says.YES, "") if there else (Emptying.Says.NO, reason.strip())
    if not there and len(why) < 2:
        raise Invalid("Say in a few words what was not so.", field="reason")
    fresh = Emptying.objects.filter(pk=row.pk, second_says=Emptying.Says.NOTHING)
    if not fresh.update(second_says=says, second_said_at=clock.now(), second_how=how, second_reason=why):
        return False
    row.refresh_from_db()
    codes: Codes = {"emptying": row.pk, "there": there, "how": how.value}
    texts = {"reason": why} if why else None
    ledger.record(events.EMPTYING_SEEN, stream=row.box_id, actor=actor, codes=codes, texts=texts)
    return True


def _paper(emptying_id: int, number: int, actor: Actor) -> Emptying:
    row = Emptying.objects.select_related("box").filter(pk=emptying_id).first()
    if row is None:
        raise NotFound("There is no such box.")
    post_for(actor, Permission.REQUEST_REGISTER, places.ancestors(row.box.place_id))
    if row.second_says == Emptying.Says.NO:
        raise NotAllowed("The second person says that it was not so: empty the box again, by two.")
    if not 1 <= number <= row.papers:
        raise Invalid("There is no paper of this number.", field="number")
    return row


def take_paper(emptying_id: int, number: int, draft: requests.Draft, *, actor: Actor) -> Paper:
    """A paper becomes a request, with its scan; nobody need be named on it. A second one for the same paper is told.

    Needs `request:register` there. Raises Forbidden, NotFound, InvalidMany, Invalid (no scan), Conflict."""
    row = _paper(emptying_id, number, actor)
    if not draft.file_ids:
        raise Invalid("Add a photo or a scan of the paper.", field="scan")
    with transaction.atomic():
        paper = _claim(row, number)
        receipt = requests.intake_inside(draft, actor=actor, channel=row.box.channel, look_near=False)
        Paper.objects.filter(pk=paper.pk).update(matter=receipt.matter_id)
        codes: Codes = {"number": number, "matter": receipt.matter_id}
        ledger.record(events.PAPER_TAKEN, stream=row.box_id, actor=actor, codes=codes)
    paper.matter_id = receipt.matter_id
    return paper


@transaction.atomic
def set_aside(emptying_id: int, number: int, *, reason: str, actor: Actor) -> Paper:
    """A paper is no request (empty, thanks, an advertisement): say why. Raises as `take_paper`."""
    row = _paper(emptying_id, number, actor)
    if len(reason.strip()) < 2:
        raise Invalid("Say in a few words why it is no request.", field="reason")
    paper = _claim(row, number, reason.strip())
    ledger.record(
        events.PAPER_ASIDE, stream=row.box_id, actor=actor, codes={"number": number}, texts={"reason": reason.strip()}
    )
    return paper


def _claim(row: Emptying, number: int, reason: str = "") -> Paper:
    paper = Paper(emptying=row, number=number, reason=reason)
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This paper was entered before.") from None
    return paper
