"""`/healthz` for a proxy or a supervisor, `/metrics` for Prometheus. Numbers of the machinery, nothing about people."""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi import __version__
from gongzhi.core import clock


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, otherwise 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"ok": True, "version": __version__})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The worker's sweeps and the age of its heartbeat (seconds), in Prometheus' text format."""
    lines = [f'gongzhi_info{{version="{__version__}"}} 1']
    path = settings.VAR / "worker.json"
    if path.exists():
        beat = json.loads(path.read_text(encoding="utf-8"))
        age = (clock.now() - datetime.fromisoformat(beat["at"])).total_seconds()
        lines.append(f"gongzhi_worker_heartbeat_age_seconds {age:.0f}")
        for figure in ("runs", "done", "failures"):
            lines += [f'gongzhi_sweep_{figure}_total{{sweep="{k}"}} {v[figure]}' for k, v in beat["sweeps"].items()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
