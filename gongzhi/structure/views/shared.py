"""What the pages of premises and of building together share: the actor, one page for every form, tables as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.files import public as files
from gongzhi.kit import excel
from gongzhi.kit.errors import refusals_to
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.kit.forms import Form
from gongzhi.orgs import public as orgs


def act(
    request: HttpRequest,
    form: Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: str,
    back: str,
    button: str,
    done: str,
    intro: str = "",
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """One form on one page: shows it, and on POST does `do(cleaned_data)`, tells `done` and leads to `to` or back."""
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            made = do(dict(form.cleaned_data))
            messages.success(request, done)
            return redirect(to(made) if to else back)
    context = {"form": form, "title": title, "back": back, "button": button, "intro": intro}
    return render(request, "structure/act.html", context, status=422 if form.errors else 200)


def photo(upload: UploadedFile[bytes] | None, actor: Actor) -> tuple[int, ...]:
    """The id of a stored photo or PDF, where one was sent. Raises Invalid (field photo)."""
    return (files.accept_document(upload, actor=actor).pk,) if upload else ()


def by_line(actor: Actor) -> str:
    """Unit and day, below the title of a table."""
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    return _("Unit: %(unit)s    Date: %(day)s") % {
        "unit": next(iter(labels.values()), ""),
        "day": f"{clock.today():%Y-%m-%d}",
    }


def table(
    actor: Actor, title: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """An Excel table as an office prints it. Raises Invalid past the limit of rows."""
    book = excel.new()
    sheet = excel.begin(
        book, title[:30], title=title, by_line=by_line(actor), heads=heads, widths=widths, footer=_("Page &P of &N")
    )
    for n, values in enumerate(rows):
        if n == ROWS_MOST:
            raise Invalid("These are more than %(most)s rows. Narrow the list, for example by month.", most=ROWS_MOST)
        excel.append(sheet, values)
    return excel.download(book, title)
