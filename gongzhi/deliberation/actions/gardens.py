"""Gardens: begin one, say what is needed and who prepares it, let people give, build it, decide what is left over.

All need `topic:run` at the place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.deliberation import events
from gongzhi.deliberation.models import Garden, GardenMember, Gift, Need, Pledge, Topic
from gongzhi.deliberation.queries import gardens as queries
from gongzhi.deliberation.rules.gardens import MOST, GardenState, GiftState, Kind, PledgeState, hundredths
from gongzhi.disclosure import public as disclosure
from gongzhi.ledger import public as ledger
from gongzhi.people import public as people

LIVE = (GardenState.PLANNED, GardenState.OPEN)


@dataclass(frozen=True, slots=True)
class GardenDraft:
    """What is to be built, and where."""

    place_id: int
    kind: str
    title: str
    where: str
    words: str
    topic_id: int | None = None
    submission: str = ""


def begin(draft: GardenDraft, *, actor: Actor) -> Garden:
    """A new project, seen by staff alone until it is opened. Raises Forbidden, Invalid, NotFound."""
    by = queries.runner(actor, draft.place_id)
    wrong = {
        name: Invalid("Say it in a few words.", field=name)
        for name in ("title", "where", "words")
        if len(getattr(draft, name).strip()) < 2
    }
    if wrong:
        raise InvalidMany(wrong)
    rules = queries.rules()
    if draft.place_id not in dict(queries.places_of(rules.levels)):
        raise NotFound("There is no such place.")
    if draft.kind not in {k.key for k in rules.kinds}:
        raise Invalid("The pack has no such kind.", field="kind")
    if (
        draft.topic_id is not None
        and not Topic.objects.filter(pk=draft.topic_id, matter__place=draft.place_id).exists()
    ):
        raise NotFound("There is no such topic.")
    if draft.submission and (sent := Garden.objects.filter(submission=draft.submission).first()):
        return sent
    with transaction.atomic():
        made = Garden(
            place_id=draft.place_id, post_id=by.post_id, topic_id=draft.topic_id, kind=draft.kind,
            title=draft.title.strip(), where=draft.where.strip(), words=draft.words.strip(),
            submission=draft.submission or None,
        )  # fmt: skip
        made.save(force_insert=True)
        codes: events.Codes = {"place": draft.place_id, "kind": draft.kind, "topic": draft.topic_id}
        texts = {"title": made.title, "where": made.where, "words": made.words}
        ledger.record(events.GARDEN_BEGUN, stream=made.pk, actor=actor, codes=codes, texts=texts, first=True)
    return made


def require_live(garden: Garden) -> None:
    """Raise NotAllowed once it is built or ended."""
    if garden.state not in LIVE:
        raise NotAllowed("This garden is built: nothing more is collected for it.")


@transaction.atomic
def need(garden: Garden, *, kind: str, title: str, quantity: Decimal, unit: str = "", actor: Actor) -> Need:
    """Something that is needed: money (one purse), goods in a unit of the pack, labour in hours."""
    queries.runner(actor, garden.place_id)
    require_live(garden)
    if kind not in set(Kind):
        raise Invalid("Choose money, goods or labour.", field="kind")
    if len(title.strip()) < 1:
        raise Invalid("Say it in a few words.", field="title")
    check_amount(quantity, "quantity")
    if kind == Kind.GOODS and unit not in {u.key for u in queries.rules().units}:
        raise Invalid("Choose the unit in which it is counted.", field="unit")
    made = Need(
        garden=garden, kind=kind, title=title.strip()[:60], unit=unit if kind == Kind.GOODS else "",
        wanted=hundredths(quantity),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Invalid("There is a purse already: change what it needs.", field="kind") from None
    codes: events.Codes = {"need": made.pk, "kind": kind, "wanted": made.wanted}
    ledger.record(events.GARDEN_NEED, stream=garden.pk, actor=actor, codes=codes, texts={"title": made.title})
    return made


def check_amount(amount: Decimal, field: str) -> None:
    """More than nothing, to the hundredth. Raises Invalid."""
    if not 0 < amount <= MOST or amount.as_tuple().exponent < -2:  # type: ignore[operator]
        raise Invalid("Give a number above 0, with at most two decimals.", field=field)


@transaction.atomic
def change_need(garden: Garden, need_id: int, *, quantity: Decimal, actor: Actor) -> None:
    """More or less of it is needed; 0 takes it away where nobody has offered any."""
    queries.runner(actor, garden.place_id)
    require_live(garden)
    row = need_of(garden, need_id)
    if quantity == 0:
        if Pledge.objects.filter(need=row).exists():
            raise Invalid("Something was offered for this: it stays.", field="quantity")
        row.delete()
    else:
        check_amount(quantity, "quantity")
        Need.objects.filter(pk=row.pk).update(wanted=hundredths(quantity))
    codes: events.Codes = {"need": need_id, "kind": row.kind, "wanted": hundredths(quantity)}
    ledger.record(events.GARDEN_NEED, stream=garden.pk, actor=actor, codes=codes)


def need_of(garden: Garden, need_id: int) -> Need:
    """A need of this garden. Raises Invalid."""
    found = Need.objects.filter(garden=garden, pk=need_id).first()
    if found is None:
        raise Invalid("Choose what it is for.", field="need")
    return found


@transaction.atomic
def add_member(
    garden: Garden, *, post_id: int | None = None, name: str = "", task: str = "", agreed: bool = False, actor: Actor
) -> GardenMember:
    """Somebody prepares it: a post, or a volunteer who agreed that the name is shown."""
    queries.runner(actor, garden.place_id)
    if post_id is None and len(name.strip()) < 2:
        raise Invalid("Choose a post, or give the name of a volunteer.", field="name")
    if post_id is None and not agreed:
        raise Invalid("Ask first: a volunteer is named only with consent.", field="agreed")
    if post_id is not None and GardenMember.objects.filter(garden=garden, post=post_id).exists():
        raise Invalid("This post is in the group already.", field="post")
    person = people.create_person(name=name.strip()) if post_id is None else None
    made = GardenMember(
        garden=garden, post_id=post_id, person=person, name=name.strip() if person else "", task=task.strip()[:60],
        agreed_on=clock.today() if person else None,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: events.Codes = {"member": made.pk, "post": post_id}
    persons = {"name": person.pk} if person else {}
    texts = {"name": made.name} if person else {}
    ledger.record(events.GARDEN_MEMBER, stream=garden.pk, actor=actor, codes=codes, texts=texts, persons=persons)
    return made


@transaction.atomic
def remove_member(garden: Garden, member_id: int, *, actor: Actor) -> None:
    """Somebody leaves the group; a volunteer's name goes with it."""
    queries.runner(actor, garden.place_id)
    row = GardenMember.objects.filter(garden=garden, pk=member_id).first()
    if row is None:
        raise NotFound("There is no such member.")
    person_id = row.person_id
    row.delete()
    if person_id is not None:
        people.erase_person(person_id, actor=actor, why="consent")
    codes: events.Codes = {"member": member_id, "post": row.post_id}
    ledger.record(events.GARDEN_MEMBER_LEFT, stream=garden.pk, actor=actor, codes=codes)


