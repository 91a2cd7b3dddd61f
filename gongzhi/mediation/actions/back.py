"""The request from which a case came hears how it ended: the kind alone, never a word of the sides."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM
from gongzhi.core.numbers import spoken
from gongzhi.mediation.models import Case
from gongzhi.mediation.rules.words import RESULT_WORDS
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def tell_request(case: Case, outcome: str) -> None:
    """The request from which the case came hears the kind of the result; who holds it is asked to answer. Within the
    transaction of the act."""
    if case.request_id is None:
        return
    matter = procedures.Matter.objects.get(pk=case.request_id)
    if matter.state not in procedures.LIVE:
        return  # answered after an earlier result
    with translation.override(settings.LANGUAGE_CODE):
        said = _(RESULT_WORDS[outcome])
        about = requests.Request.objects.select_related("matter").get(pk=matter.pk)
        if requests.is_asked(about):  # the clock waited for the mediation
            matter = procedures.resume(matter.pk, actor=SYSTEM, public_text=said, vouched=True)
        else:
            matter = procedures.comment(matter.pk, actor=SYSTEM, public_text=said, vouched=True)
        text = _("Request %(number)s, mediation: %(said)s Now answer the request.")
        person = orgs.holder_of(matter.holder_post_id).person_id
        if person is not None:
            notices.send(
                channel=notices.Channel.INAPP, text=text % {"number": spoken(about.number), "said": said},
                key=f"mediation-{case.pk}-{outcome}-{matter.version}", person_id=person, about=matter.pk,
            )  # fmt: skip
