"""The publication of a decision: its words go to the board of the step (公示), with the counts that decided."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.deliberation.actions.pacts import posting_text
from gongzhi.deliberation.models import Motion, PactVersion, Topic
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.disclosure import public as disclosure
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


@transaction.atomic
def put_up(topic: Topic, *, actor: Actor, title: str, text: str, override_reason: str = "") -> int:
    """Put these words on the board of the step in which the topic stands; the posting's id.

    Needs `board:publish` at the place. Raises Forbidden, NotAllowed, Invalid, `disclosure.PersonalDataFound`."""
    require(actor, Permission.BOARD_PUBLISH, places.ancestors(topic.matter.place_id))
    step = procedures.unposted(topic.matter)
    if step is None or step.board is None:
        raise NotAllowed("In this step nothing is put on a board.")
    version = PactVersion.objects.filter(topic=topic).select_related("pact").first()
    if version is not None and "".join(posting_text(version).split()) not in "".join(text.split()):
        raise Invalid("The board must show the whole text of the pact as it stands.", field="text")
    posting = disclosure.publish(
        board=step.board, title=title, text=text, place_id=topic.matter.place_id, about=topic.pk, days=step.days,
        key=f"step:{topic.pk}:{topic.matter.version}", actor=actor, override_reason=override_reason,
    )  # fmt: skip
    procedures.post(topic.pk, board=step.board, posting=posting.pk, actor=actor)
    return posting.pk


def draft_of(topic: Topic) -> str:
    """What the posting begins with: the decision and its counts; staff write on from there."""
    pact = PactVersion.objects.filter(topic=topic).select_related("pact").first()
    motion = Motion.objects.filter(topic=topic).exclude(passed=None).select_related("meeting__body").last()
    if motion is None:
        return posting_text(pact) if pact is not None else topic.words
    values = {
        "body": motion.meeting.of, "day": f"{clock.local(motion.meeting.starts_at):%Y-%m-%d}", "agreed": motion.agreed,
        "against": motion.against, "abstained": motion.abstained,
    }  # fmt: skip
    said = _("%(body)s decided on %(day)s: for %(agreed)s, against %(against)s, abstained %(abstained)s.") % values
    lines = [said, posting_text(pact) if pact is not None else motion.text or topic.words]
    if motion.override:
        lines.append(_("The verdict was set aside: %(reason)s") % {"reason": motion.override})
    return "\n".join(lines)


def on_publish(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of `publish` (wired by `site`): where the holder may not publish, the nearest post that may sees it."""
    if matter.kind != TOPIC:
        return
    kinds = [k.key for k in packs.active().post_kinds if Permission.BOARD_PUBLISH in k.permissions]
    holders = [p for p in (matter.holder_post_id, matter.offered_post_id) if p is not None]
    if orgs.Post.objects.filter(pk__in=holders, kind__in=kinds).exists():
        return
    post = orgs.find_post(kinds, places.ancestors(matter.place_id))
    if post is not None:
        procedures.show_to(matter.pk, post)
