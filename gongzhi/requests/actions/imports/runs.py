"""The steps of an import: start (read the head), check (every row), confirm, perform (one transaction), forget."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed
from gongzhi.core.worktime import Limit
from gongzhi.kit.errors import text_of
from gongzhi.kit.tables import Table, open_table
from gongzhi.kit.tables import text_of as text_of_cell
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.requests import events, loader
from gongzhi.requests.actions.imports import store
from gongzhi.requests.actions.imports.prepare import Options, Prepared, Preparer
from gongzhi.requests.actions.imports.write import usual_ending, write
from gongzhi.requests.models import ImportRun

Progress = Callable[[str, int], None]
OnWrong = Callable[[int, str, str], None]  # row, column, reason
SHOWN_GOOD, SHOWN_WRONG = 8, 50
SAMPLE_LENGTH = 24
KEPT_DAYS = 7
STALE_MINUTES = 30  # a worker that says nothing for so long was killed: its transaction is gone with it


def importing(actor: Actor) -> HeldPost:
    """The post by which the actor imports: one that registers requests and answers for what has no grid, because the
    rows of a list may lie anywhere in its area. Raises Forbidden."""
    wanted = {Permission.REQUEST_REGISTER, Permission.REQUEST_TAKE_UNLOCATED}
    for held in sorted(actor.posts, key=lambda p: p.standing_in_for is not None):
        if wanted <= held.permissions:
            return held
    raise Forbidden("None of your posts takes over lists of requests.")


def start(
    data: bytes, *, file_name: str, source: str, post_id: int, actor: Actor, keep: bool = True
) -> tuple[ImportRun, Table]:
    """Read the head of a file and guess what its columns mean, or remember it from a file with the same head.

    `keep`: the file is kept (sealed) until it is written or forgotten. Raises Invalid for what is no table."""
    table = open_table(data)
    source = " ".join(source.split())[:40] or "import"
    held = actor.holding(post_id)
    run = ImportRun(
        state="mapping",
        file_name=file_name[-120:],
        digest=hashlib.sha256(data).hexdigest(),
        source=source,
        header=list(table.header),
        post_id=post_id,
        by_person_id=actor.person_id,
        by_appointment=held.appointment_id if held else None,
        ending=usual_ending(),
    )
    before = ImportRun.objects.filter(header=run.header, state="done").order_by("-id").first()
    if before is not None:
        run.columns, run.limit, run.ending = before.columns, before.limit, before.ending
    else:
        run.columns = loader.guess(table.header)
    if keep:
        run.content = store.seal(run, "content", data)
    first = next(table.rows(), (0, ()))[1]
    sample = [text_of_cell(c)[:SAMPLE_LENGTH] for c in first]
    run.findings = store.seal(run, "findings", json.dumps({"sample": sample}, ensure_ascii=False).encode())
    run.save(force_insert=True)
    return run, table


def check(
    run: ImportRun,
    columns: Mapping[str, int],
    *,
    limit: str = "",
    ending: str = "",
    table: Table | None = None,
    most: int = 1_000_000,
    on_wrong: OnWrong = lambda row, column, why: None,
    progress: Progress = lambda what, rows: None,
) -> None:
    """Read every row, write none: counts, the first rows as they would go in, what is wrong and why, the error file.

    Raises Invalid (columns, limit, the file), NotAllowed (it is under way already)."""
    _check_choice(run, columns, limit, ending)
    table = table or open_table(store.unseal(run, "content"))
    run.columns, run.limit, run.ending = dict(columns), limit, ending or usual_ending()
    counts: Counter[str] = Counter(rows=0, good=0, wrong=0, known=0, ended=0, unlocated=0, guessed=0)
    good: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    bad_rows: list[list[object]] = [[*table.header, _("Reason"), _("Row in the file")]]
    labels = {key: str(_(label)) for key, (label, _words) in loader.FIELDS.items()}
    for chunk in _preparer(run, table):
        for p in chunk:
            counts["rows"] += 1
            if p.line.problems:
                counts["wrong"] += 1
                said = [(_column(table, columns, k, labels), text_of(e)) for k, e in sorted(p.line.problems.items())]
                bad_rows.append([*p.line.cells, "；".join(f"{c}：{why}" for c, why in said), p.line.row])
                for column, why in said:
                    on_wrong(p.line.row, column, why)
                    if len(wrong) < SHOWN_WRONG:
                        wrong.append({"row": p.line.row, "column": column, "why": why})
            elif p.known:
                counts["known"] += 1
            else:
                counts.update({"good": 1, "ended": int(p.line.answered_at is not None), "guessed": int(p.guessed),
                               "unlocated": int(p.spot is None or not p.spot.located)})  # fmt: skip
                if len(good) < SHOWN_GOOD:
                    good.append(_shown(p))
        if counts["rows"] > most:
            raise Invalid("These are more than %(most)s rows. Split the file.", field="file", most=most)
        progress("checked", counts["rows"])
    run.counts, run.state, run.message = dict(counts), "checked", ""
    found = {"sample": store.findings_of(run)["sample"], "good": good, "wrong": wrong}
    run.findings = store.seal(run, "findings", json.dumps(found, ensure_ascii=False).encode())
    run.errors = store.seal(run, "errors", store.table_bytes(table.kind, bad_rows)) if counts["wrong"] else ""
    changed = ImportRun.objects.filter(pk=run.pk, state__in=("mapping", "checked"))
    fields = ("columns", "limit", "ending", "counts", "state", "message", "findings", "errors")
    if not changed.update(**{f: getattr(run, f) for f in fields}):
        raise NotAllowed("This import is under way already.")


def _check_choice(run: ImportRun, columns: Mapping[str, int], limit: str, ending: str) -> None:
    if unknown := sorted(set(columns) - set(loader.FIELDS)):
        raise Invalid("There is no such field: %(name)s.", field="columns", name=unknown[0])
    if any(not 0 <= at < len(run.header) for at in columns.values()):
        raise Invalid("There is no such column.", field="columns")
    if not {"description", "title", "type"} & columns.keys():
        raise Invalid("Say which column holds what was said.", field="description")
    if limit not in ("", "type"):
        Limit.parse(limit)
    if ending and ending not in {e.key for e in packs.active().endings}:
        raise Invalid("Choose how it ends.", field="ending")


def _preparer(run: ImportRun, table: Table) -> Preparer:
    place_id = orgs.Post.objects.values_list("place_id", flat=True).get(pk=run.post_id)
    return Preparer(table, run.columns, Options(run.source, run.limit, run.ending), place_id)


def _column(table: Table, columns: Mapping[str, int], key: str, labels: Mapping[str, str]) -> str:
    at = columns.get(key)
    return table.header[at] if at is not None and table.header[at] else labels.get(key, key)


def _shown(p: Prepared) -> dict[str, Any]:
    line = p.line
    place = p.spot.place_id if p.spot else None
    return {
        "row": line.row, "title": line.draft.title or line.draft.description[:60], "type": p.type_key,
        "guessed": p.guessed, "place": place, "located": bool(p.spot and p.spot.located), "channel": p.channel,
        "number": "" if line.number.startswith("#") else line.number,
        "reported_at": line.reported_at.isoformat() if line.reported_at else "",
        "due_at": line.due_at.isoformat() if line.due_at else "",
        "limit": str(p.limit) if p.limit and not line.due_at else "",
        "answered_at": line.answered_at.isoformat() if line.answered_at else "",
    }  # fmt: skip


def confirm(run: ImportRun) -> None:
    """Let the worker write the good rows. Raises NotAllowed where it was not checked, or nothing is to be written."""
    ready = ImportRun.objects.filter(pk=run.pk, state="checked")
    if not run.counts.get("good") or not ready.update(state="queued"):
        raise NotAllowed("There is nothing to take over, or it is under way already.")
    run.state = "queued"


def perform(
    run: ImportRun, *, actor: Actor, table: Table | None = None, progress: Progress = lambda what, rows: None
) -> None:
    """Write the good rows in one transaction, with one entry for the import. Whatever is refused, nothing is written
    and the run is marked as failed with the reason. Raises Conflict where somebody else writes it."""
    if actor is not SYSTEM and actor.holding(run.post_id) is None:
        raise Forbidden("Your posts do not allow this here.")
    claimed = ImportRun.objects.filter(pk=run.pk, state__in=("checked", "queued"))
    if not claimed.update(state="running", claimed_at=clock.now()):
        raise Conflict("This import is under way already.")
    try:
        table = table or open_table(store.unseal(run, "content"))
        with transaction.atomic():
            taken = _write_all(run, table, actor, progress)
            if taken != run.counts["good"]:
                raise Conflict("What is here changed since the check. Check the file again.")
            _finish(run, actor)
    except IntegrityError as error:
        lost = Conflict("Somebody else took over the same rows.")
        _failed(run, text_of(lost))
        raise lost from error
    except Exception as error:
        _failed(
            run,
            text_of(error) if isinstance(error, DomainError) else _("An error of the program; nothing was written."),
        )
        raise
    finally:
        store.note(run, None)
    run.refresh_from_db(fields=["state", "message", "done_at"])


def _failed(run: ImportRun, why: str) -> None:
    ImportRun.objects.filter(pk=run.pk, state="running").update(state="failed", message=why[:300])


def _write_all(run: ImportRun, table: Table, actor: Actor, progress: Progress) -> int:
    taken = 0
    for chunk in _preparer(run, table):
        rows = [p for p in chunk if not p.known and not p.line.problems]
        if rows:
            write(run, rows, actor=actor)
        taken += len(rows)
        store.note(run, taken)
        progress("written", taken)
    return taken


def _finish(run: ImportRun, actor: Actor) -> None:
    done = ImportRun.objects.filter(pk=run.pk, state="running")
    if not done.update(state="done", done_at=clock.now(), content=""):
        raise Conflict("This import is under way already.")
    ledger.record(
        events.IMPORTED,
        stream=run.pk,
        actor=actor,
        codes={
            "rows": run.counts["rows"], "taken": run.counts["good"], "known": run.counts["known"],
            "wrong": run.counts["wrong"], "ended": run.counts["ended"], "columns": len(run.columns),
            "limit": run.limit, "post": run.post_id,
        },
        texts={"file": run.digest, "source": run.source},
        appointment_id=run.by_appointment,
        first=True,
    )  # fmt: skip


def sweep(limit: int = 5) -> int:
    """The worker's part: write what was confirmed, and take up what a killed worker left. One SELECT where nothing is
    to be done."""
    stale = Q(state="running", claimed_at__lt=clock.now() - timedelta(minutes=STALE_MINUTES))
    waiting = list(ImportRun.objects.filter(Q(state="queued") | stale).order_by("id")[:limit])
    for run in waiting:
        ImportRun.objects.filter(stale, pk=run.pk).update(state="queued")
        try:
            perform(run, actor=_actor_of(run))
        except DomainError as error:  # the run says why
            left = ImportRun.objects.filter(pk=run.pk, state="queued")
            left.update(state="failed", message=text_of(error)[:300])
    return len(waiting)


def forget_files(limit: int = 100) -> int:
    """The worker's part: files that were not confirmed, previews and wrong rows go after a week; how many."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    old = ImportRun.objects.filter(created_at__lt=before).exclude(state__in=("queued", "running"))
    ids = list(old.exclude(content="", findings="", errors="").order_by("id").values_list("pk", flat=True)[:limit])
    if ids:
        old.filter(pk__in=ids, state__in=("mapping", "checked")).update(
            state="failed", message=_("It was not confirmed in time.")
        )
        old.filter(pk__in=ids).update(content="", findings="", errors="")
    return len(ids)


def _actor_of(run: ImportRun) -> Actor:
    """Who confirmed it, with the posts held now."""
    return orgs.actor_of(run.by_person_id) if run.by_person_id else SYSTEM


def drop(run: ImportRun) -> None:
    """Forget a file that was not taken over. Raises NotAllowed where it is under way or done."""
    left = ImportRun.objects.filter(pk=run.pk, state__in=("mapping", "checked", "failed"))
    if not left.delete()[0]:
        raise NotAllowed("This import is under way already.")
