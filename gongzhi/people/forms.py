"""Forms of sign-in and of one's own page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core.errors import Invalid
from gongzhi.kit.errors import text_of
from gongzhi.kit.forms import Form
from gongzhi.people import rules


class PasswordForm(Form):
    """Staff: user name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PhoneForm(Form):
    """Residents: a mobile phone, and the consent to keep what is needed."""

    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("11 digits. We send a code of 6 digits to it."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    agree = forms.BooleanField(
        label=_("I agree that my number is kept in order to sign me in and to answer me."),
        error_messages={
            "required": _("Without your consent we cannot keep your number. You can ask without signing in.")
        },
    )

    def clean_phone(self) -> str:
        """As typed, where it is a mobile number: said together with the other faults."""
        try:
            rules.normalise_phone(self.cleaned_data["phone"])
        except Invalid as wrong:
            raise forms.ValidationError(text_of(wrong)) from None
        return str(self.cleaned_data["phone"])


class CodeForm(Form):
    """The code from the message."""

    code = forms.CharField(
        label=_("Sign-in code"),
        help_text=_("The 6 digits from the text message; good for 5 minutes."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SecondForm(Form):
    """The code of the app."""

    code = forms.CharField(
        label=_("Code of the app"),
        help_text=_("The 6 digits that your code app shows now. Phone lost? Enter a recovery code."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class AgainForm(Form):
    """The password once more, before something that protects the account is changed."""

    password = forms.CharField(
        label=_("Present password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NameForm(Form):
    """How somebody is called."""

    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    alias = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("For example “Aunt Zhang”. Staff see this instead of your name."),
        max_length=60,
        required=False,
    )


class NewPasswordForm(Form):
    """The old password, and a new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; not digits alone, not a common one."),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
