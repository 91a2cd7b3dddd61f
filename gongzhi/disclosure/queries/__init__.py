"""Reads of the boards. Everything on them is public."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.disclosure.models import Posting
from gongzhi.kit import search as kit_search
from gongzhi.kit.paging import Page, paged
from gongzhi.kit.word_index import WordIndex
from gongzhi.orgs.public import Appointment
from gongzhi.packs.public import Board, Pack, active
from gongzhi.places.public import Place, children
from gongzhi.places.public import get as get_place

PAGE = 20
INDEX = WordIndex("disclosure_words", "posting_id", "disclosure_words_index")


def pack() -> Pack:
    """The pack in force."""
    return active()


def boards() -> tuple[Board, ...]:
    """The boards of the pack in force."""
    return active().boards


def board(key: str) -> Board:
    """One board. Raises `Invalid` where the pack has none of that key."""
    try:
        return active().board(key)
    except KeyError:
        raise Invalid("There is no such board.", field="board") from None


def list_postings(
    *,
    board: str | None = None,
    disclosure: str = "",
    place_id: int | None = None,
    search: str = "",
    archive: bool = False,
    after: str = "",
    size: int = PAGE,
) -> Page[Posting]:
    """What stands on the boards now, or with `archive` what stood there once; of a place and all below it.

    Withdrawn postings stay among the others for their period, marked as such.
    """
    rows = _standing(archive)
    if board:
        rows = rows.filter(board=board)
    if disclosure:
        rows = rows.filter(disclosure=disclosure)
    if place_id is not None:
        path = get_place(place_id).path
        rows = rows.filter(place__path__gte=path, place__path__lt=f"{path}g")
    if search.strip():
        words = kit_search.words_of(search)
        rows = rows.filter(pk__in=RawSQL(*INDEX.having(words))) if words else rows.none()  # noqa: S611 - our text
    return paged(rows.select_related("place", "corrected_by"), ["-id"], after=after, size=size)


def words_of(posting: Posting) -> str:
    """The published words of a posting as they are compared. A line feed parts them, so that no word runs over."""
    return "\n".join(kit_search.folded(part) for part in (posting.title, posting.question, posting.text))


def _standing(archive: bool) -> QuerySet[Posting]:
    now = clock.now()
    return Posting.objects.filter(until__lte=now) if archive else Posting.objects.filter(until__gt=now)


def posting(posting_id: int) -> Posting:
    """One posting, whether it still stands or not. Raises `NotFound`."""
    found = Posting.objects.select_related("place", "corrects", "corrected_by").filter(id=posting_id).first()
    if found is None:
        raise NotFound("There is no such posting.")
    return found


def publisher_of(posting: Posting) -> str:
    """The body whose post published it; empty where the system did."""
    made = Appointment.objects.select_related("post__body").filter(pk=posting.appointment or 0).first()
    return made.post.body.name if made else ""


def postings_about(about: int) -> list[Posting]:
    """The postings about a matter, oldest first."""
    return list(Posting.objects.filter(about=about).order_by("id"))


def publishable_places(actor: Actor) -> list[Place]:
    """Places for which the actor may publish: those of the posts that allow it, and what stands right below them."""
    own = sorted(scopes(actor, Permission.BOARD_PUBLISH))
    found = {p.pk: p for place_id in own for p in (get_place(place_id), *children(place_id))}
    return list(found.values())
