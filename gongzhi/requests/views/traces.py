"""The decision table in words: a line, and why a request went where it went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.requests.models import Request

FLAGS = {
    "urgent": gettext_lazy("urgent"),
    "private": gettext_lazy("personal affairs"),
    "keep_private": gettext_lazy("not to the board"),
    "located": gettext_lazy("on the map"),
    "unlocated": gettext_lazy("outside every grid"),
}


def posts_of(about: Request) -> list[int]:
    """The posts that the trace names."""
    found = (about.route.get("to"), about.route.get("was", {}).get("to"))
    return [pk for pk in found if isinstance(pk, int)]


def trace_of(about: Request, posts: Mapping[int, str]) -> dict[str, Any] | None:
    """Line, input and result for the sheet; None where it came in before there was a trace."""
    trace = about.route
    if "rule" not in trace:
        return None
    try:
        pack = packs.revision(trace["pack"])
    except (KeyError, NotFound):
        pack = packs.active()
    return {
        "rule": rule_words(pack, trace["rule"]),
        "key": trace["rule"],
        "inputs": _inputs(pack, trace.get("in", {})),
        "kinds": _titles(pack, "post_kind", trace.get("kinds", ())),
        "to": posts.get(trace.get("to") or 0, ""),
        "error": trace.get("error", ""),
        "was": rule_words(pack, trace["was"]["rule"]) if "was" in trace else "",
        "was_to": posts.get(trace.get("was", {}).get("to") or 0, ""),
    }


def rule_words(pack: packs.Pack, rule: str) -> str:
    """The title of a line."""
    if rule == packs.BY_TYPE:
        return _("By the type: no line of the table fits")
    return next((packs.named(line) for line in pack.routing if line.key == rule), rule)


def _inputs(pack: packs.Pack, asked: Mapping[str, Any]) -> str:
    """What the table was asked: type, channel, flags, time of day."""
    said = [
        *_titles(pack, "request_type", [asked.get("type", "")]),
        *_titles(pack, "channel", [asked.get("channel", "")]),
        *_titles(pack, "level", asked.get("levels", ())),
        *(str(FLAGS.get(flag, flag)) for flag in asked.get("flags", ())),
        f"{asked.get('time', '')} {_('within working time') if asked.get('working') else _('outside working time')}",
    ]
    return " · ".join(said)


def _titles(pack: packs.Pack, kind: str, keys: Any) -> list[str]:
    found = []
    for key in keys:
        try:
            found.append(packs.named(getattr(pack, kind)(key)))
        except KeyError:
            found.append(str(key))
    return found


def conditions(pack: packs.Pack, line: packs.Route, place_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a line asks for, as (label, words); empty where it fits always."""
    when = {"working": _("within working time"), "outside": _("outside working time")}
    rows = [
        (_("Place"), [place_names.get(code, code) for code in line.places]),
        (_("Level"), _titles(pack, "level", line.levels)),
        (_("Group"), _titles(pack, "request_group", line.groups)),
        (_("Type"), _titles(pack, "request_type", line.types)),
        (_("Channel"), _titles(pack, "channel", line.channels)),
        (_("Marks"), [str(FLAGS[flag]) for flag in line.flags]),
        (_("Not with"), [str(FLAGS[flag]) for flag in line.without]),
        (_("Time"), [*([when[line.when]] if line.when in when else []), *line.hours]),
    ]
    return [(label, "、".join(words)) for label, words in rows if words]


def kinds_words(pack: packs.Pack, line: packs.Route) -> str:
    """To whom a line sends."""
    return "、".join(_titles(pack, "post_kind", line.to))
