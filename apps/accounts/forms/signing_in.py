"""Signing in, and choosing a password."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm
from apps.core.forms.look import FieldLook

# Longer input is refused before it is hashed.
LONGEST_PASSWORD = 1000


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
    )


class SignInForm(PlainForm):
    """E-mail address and password. Whether the address has an account is never said."""

    looks: ClassVar = {"email": FieldLook(), "password": FieldLook()}

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password = _password(_("Password"), "current-password")

    def clean_email(self) -> str:
        """In lower case, as accounts and lock-out both compare it."""
        return str(self.cleaned_data["email"]).strip().lower()


class ChoosePasswordForm(PlainForm):
    """A password typed twice; the rules are checked by the domain function."""

    password = _password(
        _("New password"),
        "new-password",
        _("At least 12 characters. Three random words are easier to remember than one hard one."),
    )
    password_again = _password(_("New password again"), "new-password")


class ChangePasswordForm(ChoosePasswordForm):
    """The same, with the current password first."""

    current = _password(_("Current password"), "current-password")
    field_order = ["current", "password", "password_again"]


class SendLinkForm(PlainForm):
    """Where to send a link with which to choose a password."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_email(self) -> str:
        """In lower case, as accounts hold it."""
        return str(self.cleaned_data["email"]).strip().lower()
