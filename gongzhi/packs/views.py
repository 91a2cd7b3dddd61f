"""The public pages that show what the pack in force says, and where each value comes from."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from gongzhi.packs.public import Calendar, Pack, PostKind, Procedure, Season, active, sources

SECTIONS = ("overview", "posts", "procedures", "types", "channels", "standards")


@require_safe
def show(request: HttpRequest, section: str = "overview") -> HttpResponse:
    """One section of the pack in force; no query but the look-up of the revision."""
    if section not in SECTIONS:
        raise Http404
    pack = active()
    context = {"pack": pack, "section": section, "tabs": _tabs(pack, section), **_CONTENT[section](pack)}
    return render(request, f"packs/{section}.html", context)


def _tabs(pack: Pack, section: str) -> list[dict[str, Any]]:
    labels = {
        "overview": (_("Overview"), None),
        "posts": (_("Posts"), len(pack.post_kinds)),
        "procedures": (pgettext("pack", "Procedures"), len(pack.procedures)),
        "types": (_("What you can ask"), len(pack.request_types)),
        "channels": (_("Ways in and out"), None),
        "standards": (_("Standards asked"), len(pack.standards)),
    }
    return [
        {
            "label": label,
            "count": count,
            "current": name == section,
            "href": reverse("packs:overview") if name == "overview" else reverse("packs:section", args=[name]),
        }
        for name, (label, count) in labels.items()
    ]


def _overview(pack: Pack) -> dict[str, Any]:
    kinds = Counter(s.kind.value for _loc, s in sources(pack))
    by_level = [
        (level, [b for b in pack.body_kinds if level.key in b.levels])
        for level in sorted(pack.levels, key=lambda v: v.order)
    ]
    composites = [
        (c, [*(pack.body_kind(k) for k in c.body_kinds), *(pack.post_kind(k) for k in c.post_kinds)])
        for c in pack.composites
    ]
    return {"kinds": kinds, "levels": by_level, "composites": composites}


def _posts(pack: Pack) -> dict[str, Any]:
    def row(post: PostKind) -> dict[str, Any]:
        return {
            "post": post,
            "bodies": [pack.body_kind(k) for k in post.body_kinds],
            "superiors": [pack.post_kind(k) for k in post.superiors],
            "accepts": [pack.procedure(k) for k in post.accepts],
        }

    return {"rows": [row(p) for p in pack.post_kinds]}


def _procedures(pack: Pack) -> dict[str, Any]:
    posts = {p.key: p for p in pack.post_kinds}

    def steps(procedure: Procedure) -> list[dict[str, Any]]:
        titles = {s.key: s for s in procedure.steps}
        return [
            {
                "step": step,
                "by": posts.get(step.by, step.by),
                "outcomes": [(o, titles.get(o.next)) for o in step.outcomes],
                "board": pack.board(step.board) if step.board else None,
                "asked": [posts[k] for k in step.joins.by] if step.joins else [],
            }
            for step in procedure.steps
        ]

    def late(procedure: Procedure) -> list[tuple[Any, Any]]:
        return [(posts.get(b.to, b.to), b.after) for b in pack.breaches(procedure)]

    def watched(procedure: Procedure) -> list[PostKind]:
        return [posts[k] for k in procedure.supervisors.by] if procedure.supervisors else []

    def decides(procedure: Procedure) -> Any:
        return posts.get(procedure.supervisors.decides, "superior") if procedure.supervisors else None

    return {"procedures": [(p, steps(p), late(p), watched(p), decides(p)) for p in pack.procedures]}


def _types(pack: Pack) -> dict[str, Any]:
    return {"groups": [(g, sum(t.group == g.key for t in pack.request_types)) for g in pack.request_groups]}


@require_safe
def group(request: HttpRequest, key: str) -> HttpResponse:
    """The request types of one group with their limits and sources."""
    pack = active()
    try:
        found = pack.request_group(key)
    except KeyError:
        raise Http404 from None
    types = [t for t in pack.request_types if t.group == key]
    rows = [(t, pack.procedure(t.procedure), [s for s in (t.source, t.limit_source) if s]) for t in types]
    context = {"pack": pack, "section": "types", "tabs": _tabs(pack, "types"), "group": found, "rows": rows}
    return render(request, "packs/group.html", context)


def _channels(pack: Pack) -> dict[str, Any]:
    disclosures = [(d, pack.board(d.board)) for d in pack.disclosures]
    if pack.calendar is None:
        return {"weeks": [], "disclosures": disclosures}
    year = ("", "", pack.calendar.source, _hours(pack.calendar))
    seasons = [(f"{s.begins} – {s.ends}", s.note, s.source, _hours(s)) for s in pack.calendar.seasons]
    return {"weeks": [year, *seasons], "disclosures": disclosures}


def _hours(week: Calendar | Season) -> list[tuple[object, tuple[str, ...]]]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return [(label, week.weekly.get(name, ())) for label, name in zip(WEEKDAYS.values(), names, strict=True)]  # type: ignore[call-overload]


def _standards(pack: Pack) -> dict[str, Any]:
    return {}  # the template shows the pack's own list


_CONTENT = {
    "overview": _overview,
    "posts": _posts,
    "procedures": _procedures,
    "types": _types,
    "channels": _channels,
    "standards": _standards,
}
