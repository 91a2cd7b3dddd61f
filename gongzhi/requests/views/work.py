"""My work: what is offered to me, what I hold, what waits, what my area holds; lights, counts, bulk acceptance."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core.errors import DomainError
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import id_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import queries
from gongzhi.requests.models import Request
from gongzhi.requests.rules import spoken

TABS = ("offered", "mine", "waiting", "told", "area", "done")
LIGHTS = ("green", "yellow", "red")
TICKED = ("offered", "mine")
BULK_MAX = 50
NOBODY_MOST = 10


def _list(actor: Actor, tab: str, light: str, post: int | None, after: str) -> procedures.Page:
    shared: dict[str, Any] = {"after": after, "scope": post}  # requests, and parts of others' requests
    if tab == "offered":
        return procedures.list_mine(actor, role="offered", light=light or None, **shared)
    if tab == "waiting":
        return procedures.list_mine(actor, state="waiting", role="holder", **shared)
    if tab == "told":
        return procedures.list_mine(actor, state=procedures.LIVE, role="told", **shared)
    if tab == "area":
        return procedures.list_mine(actor, light=light or None, area=True, kind="request", after=after)
    if tab == "done":
        return procedures.list_mine(actor, state=procedures.OVER, role="holder", **shared)
    return procedures.list_mine(actor, role="holder", light=light or None, **shared)


def rows_of(matters: list[procedures.Matter]) -> list[dict[str, Any]]:
    """Matters as rows of a list, with their request, type, holder; one query whatever the number, one more with parts.

    A part of a joined request stands with the number of its request, and leads to its own page."""
    of = {m.pk: (m.parent_id if m.kind == procedures.PART else m.pk) for m in matters}
    found = Request.objects.filter(pk__in=list(of.values())).defer("answer", "attributes")
    about = {r.pk: r for r in found.select_related("matter__holder_post__body")}
    held = [m.holder_post_id for m in matters if of[m.pk] not in about or m.kind == procedures.PART]
    labels = orgs.post_labels(held) if held else {}
    pack = packs.active()
    rows = []
    for matter in matters:
        request = about.get(of[matter.pk])
        if request is None:
            if href := procedures.page_of(matter.kind, matter.pk):
                rows.append(_other_row(matter, href, labels))
            continue
        post, part = request.matter.holder_post, matter.kind == procedures.PART
        rows.append(
            {
                "matter": matter,
                "about": request,
                "part": part,
                "href": f"/desk/parts/{matter.pk}/" if part else queries.desk_link(request.number),
                "number": spoken(request.number),
                "kind": type_title(pack, request.type_key),
                "holder": labels.get(matter.holder_post_id, "") if part else post.label,
                "state": state_words(matter.state),
                "unposted": not part and matter.state == "open" and is_publication(matter),
            }
        )
    return rows


def _other_row(matter: procedures.Matter, href: str, labels: dict[int, str]) -> dict[str, Any]:
    """A matter of another context (a vacancy, a decision to carry out) as a row: by the title of its procedure."""
    title = procedures.definition(matter.revision_id, matter.procedure).title
    return {
        "matter": matter, "about": None, "part": False, "href": href, "number": title,
        "kind": title, "holder": labels.get(matter.holder_post_id, ""), "state": state_words(matter.state),
        "unposted": False,
    }  # fmt: skip


def is_publication(matter: procedures.Matter) -> bool:
    """Whether it stands in a publication step; an open one there waits to be put on its board."""
    return procedures.step_of(matter).kind is procedures.StepKind.PUBLICATION


def type_title(pack: packs.Pack, key: str) -> str:
    """The title of a type, as pages show it; its key where the pack in force does not know it any more."""
    try:
        return packs.named(pack.request_type(key))
    except KeyError:
        return key


_STATES = {
    "open": pgettext_lazy("state", "Open"),
    "waiting": gettext_lazy("Waiting"),
    "closed": gettext_lazy("Answered"),
    "archived": gettext_lazy("Archived"),
}


def state_words(state: str) -> str:
    """The state of a request as a list says it."""
    return str(_STATES.get(state, state))


def posts_of(actor: Actor, chosen: int | None, query: dict[str, str]) -> list[dict[str, Any]]:
    """The posts held, as a choice where there is more than one; those of an absent A name the A. Two queries."""
    if len(actor.posts) < 2:
        return []
    labels = orgs.post_labels(sorted(actor.post_ids))
    for_whom = sorted(p.standing_in_for for p in actor.posts if p.standing_in_for is not None)
    absent: dict[int, str] = {}
    if for_whom:
        absent = dict(orgs.Appointment.objects.filter(pk__in=for_whom).values_list("pk", "person__name"))
    choice = [{"label": _("All my posts"), "href": f"?{urlencode(query)}", "current": chosen is None, "absent": ""}]
    for held in actor.posts:
        href = f"?{urlencode({**query, 'post': str(held.post_id)})}"
        name = absent.get(held.standing_in_for or 0, "")
        current = held.post_id == chosen
        choice.append({"label": labels.get(held.post_id, ""), "href": href, "current": current, "absent": name})
    return choice


def lost(actor: Actor) -> list[dict[str, Any]]:
    """Open requests whose escalation reached nobody, for those who can see to the posts. Two queries, three if any."""
    if not scopes(actor, Permission.ORG_SEE) & scopes(actor, Permission.REQUEST_SEE):
        return []
    rows = {e.matter_id: e.matter for e in procedures.nobody(actor) if e.matter.state in procedures.LIVE}
    return rows_of(list(rows.values())[:NOBODY_MOST]) if rows else []


def _first_tab(actor: Actor, counts: procedures.Counts, light: str) -> str:
    """Where the day begins: what is offered, else what is held, else (for who leads and holds nothing) the area."""
    if counts.offered and not light:
        return "offered"
    held = counts.green + counts.yellow + counts.red + counts.waiting
    return "area" if not held and scopes(actor, Permission.REQUEST_SEE) else "mine"


@login_required
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """The list that staff begin the day with."""
    actor = actor_of(request)
    if not actor.posts:
        return render(request, "requests/no_posts.html")
    tab, light, chosen = (request.GET.get(name, "") for name in ("tab", "light", "post"))
    counts = procedures.counts(actor)
    request.work_counts = counts  # type: ignore[attr-defined]  # the top bar shows the same ones
    if light == "offered":
        tab, light = "offered", ""
    light = light if light in LIGHTS else ""
    if tab not in TABS:
        tab = _first_tab(actor, counts, light)
    post = id_of(chosen)
    post = post if post in actor.post_ids else None
    page = _list(actor, tab, light, post, request.GET.get("after", ""))
    query = {"tab": tab} | ({"post": chosen} if post is not None else {}) | ({"light": light} if light else {})
    context = {
        "tabs": _tabs(tab, counts, actor, chosen if post is not None else ""),
        "tab": tab,
        "light": light,
        "light_query": f"&post={post}" if post is not None else "",
        "counts_by_light": counts,
        "rows": rows_of(page.items),
        "ticked": tab in TICKED,
        "next": f"?{urlencode(query | {'after': page.next})}" if page.next else "",
        "posts": posts_of(actor, post, {"tab": tab}),
        "lost": lost(actor) if not request.GET.get("after") else [],
        "may_register": bool(scopes(actor, Permission.REQUEST_REGISTER)),
    }
    return render(request, "requests/work.html", context)


def _tabs(tab: str, counts: procedures.Counts, actor: Actor, post: str) -> list[dict[str, Any]]:
    labels = {
        "offered": _("Offered to me"),
        "mine": _("I hold"),
        "waiting": _("Waiting for the resident"),
        "told": _("Told to me"),
        "area": _("My area"),
        "done": _("Done"),
    }
    more = "+" if counts.capped else ""
    held = counts.green + counts.yellow + counts.red
    numbers = {"offered": counts.offered, "mine": held, "waiting": counts.waiting}
    if post:
        numbers, more = {}, ""  # they count all posts together
    shown = [t for t in TABS if t != "area" or scopes(actor, Permission.REQUEST_SEE)]
    return [
        {
            "href": f"?{urlencode({'tab': t} | ({'post': post} if post else {}))}",
            "label": labels[t],
            "count": f"{numbers[t]}{more}" if t in numbers else None,
            "current": t == tab,
        }
        for t in shown
    ]


@login_required
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept all that were ticked; what somebody else took meanwhile is told, the rest goes through."""
    actor = actor_of(request)
    wanted = [i for i in map(id_of, request.POST.getlist("matter")) if i is not None][:BULK_MAX]
    seen = procedures.visible_to(actor).filter(pk__in=wanted)
    numbers = dict(Request.objects.filter(matter__in=seen).values_list("pk", "number"))
    done = 0
    for matter_id in wanted:
        try:
            procedures.accept(matter_id, actor=actor)
            done += 1
        except DomainError as error:
            number = spoken(numbers[matter_id]) if matter_id in numbers else _("A request")
            messages.error(request, f"{number}: {text_of(error)}")
    if done:
        messages.success(request, ngettext("%(n)s request accepted.", "%(n)s requests accepted.", done) % {"n": done})
    if not wanted:
        messages.info(request, _("Tick the requests first."))
    return redirect("/desk/?tab=mine" if done else "/desk/")
