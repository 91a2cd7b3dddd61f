"""Photos of the paper board: what is there, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongzhi.core import clock
from gongzhi.disclosure import queries
from gongzhi.disclosure.models import Posting, Proof
from gongzhi.disclosure.rules.proofs import At, due, first_day_of_end
from gongzhi.files import public as files
from gongzhi.places import public as places

BACK = timedelta(days=120)  # what ended longer ago is not asked for any more


@dataclass(frozen=True, slots=True)
class Missing:
    """A posting without its photo of one end; `due` may lie ahead."""

    posting: Posting
    at: At
    due: date
    late: bool


def missing(within: Iterable[int] | None, *, day: date | None = None) -> list[Missing]:
    """What has to be photographed now, the most urgent first: the beginning from the first day, the end from the last
    day. Of boards that ask for it, at or below the places. Two queries."""
    day = day or clock.today()
    boards = {b.key: b.proof_days for b in queries.boards() if getattr(b, "proof_days", None)}
    rows = Posting.objects.filter(
        places.inside(within, "place__"), board__in=sorted(boards), withdrawn_at=None, corrected_by=None,
        until__gt=clock.now() - BACK,
    )  # fmt: skip
    found = list(rows.select_related("place").order_by("id"))
    have = set(Proof.objects.filter(posting__in=[p.pk for p in found]).values_list("posting", "at"))
    lines = [
        Missing(p, at, last, last < day)
        for p in found
        for at in At
        if (p.pk, at.value) not in have and (at is At.BEGIN or first_day_of_end(p.until) <= day)
        for last in (due(at, p.published_at, p.until, boards[p.board] or 0),)
    ]
    return sorted(lines, key=lambda m: (m.due, m.posting.pk))


def proofs_of(posting: Posting) -> list[tuple[Proof, list[files.StoredFile]]]:
    """The photos of a posting, oldest first."""
    return [(p, files.files_of(p.pk)) for p in posting.proofs.order_by("taken_on", "id")]


def proved(postings: Sequence[int]) -> dict[int, set[str]]:
    """Which ends of each posting are proved. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, at in Proof.objects.filter(posting__in=list(postings)).order_by("id").values_list("posting", "at"):
        found[pk].add(at)
    return found
