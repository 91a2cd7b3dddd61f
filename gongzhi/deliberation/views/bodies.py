"""`/councils/`: who sits in the bodies that decide and supervise, what they attended and said yes to."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.deliberation.queries import bodies as queries
from gongzhi.deliberation.queries import minutes as compiling
from gongzhi.kit import excel
from gongzhi.kit.paging import paged
from gongzhi.kit.words import day as day_words
from gongzhi.orgs import public as orgs


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bodies, by name."""
    text = request.GET.get("q", "")[:60].strip()
    rows = orgs.Body.objects.filter(kind__in=queries.kinds(), ends_on=None).select_related("place")
    if text:
        rows = rows.filter(name__icontains=text)
    page = paged(rows, ["name", "id"], after=request.GET.get("after", ""), size=40)
    return render(request, "deliberation/bodies.html", {"page": page, "q": text})


@require_safe
def show(request: HttpRequest, body_id: int) -> HttpResponse:
    """The members of a body."""
    body = queries.body(body_id)
    members = queries.members(body)
    context = {
        "body": body, "members": [m for m in members if m.serving], "former": [m for m in members if not m.serving],
    }  # fmt: skip
    return render(request, "deliberation/body.html", context)


@require_safe
def one(request: HttpRequest, body_id: int, appointment_id: int) -> HttpResponse:
    """One member: each meeting, each named vote."""
    body = queries.body(body_id)
    member = queries.member(body, appointment_id)
    rows = [
        (meeting, compiling.signed_words(signed), [(v.motion, compiling.vote_words(v.choice)) for v in votes])
        for meeting, signed, votes in queries.attended(member)
    ]
    return render(request, "deliberation/body_member.html", {"body": body, "member": member, "rows": rows})


@require_safe
def export(request: HttpRequest, body_id: int) -> FileResponse:
    """The members as an Excel table."""
    body = queries.body(body_id)
    heads = [_("Name"), _("Post"), _("In office from"), _("until"), _("Meetings"), _("Attended")]
    heads += [_("For"), _("Against"), _("Abstained")]
    book = excel.new()
    sheet = excel.begin(
        book, _("Members"), title=body.name, by_line=_("Meetings with frozen minutes, votes by name"), heads=heads,
        widths=[12, 24, 14, 14, 10, 10, 10, 10, 10], footer="&P / &N",
    )  # fmt: skip
    for m in queries.members(body):
        until = day_words(m.until) if m.until else ""
        row = m.appointment
        excel.append(
            sheet,
            [row.person.name, row.post.title, day_words(row.starts_on), until, m.entitled, m.attended, m.agreed,
             m.against, m.abstained],
        )  # fmt: skip
    return excel.download(book, body.name)
