"""A discussion as the pages of a topic show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongzhi.deliberation.forms.forum import ThreadForm
from gongzhi.deliberation.models import Comment, Topic
from gongzhi.deliberation.queries import forum as queries
from gongzhi.deliberation.rules.topics import Shown
from gongzhi.kit.forms import id_of

MANY = 6  # threads from which a discussion is searched and sorted


def thread_of(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """What pages show of a discussion: a page of threads, with the form that narrows it."""
    form = ThreadForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    page, rows = queries.threads(
        topic, text=data.get("said", ""), oldest=data.get("sort") != "new", after=request.GET.get("after", "")
    )
    head = Comment.objects.filter(topic=topic, pk=id_of(request.GET.get("reply")) or 0, state=Shown.SHOWN).first()
    narrow = len(rows) >= MANY or bool(request.GET.keys() & {"said", "sort", "after"})
    return {
        "page": page, "threads": rows, "thread_form": form, "said": data.get("said", ""), "reply_to": head,
        "narrow": narrow,
    }  # fmt: skip
