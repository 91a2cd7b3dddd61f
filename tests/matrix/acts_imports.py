"""Lists that are taken over: by who registers requests and answers for what has no grid, each by the own post."""

from __future__ import annotations

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.requests.actions import imports
from gongzhi.requests.models import ImportRun
from tests.matrix.acts import Act, W, nobody
from tests.matrix.acts_elections import strong
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.requests.actions.imports"


def prepare(w: W) -> None:
    """A list of a post that was taken over."""
    post, w.importing = held(body("x", "热线", w.own), "x", "热线员")
    w.run = save(ImportRun(state="done", file_name="x.csv", digest="0" * 64, source="x", post=post))


def takes_over(held: frozenset[str], where: str) -> bool:
    """Both permissions with one post, wherever: rows may lie anywhere in its area."""
    return held >= {P.REQUEST_REGISTER, P.REQUEST_TAKE_UNLOCATED}


ACTS: dict[str, Act] = {
    "runs.importing": Act(takes_over, lambda w, a: imports.importing(a)),
    "runs.perform": Act(nobody, lambda w, a: imports.perform(w.run, actor=strong(a)), ("importing",)),
}
# the page asks `importing` and finds the lists of the own posts alone: tests/test_import_pages.py
INSIDE = {"runs.start", "write.write"}
