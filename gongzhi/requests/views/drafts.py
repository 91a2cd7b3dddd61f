"""A report while it is being written: kept in the visitor's session, so that nothing typed is lost between pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongzhi.core import entropy
from gongzhi.core.errors import NotFound

SESSION_KEY = "report-drafts"
KEPT = 5  # drafts a visitor may have open at once; the oldest goes


def begin(request: HttpRequest, **fields: Any) -> str:
    """A new draft; its key stands in the address of the following pages."""
    drafts = request.session.get(SESSION_KEY, {})
    key = entropy.token_urlsafe(9)
    drafts[key] = fields
    while len(drafts) > KEPT:
        drafts.pop(next(iter(drafts)))
    request.session[SESSION_KEY] = drafts
    return key


def read(request: HttpRequest, key: str) -> dict[str, Any]:
    """The fields of a draft. Raises NotFound where this visitor has none under the key (or it was too long ago)."""
    drafts = request.session.get(SESSION_KEY, {})
    if key not in drafts:
        raise NotFound("This report was not kept any longer. Please start again.")
    return dict(drafts[key])


def change(request: HttpRequest, key: str, **fields: Any) -> None:
    """Keep further fields of a draft."""
    drafts = request.session.get(SESSION_KEY, {})
    drafts[key] = {**read(request, key), **fields}
    request.session[SESSION_KEY] = drafts
