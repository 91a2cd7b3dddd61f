"""`/desk/topics/loose/`: what was deliberated without consequence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.deliberation.queries import loose, standing
from gongzhi.deliberation.queries import topics as queries
from gongzhi.deliberation.views.desk import runner
from gongzhi.kit.paging import paged


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is overdue, the longest first; what ended without a task, a publication or a rating."""
    rows = queries.of_area(runner(request))
    late = paged(loose.overdue(rows), ["late_since", "matter_id"], after=request.GET.get("late", ""), size=50)
    page = paged(loose.unfinished(rows), ["-matter_id"], after=request.GET.get("after", ""), size=50)
    lines = [(line, standing.short(line.topic)) for line in loose.lines(late.items)]
    return render(request, "deliberation/desk_loose.html", {"page": page, "late": late, "lines": lines})
