"""How a pack's values are said on a page: `{% load packs %}`."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from gongzhi.packs.queries import named
from gongzhi.packs.schema import Limit, Source, SourceKind, Unit

register = template.Library()

PERMISSIONS: dict[str, Promise] = {
    "account:audit": lazy("read the record of sign-ins"),
    "account:reset": lazy("reset the second step of a sign-in"),
    "affairs:supervise": lazy("supervise the residents' committee and run its yearly review"),
    "board:publish": lazy("publish on the boards"),
    "calendar:edit": lazy("edit the working calendar"),
    "cobuilding:edit": lazy("edit agreements, what is shared and ties of estates"),
    "duty:edit": lazy("keep responsibility lists"),
    "electorate:edit": lazy("keep registers of who may vote"),
    "emergency:confirm": lazy("confirm the order that opens an emergency plan"),
    "emergency:open": lazy("open and end emergency plans"),
    "emergency:run": lazy("run emergency plans: areas, rota, helpers"),
    "emergency:see": lazy("see emergency plans"),
    "forming:edit": lazy("enter the counts of units and form Party organisations"),
    "grid:edit": lazy("draw and change grids"),
    "incident:lower": lazy("lower the level of an incident"),
    "incident:raise": lazy("give a request a level of incidents, or a higher one"),
    "insight:see": lazy("see the figures of the area"),
    "ledger:export": lazy("export the ledger"),
    "meeting:hold": lazy("call and hold joint meetings"),
    "needs:run": lazy("run the lists of needs and services"),
    "notice:see-failures": lazy("see messages that did not arrive"),
    "org:absence": lazy("enter absences"),
    "org:appoint": lazy("appoint people to posts"),
    "org:see": lazy("see bodies and posts"),
    "pack:install": lazy("change the pack in force"),
    "person:find": lazy("find who asked, by telephone"),
    "person:reveal": lazy("see a contact in clear, with a reason"),
    "place:edit": lazy("edit places"),
    "premises:edit": lazy("edit rooms, new estates and signs"),
    "property:check": lazy("check estates and enter ratings given on paper"),
    "property:manage": lazy("keep contracts, fee income and subsidies of estates and order companies to mend"),
    "property:see": lazy("see contracts, fee income and orders of estates"),
    "reception:edit": lazy("plan when which leader receives residents"),
    "request:answer": lazy("answer requests"),
    "request:export": lazy("export requests"),
    "request:extend": lazy("extend a time limit"),
    "request:handle": lazy("handle requests"),
    "request:register": lazy("register requests"),
    "request:release": lazy("release answers to the board"),
    "request:see": lazy("see requests"),
    "request:see-complainant": lazy("see who asked (masked)"),
    "request:take-unlocated": lazy("take requests without a place"),
    "rota:plan": lazy("plan the duty rota"),
    "structure:adjust": lazy("adjust the levels of the structure"),
    "token:issue": lazy("issue access to programs"),
    "topic:run": lazy("take topics in and hold the meetings that decide"),
    "vote:enter": lazy("enter votes given on paper, by phone or at the door"),
    "vote:hold": lazy("open, close and release votes"),
    "vote:vouch": lazy("vouch for voters known by sight"),
}
ENDS: dict[str, Promise] = {
    "holder": lazy("whoever holds it"),
    "resident": lazy("the resident"),
    "system": lazy("the platform"),
    "superior": lazy("the post above"),
}


register.filter("named", named)


EVERY: dict[str, Promise] = {
    "event": lazy("whenever there is something"),
    "month": lazy("every month"),
    "quarter": lazy("every quarter"),
    "half_year": lazy("every half year"),
    "year": lazy("every year"),
}


@register.filter("every")
def every(key: str) -> str:
    """How often a class of disclosure is owed."""
    return str(EVERY[key])


@register.filter("timespan")
def timespan(limit: Limit | None) -> str:
    """A limit in words: “4 working hours”; empty where there is none."""
    if limit is None:
        return ""
    n = limit.amount
    if limit.unit is Unit.WORKING_MINUTES:
        return ngettext("%(n)s working minute", "%(n)s working minutes", n) % {"n": n}
    if limit.unit is Unit.WORKING_HOURS:
        return ngettext("%(n)s working hour", "%(n)s working hours", n) % {"n": n}
    if limit.unit is Unit.WORKING_DAYS:
        return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
    if limit.unit is Unit.CALENDAR_DAYS:
        return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
    return ngettext("%(n)s month", "%(n)s months", n) % {"n": n}


@register.filter
def permission(name: str) -> str:
    """A permission in words."""
    return str(PERMISSIONS.get(name, name))


@register.filter
def owner(name: str) -> str:
    """`holder`, `resident`, `system`, `superior` in words; any other name as it is."""
    return str(ENDS.get(name, name))


@register.filter
def source(value: Source) -> SafeString:
    """Where a value comes from: a mark and the words; quotation marks where the passage has none itself."""
    kind, text = value.kind, value.text
    mark = {
        SourceKind.QUOTE: _("Words of the document"),
        SourceKind.LAW: _("Law"),
        SourceKind.DEFAULT: _("Default of this platform"),
    }[kind]
    shown = format_html("<q>{}</q>", text) if kind is SourceKind.QUOTE and "“" not in text else text
    return format_html('<span class="k-tag">{}</span> <span class="k-small">{}</span>', mark, shown)
