"""A paper as a page: what the browser prints, and what the PDF is made from."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from gongzhi.kit.papers.paper import Paper, clean, day_words, headings


def to_html(paper: Paper, *, screen: bool) -> str:
    """The page. `screen`: with its buttons and linked style, else bare, for the PDF."""
    pictures = {
        id(s): "data:image/png;base64," + base64.b64encode(s.picture.png).decode()
        for s in paper.sections
        if s.picture is not None
    }
    context = {
        "paper": paper, "screen": screen, "day": day_words(paper.day) if paper.day else "",
        "sections": [
            (heading, s, pictures.get(id(s), "")) for heading, s in zip(headings(paper), paper.sections, strict=True)
        ],
    }  # fmt: skip
    return clean(render_to_string("kit/paper.html", context))


@cache
def style() -> str:
    """The style of papers, as the page links it."""
    return (Path(__file__).parents[1] / "static" / "kit" / "paper.css").read_text(encoding="utf-8")
