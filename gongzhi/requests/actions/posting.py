"""A publication step (公示): what goes to its board is written and looked at by somebody who may publish (B4).

Nothing goes there by itself: the engine's effect `publish` brings the step to who may publish here, and stands in
their "my work" until they have put it up, or said why it goes on without.
"""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import NotAllowed
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests.actions.notify import KIND, tell_post
from gongzhi.requests.actions.release import BOARD, answered_of, community_of, is_private, mark_released
from gongzhi.requests.models import Request


def put_up(
    matter_id: int, *, actor: Actor, title: str, text: str, override_reason: str = "", version: int | None = None
) -> int:
    """Put these words on the board of the step in which the request stands, for the step's days; the posting's id.

    Needs `board:publish` at the place. Raises Forbidden, NotAllowed (no such step, or a private request), Invalid,
    `disclosure.PersonalDataFound`, Conflict.
    """
    with transaction.atomic():
        request, step = _waiting(matter_id, actor)
        if is_private(request):
            raise NotAllowed("This request is private and is not published.")
        board = step.board or BOARD
        answered = answered_of(request)
        posting = disclosure.publish(
            board=board,
            title=title,
            text=text,
            place_id=community_of(request.matter.place_id),
            about=matter_id,
            days=step.days,
            answered=answered,
            key=f"step:{matter_id}:{request.matter.version}",
            actor=actor,
            override_reason=override_reason,
        )
        procedures.post(matter_id, board=board, posting=posting.pk, actor=actor, version=version)
        if answered is not None:
            mark_released(matter_id, board, posting.pk, actor)
        return posting.pk


def leave_out(matter_id: int, *, actor: Actor, reason: str, version: int | None = None) -> None:
    """A private request is not published: its step goes on without, with the reason. Raises as `put_up`."""
    with transaction.atomic():
        request, step = _waiting(matter_id, actor)
        if not is_private(request):
            raise NotAllowed("This step says that it is published: put it on its board.")
        procedures.leave_out(matter_id, board=step.board or BOARD, reason=reason, actor=actor, version=version)


def _waiting(matter_id: int, actor: Actor) -> tuple[Request, procedures.Step]:
    request = Request.objects.select_related("matter").get(pk=matter_id)
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(request.matter.place_id))
    step = procedures.unposted(request.matter)
    if step is None:
        raise NotAllowed("In this step nothing is put on a board.")
    return request, step


def on_publish(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effect `publish` (wired by `site`): where the holder may not publish here, the nearest
    post that may sees the request among what it was told, and hears of it."""
    if matter.kind != KIND:
        return
    request = Request.objects.filter(pk=matter.pk).first()
    if request is None:
        return
    request.matter = matter
    kinds = [k.key for k in packs.active().post_kinds if Permission.BOARD_PUBLISH in k.permissions]
    holders = [p for p in (matter.holder_post_id, matter.offered_post_id) if p is not None]
    if orgs.Post.objects.filter(pk__in=holders, kind__in=kinds).exists():
        return
    post = orgs.find_post(kinds, places.ancestors(matter.place_id))
    if post is None:
        return  # the step stays with its holder, whose clock runs: lateness is escalated
    procedures.show_to(matter.pk, post)
    if actor.holding(post) is None:
        known = {t.key for t in packs.active().texts}
        tell_post(request, post, "to_publish" if "to_publish" in known else "assigned")
