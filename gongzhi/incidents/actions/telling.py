"""Who is told, once for each telling: in the inbox, and by SMS at night too."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from gongzhi.access.public import Permission
from gongzhi.incidents.models import Step, Told
from gongzhi.incidents.queries import levels
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def words(template: str, about: requests.Request, level: str, *, minutes: int = 0, post: int | None = None) -> str:
    """The pack's text: the kind of thing and the place, never the resident's own words."""
    title = levels.level_of(level)
    return packs.active().text(
        template,
        number=requests.spoken(about.number),
        kind=levels.type_words(about.type_key),
        place=places.get(about.matter.place_id).name,
        level=title.title if title is not None else level,
        minutes=minutes,
        post=orgs.post_label(post) if post is not None else "",
        link=f"{settings.SITE_ROOT}{reverse('incidents:one', args=[about.number])}",
    )


def tell_step(step: Step, about: requests.Request, level: packs.IncidentLevel) -> list[levels.Reach]:
    """Tell the posts of the level who were not told of this step yet. Everybody whom it names is on the list, also
    where nobody answers for a post; the message goes out once for each round (the outbox sees to that)."""
    named = levels.posts_of(level, about.matter.place_id)
    known = set(Told.objects.filter(step=step.pk).values_list("post_id", flat=True))
    fresh = [one for one in named if one.post_id not in known]
    Told.objects.bulk_create(
        [Told(step=step, post_id=one.post_id, reached=one.person_id is not None, at=step.at) for one in fresh]
    )
    for one in fresh:
        if Permission.REQUEST_SEE.value not in orgs.permissions_of(one.kind):
            procedures.show_to(about.pk, one.post_id)
    send(step, about, level, fresh)
    return fresh


def tell_again(step: Step, about: requests.Request, level: packs.IncidentLevel) -> int:
    """Tell those who were told of this step once more, and who answers for them now. How many persons."""
    told = list(Told.objects.filter(step=step.pk).values_list("post_id", flat=True))
    holders = orgs.holders_of(told)
    named = [levels.Reach(pk, "", holders[pk].person_id) for pk in told if pk in holders]
    send(step, about, level, named)
    return len(levels.persons(named))


def send(step: Step, about: requests.Request, level: packs.IncidentLevel, named: list[levels.Reach]) -> None:
    """The message of this round of the step."""
    notices.tell(
        levels.persons(named), lambda: words("incident", about, level.key, minutes=level.within),
        key=f"incident-{step.pk}-{step.rounds}", about=step.incident_id, urgent=True,
    )  # fmt: skip
