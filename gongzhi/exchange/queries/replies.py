"""What doors answer: plain Chinese, short enough for an SMS, in the words of the pack where it has them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.packs import public as packs
from gongzhi.requests import public as requests

WAYS_OUT = 2


def receipt(reporter: requests.Reporter, *, added: bool) -> str:
    """The number, the day and the link; how to add; what is handled elsewhere."""
    request = reporter.request
    if added:
        return _("Added to your request %(number)s. To report something else, begin with “新”.") % {
            "number": requests.spoken(request.number)
        }
    parts = [requests.words_of("received", request, reporter.pk)]
    if request.located:
        parts.append(_("To add something, reply “加” and your words."))
    else:
        parts.append(_("Where is it? Reply “加” and the address."))
    elsewhere = packs.ways_out(packs.active(), request.description)[:WAYS_OUT]
    return "\n".join([*parts, *(f"{way.title}：{way.where_to_go}" for way in elsewhere)])


def help_text() -> str:
    """How to report by a message."""
    return _(
        "Hello, this is %(community)s. Write in a few words what is wrong and where; photos and a position help. "
        "You get a number and an answer. To add something, begin with “加”."
    ) % {"community": packs.active().title}


def not_understood(kind: str) -> str:
    """For what a follower sends that says nothing we can take."""
    if kind == "voice":
        return _("The voice message was not understood. Please type it.")
    return _("This cannot be taken here. Please write in words what is wrong and where it is.")


def alias(channel: str) -> str:
    """How the staff read a sender whose name nobody knows."""
    names = {"sms": _("A sender of SMS"), "wechat": _("A follower on WeChat")}
    return names.get(channel, _("A user of the microblog"))


def without_words(address: str, *, photo: bool) -> str:
    """The description of a report that began with a picture or a position."""
    if photo:
        return _("A photo without words. Please ask what it is about.")
    return place_words(address)


def place_words(address: str) -> str:
    """A position in words."""
    return _("Position: %(place)s") % {"place": address or _("A point on the map")}


def photo_lost() -> str:
    """For the staff, where a photo could not be kept."""
    return _("A photo came with it that could not be kept.")
