"""What is asked about postings and open days, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.disclosure.models import OpenDay, Posting, Query
from gongzhi.kit.crypto import link_secret
from gongzhi.procedures import public as procedures


def secret_of(query_id: int) -> str:
    """The secret in the asker's link, derived from the installation's key: nothing secret is stored."""
    return link_secret("disclosure.link", query_id)


def link_of(query: Query, *, own: bool = False) -> str:
    """The public address of a question; `own`: the asker's, with the secret."""
    return f"/board/queries/{query.number}/" + (f"?k={secret_of(query.pk)}" if own else "")


def is_own(query: Query, secret: str, person_id: int | None) -> bool:
    """Whether this is who asked: by the link, or signed in."""
    by_link = bool(secret) and constant_time_compare(secret_of(query.pk), secret)
    return by_link or (person_id is not None and query.person_id == person_id)


def by_number(number: str) -> Query:
    """A question by its number, answered or not: the caller asks whose it is. Raises NotFound."""
    found = _rows().filter(number=number).first()
    if found is None:
        raise NotFound("There is no such question.")
    return found


def _rows() -> QuerySet[Query]:
    return Query.objects.select_related("matter__place", "posting__place", "open_day__place", "before", "appeal")


def get(matter_id: int, actor: Actor) -> Query:
    """A question for who publishes there or holds it. Raises NotFound."""
    matter = procedures.get(matter_id, actor)
    found = _rows().filter(pk=matter.pk).first()
    if found is None:
        raise NotFound("There is no such question.")
    return found


def may_appeal(query: Query) -> bool:
    """Whether it can go to the level above now: once, when it was answered or its limit has passed."""
    if query.before_id is not None or Query.objects.filter(before=query.pk).exists():
        return False
    due = query.matter.due_at
    return query.answered_at is not None or (due is not None and due < clock.now())


def answered(*, posting: Posting | None = None, day: OpenDay | None = None) -> list[Query]:
    """What was released below a posting or an open day: each question with the complaint about it, oldest first."""
    rows = Query.objects.exclude(answered_at=None).filter(posting=posting, open_day=day)
    return list(rows.select_related("before").order_by("answered_at", "pk"))


def waiting(*, posting: Posting | None = None, day: OpenDay | None = None) -> list[Query]:
    """What is not answered yet: only how many, and until when, is for everybody."""
    rows = Query.objects.filter(answered_at=None, posting=posting, open_day=day).select_related("matter")
    return list(rows.order_by("pk"))


def counts(postings: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(answered, waiting) of each posting that has any. One query."""
    rows = Query.objects.filter(posting__in=list(postings)).order_by("posting").values("posting")
    found = rows.annotate(done=Count("pk", filter=~Q(answered_at=None)), all=Count("pk"))
    return {r["posting"]: (r["done"], r["all"] - r["done"]) for r in found}


def listed(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Query]:
    """The questions that the actor may see, for the list of the desk; `state` waiting or answered."""
    rows = _rows().filter(matter__in=procedures.visible_to(actor).filter(kind="board-query"))
    if state in ("waiting", "answered"):
        rows = rows.filter(answered_at__isnull=state == "waiting")
    if text.strip():
        rows = rows.filter(Q(matter__title__icontains=text.strip()) | Q(number=text.replace(" ", "")))
    return rows


def desk_address(about: int) -> str | None:
    """The desk page of a question, for messages about it; None where it is none."""
    return f"/desk/board/queries/{about}/" if Query.objects.filter(pk=about).exists() else None
