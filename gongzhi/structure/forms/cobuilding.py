"""Forms of building together: agreements, commitments, secondments, ties of estates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import day, of_pack, one_body, scan_field

Choices = Sequence[tuple[int, str]]


class AgreementForm(Form):
    """A signed agreement."""

    title = forms.CharField(label=_("Title of the agreement"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of agreement"))
    body = one_body(_("Our side"))
    unit = one_body(_("The unit"))
    together = forms.MultipleChoiceField(label=_("What is done together"), widget=forms.CheckboxSelectMultiple)
    signed_on = forms.DateField(label=_("Signed on"), widget=day())
    starts_on = forms.DateField(label=_("Runs from"), widget=day())
    ends_on = forms.DateField(label=_("Runs until"), widget=day())
    photo = scan_field(_("Scan of the agreement"), required=False, told=True)

    def __init__(self, *args: Any, ours: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = packs.active()
        choose(self, "kind", of_pack(pack.agreement_kinds))
        choose(self, "together", of_pack(pack.together))
        choose(self, "body", ours)
        choose(self, "unit", units, empty=_("please choose"))


class _GivenForm(Form):
    giver = one_body(_("Who gives"))
    together = forms.ChoiceField(label=_("Part of the agreement"))
    support = forms.ChoiceField(label=_("In what"))
    words = forms.CharField(label=_("What is given"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    amount = forms.DecimalField(
        label=_("How much"), required=False, min_value=0, max_digits=12, decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )  # fmt: skip
    unit = forms.CharField(
        label=_("Unit of the amount"), required=False, max_length=20, help_text=_("Such as yuan, hours, persons.")
    )

    def __init__(self, *args: Any, sides: Choices, together: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = packs.active()
        choose(self, "giver", sides)
        choose(self, "together", of_pack(t for t in pack.together if t.key in together))
        choose(self, "support", of_pack(pack.supports))


class CommitForm(_GivenForm):
    """A promise until a day."""

    due_on = forms.DateField(label=_("Due on"), widget=day())
    post = one_body(_("Post that answers for it"))

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", posts)


class GivenForm(_GivenForm):
    """Something given already."""

    done_on = forms.DateField(label=_("Given on"), widget=day())
    evidence = forms.CharField(label=_("Evidence"), max_length=400, required=False)
    photo = scan_field(_("Scan or photo"), required=False, told=True)


class FinishForm(Form):
    """A commitment kept, or not."""

    kept = forms.ChoiceField(
        label=_("Was it kept?"), choices=[("yes", _("Kept")), ("no", _("Not kept"))], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("Evidence, or why not"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    photo = scan_field(_("Scan or photo"), required=False, told=True)


class SecondForm(Form):
    """Somebody serves on the other side for a time."""

    person = forms.CharField(
        label=_("User name or phone"), help_text=_("Of somebody who is known to the platform."), max_length=200
    )
    post = one_body(_("Post on the other side"))
    starts_on = forms.DateField(label=_("Runs from"), widget=day())
    ends_on = forms.DateField(label=_("Runs until"), widget=day())

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", posts)


class TieForm(Form):
    """Who takes which part in an estate."""

    tie = forms.ChoiceField(label=_("Part in it"))
    body = one_body(_("Body or unit"))
    words = forms.CharField(label=_("Its part in words"), max_length=200)
    since = forms.DateField(label=_("Has it since"), widget=day())

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "tie", of_pack(packs.active().estate_ties))
        choose(self, "body", bodies)
