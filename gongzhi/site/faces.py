"""What the faces ask of other contexts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def community() -> dict[str, Any]:
    """Name of the community from the pack in force, and a note where the pack is a model of past years."""
    return {"name": "", "note": ""}


def desk(request: HttpRequest) -> dict[str, Any]:
    """Name, posts held and counts of the signed-in person."""
    return {"name": "", "posts": [], "counts": []}
