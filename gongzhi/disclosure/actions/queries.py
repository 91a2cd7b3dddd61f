"""Ask about what was disclosed, object to it, complain above; answer in public."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, held_with, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, InvalidMany, NotAllowed, NotFound
from gongzhi.core.numbers import new_number, spoken
from gongzhi.core.texts import too_long
from gongzhi.disclosure import rules
from gongzhi.disclosure.events import ANSWERED, ASKED
from gongzhi.disclosure.models import OpenDay, Posting, Query
from gongzhi.disclosure.queries.classes import class_of
from gongzhi.disclosure.queries.owed import Owners
from gongzhi.disclosure.queries.questions import may_appeal
from gongzhi.disclosure.rules.queries import APPEAL, ENTERED, KIND, WORDS_MAX, QueryDraft, Sort
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

TRIES = 3
_UP = 8  # posts above each other, at most


def ask(posting: Posting, draft: QueryDraft, *, actor: Actor) -> Query:
    """A question about a posting or an objection to it: a matter of whoever owes it. Who enters it for somebody
    (paper, phone, at the door) needs `board:publish` there and says where it came from.

    Raises InvalidMany, Forbidden, NotAllowed (withdrawn, or its text was removed), NotFound (nobody answers here)."""
    if posting.withdrawn_at is not None:
        raise NotAllowed("This posting has been withdrawn already.")
    holder = _answers(posting)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Query: %(title)s") if draft.sort == Sort.QUERY else _("Objection: %(title)s")
    return _open(draft, posting.place_id, title % {"title": posting.title}, holder, actor, posting=posting)


def _answers(posting: Posting) -> int | None:
    """The post that owes the class; of another posting the one that published it, while somebody holds it."""
    item = class_of(posting.disclosure)
    if item is None and posting.appointment is not None:
        post = orgs.Appointment.objects.filter(pk=posting.appointment).values_list("post", flat=True).first()
        if post is not None and orgs.holder_of(post).person_id is not None:
            return post
    return Owners([posting.place_id]).of(item, posting.place_id)


def ask_for_day(day: OpenDay, draft: QueryDraft, *, actor: Actor) -> Query:
    """A question for an open day, before it or on it. Raises as `ask`."""
    holder = Owners([day.place_id]).of(class_of(day.disclosure), day.place_id)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Question for the open day of %(day)s") % {"day": f"{day.day:%Y-%m-%d}"}
    return _open(draft, day.place_id, title, holder, actor, day=day)


def appeal(before: Query, draft: QueryDraft, *, actor: Actor) -> Query:
    """Complain to the level above (article 35) about an answer, or that there is none in time. The caller has checked
    that it is the same person. Raises InvalidMany, NotAllowed, NotFound (nobody above)."""
    if not may_appeal(before):
        raise NotAllowed("This cannot be taken to the level above now.")
    place_id = before.matter.place_id
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Complaint: %(title)s") % {"title": before.matter.title}
    return _open(
        draft, place_id, title, _above(before.matter.holder_post_id, place_id), actor,
        posting=before.posting, day=before.open_day, before=before,
    )  # fmt: skip


def _above(post_id: int, place_id: int) -> int | None:
    """The nearest post above that covers more than this place."""
    inner = len(places.ancestors(place_id))
    found: int | None = post_id
    for _step in range(_UP):
        found = orgs.superior_of(found) if found is not None else None
        if found is None:
            return None
        post = orgs.Post.objects.get(pk=found)
        if len(places.ancestors(post.place_id)) < inner:
            return found
    return None


def _open(
    draft: QueryDraft, place_id: int, title: str, holder: int | None, actor: Actor, *,
    posting: Posting | None = None, day: OpenDay | None = None, before: Query | None = None,
) -> Query:  # fmt: skip
    _check(draft)
    if draft.channel in ENTERED:
        require(actor, Permission.BOARD_PUBLISH, places.ancestors(place_id))
    if holder is None:
        raise NotFound("Nobody answers for this here yet.")
    for _attempt in range(TRIES):
        if draft.submission and (sent := Query.objects.filter(submission=draft.submission).first()):
            return sent
        try:
            return _open_once(draft, place_id, title, holder, actor, posting, day, before)
        except IntegrityError:  # a number drawn twice, or the same form sent twice at once
            if before is not None and Query.objects.filter(before=before.pk).exists():
                break
    raise Conflict("Somebody else changed this at the same moment. Please try again.")


@transaction.atomic
def _open_once(
    draft: QueryDraft, place_id: int, title: str, holder: int, actor: Actor, posting: Posting | None,
    day: OpenDay | None, before: Query | None,
) -> Query:  # fmt: skip
    person_id = draft.person_id
    if person_id is None and draft.name.strip():
        person_id = people.create_person(name=draft.name.strip(), phone=draft.phone.strip() or None).pk
    by = held_with(actor, Permission.BOARD_PUBLISH, places.ancestors(place_id)) if draft.channel in ENTERED else None
    matter = procedures.open_matter(
        kind=KIND, procedure=KIND if before is None else APPEAL, place_id=place_id, title=title[:120],
        holder_post=holder, holder_person=orgs.holder_of(holder).person_id, actor=actor, channel=draft.channel,
    )  # fmt: skip
    made = Query(
        matter=matter, number=new_number(), sort=draft.sort if before is None else Sort.APPEAL.value, posting=posting,
        open_day=day, before=before, words=draft.words.strip(), channel=draft.channel, source=draft.source.strip(),
        person_id=person_id, registered_by_id=by.appointment_id if by else None, submission=draft.submission or None,
    )  # fmt: skip
    made.save(force_insert=True)
    ledger.record(
        ASKED, stream=made.pk, actor=actor, texts={"words": made.words},
        codes={"sort": made.sort, "channel": made.channel, "posting": posting.pk if posting else None,
               "day": day.pk if day else None, "before": before.pk if before else None},
        persons={"words": person_id} if person_id is not None else {},
    )  # fmt: skip
    return made


def _check(draft: QueryDraft) -> None:
    wrong: dict[str, Invalid] = {}
    if len(draft.words.strip()) < 2:
        wrong["words"] = Invalid("Say it in a few words.", field="words")
    elif len(draft.words) > WORDS_MAX:
        wrong["words"] = too_long(draft.words, WORDS_MAX, field="words")
    if draft.channel in ENTERED and not draft.source.strip():
        wrong["source"] = Invalid("Say where this came from: which sheet, whose call, which door.", field="source")
    if draft.phone.strip() and not draft.name.strip():
        wrong["name"] = Invalid("Give a name or an alias by which we may address you.", field="name")
    if wrong:
        raise InvalidMany(wrong)


@transaction.atomic
def answer(query: Query, *, asked: str, words: str, actor: Actor, override_reason: str = "") -> Query:
    """Answer in public: `asked` is the question as everybody may read it. By whoever holds the matter.

    Raises Forbidden, Invalid, PersonalDataFound, NotAllowed (answered already), Conflict."""
    matter = query.matter
    if matter.holder_post_id not in actor.post_ids:
        raise Forbidden("Only the post that holds the matter can do this.")
    if matter.state != "open":
        raise NotAllowed("This is answered already.")
    asked, words = asked.strip(), words.strip()
    for name, text in (("asked", asked), ("words", words)):
        if not 2 <= len(text) <= 4000:
            raise Invalid("Write 2 to 4,000 characters.", field=name)
    warnings = rules.check_texts({"asked": asked, "words": words}, override_reason)
    procedures.choose(
        matter.pk, outcome="answered", public_text=words, actor=actor, vouched=True, version=matter.version
    )
    about = {"posting": query.posting_id, "day": query.open_day_id}
    entry = ledger.record(
        ANSWERED, stream=query.pk, actor=actor, codes={"sort": query.sort, "warnings": warnings, **about},
        texts={"asked": asked, "words": words} | ({"override_reason": override_reason} if warnings else {}),
    )  # fmt: skip
    changed = Query.objects.filter(pk=query.pk, answered_at=None).update(
        asked=asked, answer=words, unit=orgs.post_label(matter.holder_post_id)[:160], answered_at=clock.now(),
        entry=entry,
    )  # fmt: skip
    if not changed:
        raise Conflict("Somebody else changed this matter meanwhile.")
    if query.person_id is not None:
        notices.tell(
            [query.person_id], lambda: _("Your question %(number)s is answered.") % {"number": spoken(query.number)},
            key=f"query-{query.pk}", about=query.pk,
        )  # fmt: skip
    return Query.objects.select_related("matter").get(pk=query.pk)


@transaction.atomic
def forget(person_id: int) -> None:
    """Unlink an erased person from what they asked; what was not released goes. The caller erased the person."""
    Query.objects.filter(person=person_id).update(person=None, words="", source="")
