"""Take a person's words out of the timeline when the person is erased. What happened stays; the words go."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.db.models import Q

from gongzhi.access.public import ActorKind
from gongzhi.procedures.models import Matter, Move


def redact(person_id: int, titles: Mapping[int, str]) -> None:
    """Empty the texts that the person wrote as a resident, and retitle matters (`titles`: matter id → new title).

    Inside the caller's transaction; the caller records it."""
    assert connection.in_atomic_block
    Move.objects.filter(person_id=person_id, actor_kind=ActorKind.RESIDENT.value).update(
        public_text="", internal_text=""
    )
    for matter_id, title in sorted(titles.items()):
        Matter.objects.filter(Q(pk=matter_id) | Q(parent=matter_id)).update(title=title)


def retitle(matter_id: int, title: str) -> None:
    """Another title for a matter and its parts, with the caller's own record. Inside the caller's transaction."""
    assert connection.in_atomic_block
    Matter.objects.filter(Q(pk=matter_id) | Q(parent=matter_id)).update(title=title)
