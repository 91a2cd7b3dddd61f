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
        [
            Told(step=step, post_id=one.post_id, watch=one.watch, reached=one.person_id is not None, at=step.at)
            for one in fresh
        ]
    )
    _let_see(about, fresh)
    send(step, about, level, fresh)
    return fresh


def _let_see(about: requests.Request, fresh: list[levels.Reach]) -> None:
    for one in fresh:
        if Permission.REQUEST_SEE.value not in orgs.permissions_of(one.kind):
            procedures.show_to(about.pk, one.post_id)


def tell_again(step: Step, about: requests.Request, level: packs.IncidentLevel) -> int:
    """Tell those who were told of this step once more, and who answers for them now; of the duty rota who keeps watch
    now, not who kept it before. How many persons."""
    told = dict(Told.objects.filter(step=step.pk).values_list("post_id", "watch"))
    watch = levels.watch_of(level, about.matter.place_id)
    fresh = [one for one in watch if one.post_id not in told]
    Told.objects.bulk_create(
        [Told(step=step, post_id=one.post_id, watch=True, reached=one.person_id is not None) for one in fresh]
    )
    _let_see(about, fresh)
    holders = orgs.holders_of([pk for pk, by_rota in told.items() if not by_rota])
    named = [levels.Reach(pk, "", held.person_id) for pk, held in holders.items()] + watch
    send(step, about, level, named)
    return len(levels.persons(named))


def send(step: Step, about: requests.Request, level: packs.IncidentLevel, named: list[levels.Reach]) -> None:
    """The message of this round of the step."""
    notices.tell(
        levels.persons(named), lambda: words("incident", about, level.key, minutes=level.within),
        key=f"incident-{step.pk}-{step.rounds}", about=step.incident_id, urgent=True,
    )  # fmt: skip
