"""The components that pages are made of: `{% load kit %}`. Every one is shown with its states on `/kit/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kit import words

register = template.Library()

register.filter("moment", words.moment)
register.filter("day", words.day)
register.filter("clock", words.clock_time)
register.filter("until", words.until)
register.filter("ago", words.ago)


_USUAL = {
    "green": gettext_lazy("On time"),
    "yellow": gettext_lazy("Due soon"),
    "red": gettext_lazy("Overdue"),
    "blue": gettext_lazy("In progress"),
    "grey": gettext_lazy("Closed"),
}


@register.simple_tag
def light(colour: str, text: object = None) -> SafeString:
    """`{% light "yellow" %}` or `{% light colour "还剩 2 天" %}`: a status colour that always carries words.

    Colours: green, yellow, red, blue, grey. Without `text` the usual word of the colour stands there; the mark's
    shape differs too, so that the colour is never the only signal.
    """
    colour = str(colour)
    if colour not in _USUAL:
        colour = "grey"
    return format_html('<span class="k-light k-light-{}">{}</span>', colour, _USUAL[colour] if text is None else text)


@register.simple_tag
def colon() -> str:
    """Between a label and what it says: full width in Chinese."""
    return _(": ")


@register.simple_tag
def masked(text: object, reveal: str = "") -> SafeString:
    """`{% masked "138****5678" reveal=url %}`: text that was masked before, with a way to ask for it in clear."""
    shown = format_html('<span class="k-masked">{}</span>', text or "—")
    if not reveal:
        return shown
    return format_html('{} <a class="k-small" href="{}">{}</a>', shown, reveal, _("Show with a reason"))


@register.inclusion_tag("kit/parts/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """`{% pager page %}`: next page and back to the start of a `kit.paging.Page`, other parameters kept."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    start = query.urlencode()
    if page.after:
        query["after"] = page.after
    return {"page": page, "first": f"?{start}", "next": f"?{query.urlencode()}", "moved": page.started_after}


@register.inclusion_tag("kit/parts/field.html", name="field")
def field_(bound: Any, size: str = "") -> dict[str, Any]:
    """`{% field form.text %}`: label, hint, error and input of a bound field; size: short, medium, or full width."""
    return {"field": bound, "size": size}


@register.inclusion_tag("kit/parts/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """`{% error_summary form %}`: the list of errors at the top of the page, each a link to its field."""
    rows: list[tuple[str, str]] = []
    if form is not None and form.is_bound:
        for name, errors in form.errors.items():
            anchor = form[name].id_for_label or form[name].auto_id if name in form.fields else ""
            rows.extend((anchor, error) for error in errors)
    return {"rows": rows}


@register.inclusion_tag("kit/parts/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """`{% tabs items %}`: links `{"label", "href", "count"?, "current"?}`."""
    return {"items": items, "label": label}


@register.inclusion_tag("kit/parts/steps.html")
def steps(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{% steps items %}`: `{"label", "state": done|current|todo|stopped, "note"?}` in order."""
    return {"items": list(items)}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]], empty: str = "") -> dict[str, Any]:
    """`{% timeline entries %}`: `{"at": datetime, "title", "who"?, "text"?, "kind"?: internal|late|end, "due"?}`."""
    return {"entries": list(entries), "empty": empty}


@register.inclusion_tag("kit/parts/facts.html")
def facts(pairs: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """`{% facts pairs %}`: a list of (label, value); an empty value shows as a dash."""
    return {"pairs": pairs}


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "report" %}`: a decorative symbol of `kit/icons.svg`, hidden from screen readers."""
    from django.templatetags.static import static

    return format_html(
        '<svg class="k-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("kit/icons.svg"),
        name,
    )


@register.simple_block_tag(end_name="endalert")
def alert(content: str, kind: str = "info", title: str = "") -> SafeString:
    """`{% alert "warning" "Title" %}…{% endalert %}`: kind: info, success, warning, error."""
    head = format_html('<p class="k-alert-title">{}</p>', title) if title else ""
    role = "alert" if kind == "error" else "note"
    return format_html('<div class="k-alert k-alert-{}" role="{}">{}{}</div>', kind, role, head, content)


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str = "") -> SafeString:
    """`{% empty "Nothing here" %}what to do next{% endempty %}`."""
    return format_html('<div class="k-empty"><p class="k-empty-title">{}</p>{}</div>', title, content)


@register.simple_block_tag(end_name="enddisclosure")
def disclosure(content: str, summary: str, open: bool = False) -> SafeString:
    """`{% disclosure "Why we ask" %}…{% enddisclosure %}`: folded text that opens without scripts."""
    return format_html(
        '<details class="k-details"{}><summary>{}</summary><div>{}</div></details>',
        SafeString(" open") if open else "",
        summary,
        content,
    )
