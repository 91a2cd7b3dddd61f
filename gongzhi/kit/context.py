"""What every template knows: the way of display and the address of the page. No query is made here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

ELDER_COOKIE = "gongzhi_elder"


def display(request: HttpRequest) -> dict[str, Any]:
    """`elder`: large type is on; `page_path`: the address to come back to after a switch."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return {"elder": request.COOKIES.get(ELDER_COOKIE) == "1", "page_path": back}
