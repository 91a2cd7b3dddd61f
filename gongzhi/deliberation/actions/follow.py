"""What follows when a topic moves on: who proposed it hears of it, in plain words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.deliberation.actions import hearings, pacts
from gongzhi.deliberation.actions.tell import tell_proposer
from gongzhi.deliberation.models import Topic
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.kit.words import moment as moment_words
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
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
    hearings.require_heard(topic, str(effect.data.get("step", "")))
    pacts.follow(topic, actor)
    step = procedures.step_of(matter)

    def words() -> str:
        values = {"title": matter.title, "step": packs.named(step)}
        if step.kind is procedures.StepKind.RATING:
            return _("“%(title)s” is done. Please say how satisfied you are.") % values
        return _("“%(title)s” has come to: %(step)s.") % values

    if step.kind is not procedures.StepKind.ARCHIVE:
        tell_proposer(topic, words, key=f"step-{matter.pk}-{matter.version}")


def on_supervised(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of `questioned`, `replied`, `held`, `hold-ended`, `hold-fell` (wired by `site`): who must answer or
    decide, and who asked, hear of it in the inbox; the matter itself stands in My work."""
    if matter.kind != TOPIC:
        return
    posts = [effect.data.get("post")] if effect.kind == "replied" else [effect.data.get("post"), matter.holder_post_id]
    until = effect.data.get("until")

    def words() -> str:
        values = {"title": matter.title, "until": moment_words(until) if isinstance(until, datetime) else ""}
        return {
            "questioned": _("“%(title)s”: the supervisors ask a question. Answer by %(until)s."),
            "replied": _("“%(title)s”: the holder has answered your question."),
            "held": _("“%(title)s”: the supervisors hold this step until %(until)s; the next level decides."),
            "hold-ended": _("“%(title)s”: the hold was decided about."),
            "hold-fell": _("“%(title)s”: nobody decided in time, the hold has ended."),
        }[effect.kind] % values

    holders = [orgs.holder_of(p).person_id for p in dict.fromkeys(p for p in posts if isinstance(p, int))]
    key = f"{effect.kind}-{matter.pk}-{matter.version}"
    notices.tell([p for p in holders if p is not None], words, key=key, about=matter.pk, by_sms=False)


SUPERVISED = ("questioned", "replied", "held", "hold-ended", "hold-fell")
