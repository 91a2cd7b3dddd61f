"""What lets Field open without a signal: its service worker, the shell that holds nobody's data, its manifest."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.patrol.views.field import SCRIPTS, page_context

STYLES = ("kit/tokens.css", "kit/kit.css", "kit/faces.css", "patrol/field.css")
FILES = (*STYLES, "kit/icon.svg", *SCRIPTS)
WORKER = "patrol/sw.js"


@lru_cache(maxsize=1)
def _contents() -> tuple[str, str]:
    """The worker's script, and a digest of every file that the shell needs."""
    made, script = hashlib.sha256(), ""
    for name in (*FILES, WORKER):
        found = finders.find(name)
        data = Path(str(found)).read_bytes() if found else b""
        made.update(data)
        script = data.decode() if name == WORKER else script
    return script, made.hexdigest()


@never_cache
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page without anybody's data: what the phone shows where there is no signal."""
    return render(request, "patrol/field.html", page_context(None))


@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, with the list of what it keeps; another version wherever one of these changed."""
    script, digest = _contents()
    page = render_to_string("patrol/field.html", page_context(None))
    version = hashlib.sha256(f"{digest}{get_language()}{page}".encode()).hexdigest()[:12]
    kept = ["/field/shell/", *(static(name) for name in FILES)]
    head = f"const VERSION = {json.dumps(version)};\nconst KEPT = {json.dumps(kept)};\n"
    return HttpResponse(head + script, content_type="text/javascript; charset=utf-8")


@never_cache
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the page."""
    icons = [
        {"src": static("kit/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        *({"src": static(f"patrol/icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png"} for n in (192, 512)),
    ]
    body = {
        "id": "/field/", "name": _("Gongzhi on the way"), "short_name": _("On the way"), "start_url": "/field/",
        "scope": "/field/", "display": "standalone", "lang": get_language(), "background_color": "#ffffff",
        "theme_color": "#0b5cad", "icons": icons,
    }  # fmt: skip
    return JsonResponse(body, content_type="application/manifest+json")
