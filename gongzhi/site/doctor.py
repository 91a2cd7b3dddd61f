"""The examinations of `gongzhi doctor`. Nothing here changes anything."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gongzhi.access.public import Permission
from gongzhi.core import clock
from gongzhi.kit import papers
from gongzhi.kit.assets import NPM_FILES


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    ok: bool
    text: str


def examine() -> list[Finding]:
    """Every finding, in order; without a database those that need one are left out."""
    findings = list(_database())
    sound = all(finding.ok for finding in findings)
    for examination in (_pack, _ledger, _unused_doors) if sound else ():
        findings += _safely(examination)
    for examination in (_keys, _door, _doors, _static, _papers, _worker, _disk):
        findings += _safely(examination)
    return findings


def _safely(examination: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(examination())
    except Exception as error:  # a doctor reports, whatever he meets
        name = examination.__name__.strip("_")
        return [Finding(ok=False, text=f"{name}: could not be examined: {type(error).__name__}: {error}")]


def _database() -> Iterator[Finding]:
    where = f"{connection.vendor} database {settings.DATABASES['default']['NAME']}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(ok=False, text=f"the {where} does not answer: {str(error).strip()}. Is DATABASE_URL right?")
        return
    yield Finding(ok=True, text=f"the {where} answers")
    if waiting:
        names = ", ".join(f"{m.app_label} {m.name}" for m, _ in waiting[:5])
        yield Finding(ok=False, text=f"{len(waiting)} migrations are not applied ({names}): run `gongzhi migrate`")
    else:
        yield Finding(ok=True, text="every migration is applied")


def _pack() -> Iterator[Finding]:
    packs = import_module("gongzhi.packs.public")
    try:
        pack = packs.active()
    except Exception as error:
        yield Finding(ok=False, text=f"no pack is in force ({error}): run `gongzhi pack list`, then install one")
        return
    yield Finding(ok=True, text=f"the pack in force is {pack.name}")


def _ledger() -> Iterator[Finding]:
    key = Path(settings.LEDGER_KEY_FILE)
    if key.exists():
        yield _private(key, "the ledger's signing key")
    else:
        yield Finding(ok=True, text=f"the ledger has no signing key yet; it is made at {key} when the first day closes")


def _door() -> Iterator[Finding]:
    """Sign-in: permissions that there are, a sign-in service that is set up whole."""
    unknown = sorted(settings.SECOND_STEP_FOR - {"*", *(p.value for p in Permission)})
    if unknown:
        yield Finding(ok=False, text=f"GONGZHI_SECOND_STEP_FOR names {', '.join(unknown)}: there is no such permission")
    if settings.OIDC_ISSUER and not settings.OIDC_CLIENT:
        yield Finding(ok=False, text="GONGZHI_OIDC_ISSUER is set, GONGZHI_OIDC_CLIENT is not")


def _keys() -> Iterator[Finding]:
    if settings.FIELD_KEYS:
        yield Finding(ok=True, text="the keys of personal fields come from the environment")
    for path in sorted(Path(settings.KEYS_ROOT).glob("*")):
        if path != Path(settings.LEDGER_KEY_FILE) and path.suffix != ".pub":
            yield _private(path, f"the key file {path.name}")
    if settings.DEBUG:
        yield Finding(ok=False, text="GONGZHI_DEBUG is on: pages show the inside; never where people use it")


def _private(path: Path, what: str) -> Finding:
    if path.stat().st_mode & 0o077:
        return Finding(ok=False, text=f"{what} can be read by others: run `chmod 600 {path}`")
    return Finding(ok=True, text=f"{what} is private")


def _doors() -> Iterator[Finding]:
    exchange = import_module("gongzhi.exchange.public")
    wrong = list(exchange.door_mistakes())
    for sentence in wrong:
        yield Finding(ok=False, text=f"doors: {sentence}")
    if not wrong:
        out = ", ".join(f"{way.channel} by {way.transport}" for way in exchange.ways_out())
        yield Finding(ok=True, text=f"doors: nothing is set wrongly; messages go out: {out}")


def _unused_doors() -> Iterator[Finding]:
    try:
        rows = import_module("gongzhi.exchange.public").doors_in()
    except Exception:  # without a pack: said above already
        return
    for row in rows:
        if row.open and not row.used:
            yield Finding(ok=False, text=f"door {row.address} is open, but the pack does not use {row.channel}: "
                          "give it `in_use: true` and `received_by`, or take the secret away")  # fmt: skip


def _static() -> Iterator[Finding]:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding(ok=True, text="static files are collected")
        return
    missing = [name for name, file in NPM_FILES.items() if not (Path(settings.NODE_MODULES) / file).exists()]
    if missing:
        yield Finding(ok=False, text=f"{len(missing)} front-end files are missing ({missing[0]}…): run `make install`")
    else:
        yield Finding(
            ok=True, text="static files are served from the packages (slower; `gongzhi django collectstatic`)"
        )


def _papers() -> Iterator[Finding]:
    """PDF needs Pango and a Chinese font; without them papers are printed or taken as Word, so neither is wrong."""
    if missing := papers.pdf_missing():
        needed = "Debian: libpango-1.0-0 fonts-noto-cjk"
        text = f"papers: no PDF here ({missing}; {needed}); pages to print and Word are offered instead"
        yield Finding(ok=True, text=text)
    else:
        yield Finding(ok=True, text="papers: PDF can be made")


def _worker() -> Iterator[Finding]:
    path = settings.VAR / "worker.json"
    if not path.exists():
        yield Finding(ok=False, text="no worker has run here: start `gongzhi worker` (clocks and messages stand still)")
        return
    beat = json.loads(path.read_text(encoding="utf-8"))
    age = clock.now() - datetime.fromisoformat(beat["at"])
    if age > timedelta(minutes=2):
        minutes = int(age.total_seconds() // 60)
        yield Finding(ok=False, text=f"the worker was last seen {minutes} minutes ago: start `gongzhi worker`")
    else:
        yield Finding(ok=True, text=f"a worker runs (process {beat['pid']})")
    for name, tally in beat["sweeps"].items():
        if tally["failing"]:
            yield Finding(
                ok=False, text=f"sweep {name} failed {tally['failures']} times, at last with {tally['last_error']}"
            )


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR).free // 1024**2
    yield Finding(ok=free > 500, text=f"{free:,} MB are free in {settings.VAR}")
