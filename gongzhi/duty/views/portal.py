"""Who is on duty now, for everybody: the post and the telephone, never a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.core.errors import NotFound
from gongzhi.duty.queries import rota as queries
from gongzhi.kit.paging import paged
from gongzhi.packs import public as packs


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The communities with a rota, whom to call there now. Raises NotFound where the pack has none."""
    if not packs.active().duty_rotas:
        raise NotFound("No duty rota is kept here.")
    words = request.GET.get("q", "").strip()[:40]
    rows = queries.desks_of(None)
    if words:
        rows = rows.filter(name__contains=words)
    page = paged(rows, ["path"], after=request.GET.get("after", ""), size=30)
    now, phones = queries.now_on(page.items), queries.phones(p.pk for p in page.items)
    shown = [(p, [s for s in now.get(p.pk, []) if s.filled], phones.get(p.pk, "")) for p in page.items]
    return render(request, "duty/portal.html", {"page": page, "rows": shown, "q": words})
