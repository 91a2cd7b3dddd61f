"""Take over a list of requests: upload, say what the columns mean, look at it, confirm; wrong rows come back."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import DomainError, Invalid, NotAllowed, NotFound
from gongzhi.core.worktime import Limit
from gongzhi.kit.errors import add_to_form, text_of
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions import imports
from gongzhi.requests.actions.imports import own
from gongzhi.requests.models import ImportRun
from gongzhi.requests.queries import late_of_import
from gongzhi.requests.views.import_forms import ColumnsForm, UploadForm
from gongzhi.requests.views.work import type_title

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
AT_ONCE = 300  # so many rows are written while the page waits; more go to the worker
LATEST = 10
_HEAVY = ("content", "findings", "errors", "header", "columns")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it what was taken over lately."""
    actor = actor_of(request)
    held = imports.importing(actor)
    runs = ImportRun.objects.filter(post__in=sorted(actor.post_ids)).order_by("-id")
    last = runs.values_list("source", flat=True).first()
    form = UploadForm(request.POST or None, request.FILES or None, initial={"source": last or ""})
    if (channel := own.orders_channel()) is not None:
        hint = _("The numbers of one source are taken over once only. Orders of %(office)s: write %(office)s, and they "
                 "can go back within the limit, with all their columns.")  # fmt: skip
        form.fields["source"].help_text = hint % {"office": channel.orders_of}
        form.initial["source"] = last or channel.orders_of
    if request.method == "POST" and form.is_valid():
        try:
            run = _start(form.cleaned_data["file"], form.cleaned_data["source"], held.post_id, actor)
        except Invalid as error:
            add_to_form(form, error)
        else:
            return redirect("requests:import-run", run_id=run.pk)
    latest = list(runs.defer(*_HEAVY)[:LATEST])
    names = dict(people.Person.objects.filter(pk__in=[r.by_person_id for r in latest]).values_list("pk", "name"))
    rows = [{"run": r, "state": _state(r.state), "who": names.get(r.by_person_id or 0, "")} for r in latest]
    status = 422 if form.is_bound else 200
    return render(request, "requests/import.html", {"form": form, "rows": rows}, status=status)


def _start(file: UploadedFile[Any], source: str, post_id: int, actor: Actor) -> ImportRun:
    if (file.size or 0) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise Invalid("The file is larger than %(most)s MB. Split it.", field="file", most=most)
    name = file.name or ""
    return imports.start(file.read(), file_name=name, source=source, post_id=post_id, actor=actor)[0]


def _find(request: HttpRequest, run_id: int) -> ImportRun:
    """An import of one of the actor's posts. Raises Forbidden, NotFound."""
    actor = actor_of(request)
    imports.importing(actor)
    run = ImportRun.objects.filter(pk=run_id, post__in=sorted(actor.post_ids)).first()
    if run is None:
        raise NotFound("There is no such import.")
    return run


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, run_id: int) -> HttpResponse:
    """Where the import stands: columns to correct, the preview, its progress, what came in."""
    run = _find(request, run_id)
    if request.method != "POST":
        return _page(request, run, None)
    verb = request.POST.get("do", "check")
    if verb == "drop":
        imports.drop(run)
        return redirect("requests:import")
    if verb == "confirm":
        return _confirm(request, run)
    form = _form(run, request.POST)
    if form.is_valid():
        try:
            imports.check(run, form.columns(), limit=form.cleaned_data["limit"], ending=form.cleaned_data["ending"],
                          most=MOST_ROWS)  # fmt: skip
        except Invalid as error:
            add_to_form(form, error)
        else:
            return redirect("requests:import-run", run_id=run.pk)
    return _page(request, run, form, status=422)


def _confirm(request: HttpRequest, run: ImportRun) -> HttpResponse:
    if run.state in ("queued", "running", "done"):  # a second click
        return redirect("requests:import-run", run_id=run.pk)
    imports.confirm(run)
    if run.counts["good"] <= AT_ONCE:
        try:
            imports.perform(run, actor=actor_of(request))
        except DomainError as error:
            messages.error(request, text_of(error))
    return redirect("requests:import-run", run_id=run.pk)