def _move(garden: Garden, before: GardenState, after: GardenState, actor: Actor, **more: object) -> None:
    if not Garden.objects.filter(pk=garden.pk, state=before).update(state=after, **more):
        raise Conflict("Somebody else changed this garden meanwhile.")
    texts = {k: str(v) for k, v in more.items() if k in ("result", "left")}
    ledger.record(events.GARDEN_STATE, stream=garden.pk, actor=actor, codes={"state": after.value}, texts=texts)


@transaction.atomic
def open_(garden: Garden, *, actor: Actor) -> None:
    """Into public: people may give. Something must be needed, somebody prepare it. Raises PersonalDataFound."""
    queries.runner(actor, garden.place_id)
    if not Need.objects.filter(garden=garden).exists():
        raise NotAllowed("Say first what is needed.")
    if not GardenMember.objects.filter(garden=garden).exists():
        raise NotAllowed("Say first who prepares it.")
    disclosure.check_texts({"title": garden.title, "where": garden.where, "words": garden.words}, "")
    _move(garden, GardenState.PLANNED, GardenState.OPEN, actor)


@transaction.atomic
def built(garden: Garden, *, words: str, actor: Actor) -> None:
    """It is built: nothing more is collected; what was promised and has not come may still come in."""
    queries.runner(actor, garden.place_id)
    if len(words.strip()) < 2:
        raise Invalid("Say what was built.", field="words")
    disclosure.check_texts({"words": words}, "")
    _move(garden, GardenState.OPEN, GardenState.BUILT, actor, result=words.strip())


@transaction.atomic
def settle(garden: Garden, *, left: str, actor: Actor) -> None:
    """What becomes of what is left over is decided and published; what was only promised is let go. Raises Invalid,
    NotAllowed (money waits for its second person), Forbidden (it goes to the board)."""
    queries.runner(actor, garden.place_id)
    if Gift.objects.filter(pledge__garden=garden, state=GiftState.WAITING).exists():
        raise NotAllowed("Money waits to be confirmed by a second person.")
    rows = queries.needs(garden)
    over = [r for r in rows if r.need.received > r.need.used]
    if over and len(left.strip()) < 2:
        raise Invalid("Say what becomes of what is left over.", field="left")
    _move(garden, GardenState.BUILT, GardenState.ENDED, actor, left=left.strip(), ended_at=clock.now())
    Pledge.objects.filter(garden=garden, state=PledgeState.OFFERED).update(
        state=PledgeState.WITHDRAWN, ended_at=clock.now()
    )
    lines = [_("%(what)s: received %(received)s, used %(used)s, left %(left)s.") % {
        "what": r.need.title, "received": r.received, "used": r.used, "left": r.left} for r in rows]  # fmt: skip
    lines.append(_("What is left over: %(words)s") % {"words": left.strip() or _("Nothing is left over.")})
    title = _("%(title)s: what came in and what it was used for") % {"title": garden.title}
    posting = disclosure.publish(
        board=queries.rules().board, title=title,
        text="\n".join(lines), place_id=garden.place_id, about=garden.pk, key=f"garden:{garden.pk}", actor=actor,
    )  # fmt: skip
    Garden.objects.filter(pk=garden.pk).update(posting=posting.pk)
