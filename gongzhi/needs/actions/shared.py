"""What every act does: the entry of the ledger, the message to who stands behind a line."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core.numbers import spoken
from gongzhi.ledger import public as ledger
from gongzhi.needs.models import ListLine
from gongzhi.needs.queries import lines
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs

Codes = Mapping[str, str | int | bool | None]


def record(tag: str, line: ListLine, actor: Actor, codes: Codes, *, first: bool = False) -> None:
    """An entry in the stream of the line: closed values alone."""
    ledger.record(tag, stream=line.pk, actor=actor, codes=dict(codes), first=first)


def link_of(line: ListLine) -> str:
    """The owner's page, below the site's root."""
    return f"/needs/{line.number}/?key={lines.secret_of(line)}"


def tell(line: ListLine, msgid: str, key: str) -> None:
    """A message to who stands behind a line: into the inbox of the post that speaks for it, else by SMS with the
    link. Names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _(msgid) % {"number": spoken(line.number)}
    if line.post_id is not None:
        person = orgs.holder_of(line.post_id).person_id
        if person is not None:
            notices.send(channel=notices.Channel.INAPP, text=text, key=key, person_id=person, about=line.pk)
    elif phone := lines.contact(line).phone:
        words = f"{text} {settings.SITE_ROOT}{link_of(line)}"
        notices.send(channel=notices.Channel.SMS, text=words, key=key, phone=phone, about=line.pk)
