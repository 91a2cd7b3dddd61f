"""Who must mend a gap hears of it once; the post above after the days that the pack gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.core import clock
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.standards.models import Gap


def tell_owners(pack: packs.Pack, gaps: Sequence[Gap]) -> None:
    """One message to each owner about the gaps that just opened. Inside the transaction."""
    of_post: dict[int, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if gap.owner_post_id is not None:
            of_post[gap.owner_post_id].append(gap)
    persons = orgs.persons_in(of_post)
    with translation.override(settings.LANGUAGE_CODE):
        notices.send_many(
            notices.Draft(
                notices.Channel.INAPP,
                _words(pack, own, above=False),
                f"gap-opened-{own[0].pk}",
                person_id=persons[post],
                about=own[0].pk,
            )
            for post, own in of_post.items()
            if post in persons
        )


def tell_superiors(limit: int = 200) -> int:
    """Tell the post above each owner of the gaps that it may now see; how many gaps were told of."""
    today, now = clock.today(), clock.now()
    due = Gap.objects.filter(closed_at=None, told_above_at=None, shown_above_on__lte=today)
    rows = list(due.exclude(value=None).exclude(required=None).order_by("owner_post_id", "id")[:limit])
    if not rows:
        return 0
    of_post: dict[int, list[Gap]] = defaultdict(list)
    pack = packs.active()
    with transaction.atomic():
        for gap in rows:
            if Gap.objects.filter(pk=gap.pk, told_above_at=None).update(told_above_at=now) and gap.owner_post_id:
                of_post[gap.owner_post_id].append(gap)
        _tell_above(pack, of_post)
    return len(rows)


def _tell_above(pack: packs.Pack, of_post: dict[int, list[Gap]]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        for post, own in of_post.items():
            above = orgs.superior_of(post)
            person = orgs.holder_of(above).person_id if above is not None else None
            if person is not None:
                notices.send(
                    channel=notices.Channel.INAPP,
                    text=_words(pack, own, above=True),
                    key=f"gap-above-{own[0].pk}",
                    person_id=person,
                    about=own[0].pk,
                )


def _words(pack: packs.Pack, gaps: Sequence[Gap], *, above: bool) -> str:
    titles = {s.key: s.title for s in pack.standards}
    values = {"unit": gaps[0].unit, "rule": titles.get(gaps[0].rule, gaps[0].rule), "n": len(gaps)}
    if above:
        text = ngettext(
            "Still short of the standard below you: %(unit)s, %(rule)s.",
            "%(n)s units are still short of standards below you, first %(unit)s, %(rule)s.",
            len(gaps),
        )
    else:
        text = ngettext(
            "Short of a standard, yours to mend: %(unit)s, %(rule)s.",
            "%(n)s gaps to standards are yours to mend, first %(unit)s, %(rule)s.",
            len(gaps),
        )
    return (text % values)[:300] + " " + _("Open the list of gaps to see the clause and the evidence.")