def _form(run: ImportRun, data: Any = None) -> ColumnsForm:
    pack = packs.active()
    endings = [(e.key, packs.named(e)) for e in pack.endings if set(e.needs) <= {"answer"}]
    sample = imports.findings_of(run)["sample"]
    return ColumnsForm(
        data, header=run.header, sample=sample, guessed=run.columns, endings=endings,
        initial={"limit": run.limit, "ending": run.ending},
    )  # fmt: skip


def _page(request: HttpRequest, run: ImportRun, form: ColumnsForm | None, status: int = 200) -> HttpResponse:
    found = imports.findings_of(run)
    again = ImportRun.objects.filter(digest=run.digest, state="done").exclude(pk=run.pk).order_by("-id").first()
    context = {
        "run": run,
        "state": _state(run.state),
        "form": form or (_form(run) if run.state in ("mapping", "checked") else None),
        "good": [_row(g) for g in found["good"]],
        "wrong": found["wrong"],
        "more_wrong": max(0, run.counts.get("wrong", 0) - len({w["row"] for w in found["wrong"]})),
        "again": again,
        "busy": run.state in ("queued", "running"),
        "written": imports.progress_of(run) if run.state == "running" else 0,
        "may_fix": bool(run.errors),
        "facts": _facts(run) if run.counts else [],
    }
    return render(request, "requests/import_run.html", context, status=status)


def _facts(run: ImportRun) -> list[tuple[str, object]]:
    """What the check counted, in words; what is nothing is left out, but for the good and the wrong."""
    c = run.counts
    first = _("Taken over") if run.state == "done" else _("Can be taken over")
    rows = [
        (first, c["good"]),
        (_("Wrong"), c["wrong"]),
        (_("Here already"), c["known"]),
        (_("Of them answered already"), c["ended"]),
        (_("Type guessed from the words"), c["guessed"]),
        (_("Without a grid: on the list of the unlocated"), c["unlocated"]),
    ]
    shown: list[tuple[str, object]] = [(label, n) for i, (label, n) in enumerate(rows) if n or i < 2]
    if own.are_orders(run) and (others := own.others(run)):
        shown.append((_("Columns that go back as they came"), "、".join(name for _at, name in others if name)))
    if run.state == "done" and c["ended"]:
        ended, late = late_of_import(run.pk)
        share = f"{late} / {ended} ({late / ended:.1%})" if ended else "—"
        shown.append((_("Answered after the due date"), share))
    return shown


def _row(found: dict[str, Any]) -> dict[str, Any]:
    pack = packs.active()
    limit = Limit.parse(found["limit"]) if found["limit"] else None
    channel = next((packs.named(c) for c in pack.channels if c.key == found["channel"]), found["channel"])
    return found | {
        "type": type_title(pack, found["type"]),
        "place": places.get(found["place"]).name if found["place"] else "",
        "channel": channel,
        "limit": procedures.limit_words(limit) if limit else "",
        **{k: datetime.fromisoformat(found[k]) if found[k] else None for k in ("reported_at", "due_at", "answered_at")},
    }


def _state(state: str) -> str:
    words = {
        "mapping": _("Columns to check"), "checked": _("To be confirmed"), "queued": _("Waits for its turn"),
        "running": _("Being taken over"), "done": _("Taken over"), "failed": _("Not taken over"),
    }  # fmt: skip
    return words.get(state, state)


@login_required
@require_safe
def errors(request: HttpRequest, run_id: int) -> FileResponse:
    """The wrong rows as a file of the same form, with a column that says why."""
    run = _find(request, run_id)
    data = imports.error_file(run)
    if not data:
        raise NotAllowed("There are no wrong rows to take away (any more).")
    ending = "xlsx" if data[:2] == b"PK" else "csv"
    stem = run.file_name.rpartition(".")[0] or run.file_name
    rows = ngettext("%(n)s wrong row", "%(n)s wrong rows", run.counts["wrong"]) % {"n": run.counts["wrong"]}
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{stem}-{rows}.{ending}")
