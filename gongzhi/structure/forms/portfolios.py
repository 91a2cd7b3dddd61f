"""Forms of portfolios and surge teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import day, of_pack, one_body

Choices = Sequence[tuple[int, str]]


class AssignForm(Form):
    """A leader and an office for a kind of matter."""

    line = forms.ChoiceField(label=_("Kind of matter"))
    leader = one_body(_("Leader in charge"))
    office = one_body(_("Office"))
    since = forms.DateField(label=_("Has it since"), widget=day())

    def __init__(self, *args: Any, posts: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "line", of_pack(packs.active().request_groups))
        choose(self, "leader", posts)
        choose(self, "office", bodies)


class LinesForm(Form):
    """Two lines of business."""

    first = forms.ChoiceField(label=_("First line of business"))
    second = forms.ChoiceField(label=_("Second line of business"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = of_pack(packs.active().request_groups)
        choose(self, "first", lines)
        choose(self, "second", lines, empty=_("none yet"))


class TeamForm(Form):
    """A surge team."""

    title = forms.CharField(label=_("What the team is for"), max_length=80)
    leader = one_body(_("Leader in charge"))
    expected_on = forms.DateField(label=_("Until about"), widget=day())
    members = forms.TypedMultipleChoiceField(label=_("Members"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, posts: Choices, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "leader", posts)
        choose(self, "members", staff)


class OutcomeForm(Form):
    """What came of a team's work."""

    outcome = forms.CharField(label=_("What came of it"), max_length=200)
