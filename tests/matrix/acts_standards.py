"""Every act of `standards`."""

from __future__ import annotations

from gongzhi.standards.actions import exempt as standards
from tests.matrix.acts import Act, above
from tests.matrix.acts_world import SOON

PACKAGE = "gongzhi.standards.actions"
ACTS = {
    "exempt.exempt": Act(above, lambda w, a: standards.exempt(w.gap.pk, until=SOON, why="x", actor=a)),
    "exempt.count_again": Act(above, lambda w, a: standards.count_again(w.gap.pk, actor=a)),
}
INSIDE: set[str] = set()
