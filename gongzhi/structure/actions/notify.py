"""Who hears of a matter of the structure: in the inbox, inside the transaction of the act."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.structure.kinds import KINDS
from gongzhi.structure.models.two_way import LETTER

TEXTS = {
    "opened": gettext_noop("New for %(post)s: %(title)s"),
    "offered": gettext_noop("Offered to %(post)s: %(title)s"),
    "reminded": gettext_noop("Overdue with %(post)s: %(title)s"),
    "escalated": gettext_noop("Overdue, told to %(post)s: %(title)s"),
}

_MINE = frozenset(k.key for k in KINDS)


def on_effect(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effects (wired by `site`): the post concerned hears of it, unless it acted itself."""
    if matter.kind not in _MINE or (matter.kind == LETTER and effect.kind == "opened"):  # told all at once
        return
    post_id = effect.data.get("to_post") or effect.data.get("post") or matter.holder_post_id
    if not isinstance(post_id, int) or actor.holding(post_id) is not None:
        return
    values = {"post": orgs.post_label(post_id), "title": matter.title}
    with translation.override(settings.LANGUAGE_CODE):
        text = _(TEXTS[effect.kind]) % values
    key = f"{effect.kind}-{matter.pk}-{matter.version}-{post_id}"
    tell(orgs.holder_of(post_id).person_id, text, key=key, about=matter.pk)


def tell(person_id: int | None, text: str, *, key: str, about: int | None = None) -> None:
    """A message to somebody's inbox, once for each `key`; nothing where there is nobody."""
    if person_id is not None:
        notices.send(channel=notices.Channel.INAPP, text=text, key=key, person_id=person_id, about=about)
