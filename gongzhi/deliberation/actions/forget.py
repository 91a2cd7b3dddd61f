"""Forget who proposed, spoke and rated. What stood in public stays, by nobody; what did not goes."""

from __future__ import annotations

from django.db import transaction

from gongzhi.deliberation.models import Adoption, Comment, GardenMember, Pledge, Report, Speaker, Topic, TopicRating
from gongzhi.deliberation.rules.topics import Shown


@transaction.atomic
def forget(person_id: int) -> None:
    """Unlink an erased person from topics, comments and ratings. The caller erased the person."""
    Topic.objects.filter(proposer=person_id).exclude(shown=Shown.SHOWN).update(words="")
    Topic.objects.filter(proposer=person_id).update(proposer=None, source="")
    Comment.objects.filter(person=person_id).exclude(state=Shown.SHOWN).update(words="")
    Comment.objects.filter(person=person_id).update(person=None, source="", appeal="")
    TopicRating.objects.filter(person=person_id).update(person=None, words="")
    Report.objects.filter(person=person_id).update(person=None, words="")
    for model in (Pledge, Adoption):
        model.objects.filter(person=person_id).update(person=None, name="", shown=False, source="")
    GardenMember.objects.filter(person=person_id).delete()
    Speaker.objects.filter(person=person_id).update(person=None, name="", about="", source="")
