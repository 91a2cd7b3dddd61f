"""Who hears what: reporters by the way they left (WeChat, SMS, e-mail), staff in their inbox. Texts are the pack's.

Everything here runs inside the transaction of the act; the outbox delivers later, once for each key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries, rules
from gongzhi.requests.models import Reporter, Request
from gongzhi.requests.rules import Draft

KIND = "request"


def absolute(path: str) -> str:
    """The full address of a page, for messages."""
    return f"{settings.SITE_ROOT}{path}"


def due_day(request: Request) -> str:
    """The day by which the answer comes, as messages say it."""
    due = request.matter.due_at
    return clock.local(due).strftime("%Y-%m-%d") if due else "—"


def words_of(template: str, request: Request, reporter_id: int, **values: object) -> str:
    """The text of the pack for that reporter, with number, day and link."""
    said: dict[str, object] = {
        "number": rules.spoken(request.number),
        "title": request.matter.title,
        "due": due_day(request),
        "link": absolute(queries.link_of(request.number, reporter_id)),
    }
    return packs.active().text(template, **(said | values))


def _messages(
    request: Request, reporter_id: int, reach: Mapping[str, str], template: str, stamp: object, **values: object
) -> Iterator[notices.Draft]:
    """The message by the way that the reporter came: to WeChat, else to the phone and the e-mail that were left."""
    text = words_of(template, request, reporter_id, **values)
    key = f"{template}:{reporter_id}:{stamp}"
    if openid := reach.get("wechat"):
        yield notices.Draft("wechat", text, f"{key}:wechat", about=request.pk, to=openid)
        return
    if phone := reach.get("phone"):
        yield notices.Draft("sms", text, key, None, phone, request.pk)
    if email := reach.get("email"):
        subject = _subject(request)
        yield notices.Draft("mail", text, f"{key}:mail", about=request.pk, to=email, subject=subject)


def _subject(request: Request) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        values = {"community": packs.active().title, "number": rules.spoken(request.number)}
        return _("[%(community)s] Your request %(number)s") % values


def received(request: Request, reporter: Reporter, draft: Draft) -> None:
    """Tell the reporter the number, the day and the link."""
    _tell_one(request, reporter, draft, "received")


def joined(request: Request, reporter: Reporter, draft: Draft) -> None:
    """Tell who joined that the answer will come."""
    _tell_one(request, reporter, draft, "joined", title=queries.shown_title(request))


def _tell_one(request: Request, reporter: Reporter, draft: Draft, template: str, **values: object) -> None:
    if draft.person_id is not None:
        reach = people.addresses_for_sending([reporter.person_id]).get(reporter.person_id, {})
    else:
        reach = {"phone": draft.contact_phone.strip(), "email": draft.contact_email.strip()}
        if reach["email"]:
            reach["email"] = people.normalise_email(reach["email"])
    notices.send_many(_messages(request, reporter.pk, reach, template, request.pk, **values))


Audience = Sequence[tuple[int, Mapping[str, str]]]  # reporter → by which ways


def audience_of(request: Request) -> Audience:
    """All who reported or joined, and how each is reached."""
    reporters = queries.reporters_of(request.pk)
    reach = people.addresses_for_sending([r.person_id for r in reporters])
    return [(r.pk, reach.get(r.person_id, {})) for r in reporters]


def _tell_all(
    request: Request, template: str, stamp: object, *, audience: Audience | None = None, **values: object
) -> None:
    notices.send_many(
        message
        for reporter_id, reach in (audience_of(request) if audience is None else audience)
        for message in _messages(request, reporter_id, reach, template, stamp, **values)
    )


def answered(request: Request, audience: Audience) -> None:
    """Tell every reporter that there is an answer."""
    ending = packs.active().ending(request.ending).title
    _tell_all(request, "answered", _stamp(request), audience=audience, ending=ending)


def merged(target: Request, reporters: Sequence[Reporter]) -> None:
    """Tell those whose request was joined with `target` so, with their link to follow that one."""
    reach = people.addresses_for_sending([r.person_id for r in reporters])
    audience = [(r.pk, reach.get(r.person_id, {})) for r in reporters]
    _tell_all(target, "joined", _stamp(target), audience=audience, title=queries.shown_title(target))


def call_back(request: Request, reporter: Reporter) -> None:
    """Ask by message whether answer and manner were right."""
    reach = people.addresses_for_sending([reporter.person_id]).get(reporter.person_id, {})
    notices.send_many(_messages(request, reporter.pk, reach, "call_back", request.round))


def asked(request: Request, question: str) -> None:
    """Ask the reporters."""
    _tell_all(request, "asked", _stamp(request), question=question)


def extended(request: Request, reason: str) -> None:
    """Tell every reporter the new day."""
    _tell_all(request, "extended", _stamp(request), reason=reason)


def _stamp(request: Request) -> str:
    return clock.now().strftime("%Y%m%d%H%M%S")


def words_added(request: Request) -> None:
    """Tell the holder that a reporter added words."""
    tell_post(request, request.matter.holder_post_id, "words_added")


def consent_back(request: Request, speaker: Reporter) -> None:
    """Tell the holder, and who reported for somebody else, that the consent was taken back. Packs that were stored
    before these texts came say nothing."""
    known = {t.key for t in packs.active().texts}
    if "consent_back" in known:
        tell_post(request, request.matter.holder_post_id, "consent_back")
    if "consent_back_told" in known:
        reach = people.addresses_for_sending([speaker.person_id]).get(speaker.person_id, {})
        notices.send_many(_messages(request, speaker.pk, reach, "consent_back_told", _stamp(request)))


def reopened(request: Request) -> None:
    """Tell the holder that it is open again."""
    fresh = Request.objects.select_related("matter").get(pk=request.pk)
    tell_post(fresh, fresh.matter.holder_post_id, "reopened")


def tell_post(
    request: Request,
    post_id: int,
    template: str,
    *,
    named: int | None = None,
    due: str = "",
    about: int | None = None,
    title: str = "",
) -> None:
    """Put a message in the inbox of whoever answers for the post now. `named`: another post that the words name;
    `due`: another time than the request's; `about`: a part of it, of that `title`."""
    holder = orgs.holder_of(post_id)
    if holder.person_id is None:
        return
    text = packs.active().text(
        template,
        number=rules.spoken(request.number),
        title=title or request.matter.title,
        due=due or due_day(request),
        post=orgs.post_label(named or post_id),
    )
    key = f"{template}:{about or request.pk}:{post_id}:{_stamp(request)}"
    notices.send_many([notices.Draft("inapp", text, key, holder.person_id, None, about or request.pk)])


# effect of the engine -> text of the pack, for the post that the effect names
STAFF_TEXTS = {
    "offered": "offered",
    "declined": "declined",
    "offer-lapsed": "declined",
    "sent-back": "returned",
    "escalated": "escalated",
    "reminded": "due_soon",
    "succeeded": "assigned",
}


def on_effect(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effects (wired by `site`): staff hear in their inbox what concerns them."""
    template = STAFF_TEXTS.get(effect.kind)
    if template is None or matter.kind != KIND or (effect.kind == "succeeded" and matter.state == "archived"):
        return
    request = Request.objects.filter(pk=matter.pk).first()
    if request is None:
        return  # just being opened: `intake` tells the post itself
    request.matter = matter
    post_id = effect.data.get("to_post") or effect.data.get("post") or matter.holder_post_id
    if isinstance(post_id, int) and actor.holding(post_id) is None:
        tell_post(request, post_id, template)
