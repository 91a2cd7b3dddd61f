"""What the document counts as handled, in kind: every request of these groups is answered, and where it says that
units solved them together (`bodies`), one of them really worked on most of what was solved, and what they solved
stands beside quarrels and incidents as the document's numbers do. Read from requests and their moves."""

from __future__ import annotations

from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import overseer
from gongzhi.stories.world import World

MOST = 0.6  # of what was solved
NEAR = 0.08  # of all that was handled: two hundred drawn things of a quarter come no nearer for every seed
WORKS = ("choose", "hand-in")  # a body that only took it, gave it back or refused had no hand in it


def handled(world: World, row: Row) -> None:
    """Of a document that says who helped; nothing where no figure has `bodies`."""
    counted = [figure for figure in world.pack.figures if figure.groups]
    if not any(figure.bodies for figure in counted):
        return
    full = (world.end - world.begin).days >= 90
    numbers = {figure.key: _handled(world, figure, row, full=full) for figure in counted}
    proportion(row, counted, numbers, NEAR if full else 1.0)


def proportion(row: Row, counted: list[packs.Figure], numbers: dict[str, int], near: float) -> None:
    """Each figure's share of all that was handled (`numbers`, by figure) is the document's, within `near`. Pure."""
    said, done = sum(f.value for f in counted), sum(numbers.values())
    for figure in counted:
        share, expected = numbers[figure.key] / max(1, done), figure.value / said
        row.between(f"{figure.key}_handled_share", share, expected - near, expected + near, source_of(figure))


def _handled(world: World, figure: packs.Figure, row: Row, *, full: bool) -> int:
    """How many of this figure were handled: solved together, where the document says so, else answered."""
    types = [t.key for t in world.pack.request_types if t.group in figure.groups]
    seen = procedures.visible_to(overseer(world)).filter(kind="request")
    rows = requests.Request.objects.filter(type_key__in=types, joined_to=None, matter__in=seen)
    unanswered = rows.filter(answered_at=None).count()
    row.equal(f"{figure.key}_unanswered", unanswered, 0, source_of(figure))
    if not figure.bodies:
        return rows.count() - unanswered
    solved = list(rows.filter(ending="solved").order_by("pk").values_list("pk", flat=True))
    shared = with_bodies(solved, figure.bodies)
    row.least(f"{figure.key}_solved_together", len(shared), len(solved) * MOST if full else 0, source_of(figure))
    return len(shared)


def with_bodies(matter_ids: list[int], kinds: tuple[str, ...]) -> set[int]:
    """Of these matters those on which a post of a body of these kinds worked, on the whole or on a part. Two queries.

    `matter_ids`: a story's, some hundreds."""
    posts = orgs.Post.objects.filter(body__kind__in=kinds).values("pk")
    worked = procedures.Move.objects.filter(verb__in=WORKS, post_id__in=posts)
    whole = worked.filter(matter__in=matter_ids).order_by("matter").values_list("matter", flat=True).distinct()
    parts = worked.filter(matter__parent__in=matter_ids).order_by("matter__parent")
    above = parts.values_list("matter__parent", flat=True).distinct()
    return {pk for pk in (*whole, *above) if pk is not None}
