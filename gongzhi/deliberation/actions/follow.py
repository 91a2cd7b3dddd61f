"""What follows when a topic moves on: who proposed it hears of it, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.deliberation.actions import pacts
from gongzhi.deliberation.actions.tell import tell_proposer
from gongzhi.deliberation.models import Topic
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures


def on_step(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of `step-entered` (wired by `site`): the proposer hears where the topic stands now; of the decision the
    meeting itself tells, of the first step the receipt."""
    if matter.kind != TOPIC:
        return
    topic = Topic.objects.filter(pk=matter.pk).first()
    if topic is None:
        return
    topic.matter = matter
    pacts.follow(topic, actor)
    step = procedures.step_of(matter)

    def words() -> str:
        values = {"title": matter.title, "step": packs.named(step)}
        if step.kind is procedures.StepKind.RATING:
            return _("“%(title)s” is done. Please say how satisfied you are.") % values
        return _("“%(title)s” has come to: %(step)s.") % values

    if step.kind is not procedures.StepKind.ARCHIVE:
        tell_proposer(topic, words, key=f"step-{matter.pk}-{matter.version}")
