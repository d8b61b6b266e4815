"""Making an API token."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission
from apps.accounts.domain.tokens import DEFAULT_LIFE_DAYS, LONGEST_LIFE_DAYS
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import TextField
from apps.core.forms.look import FieldLook


class MakeTokenForm(PlatformForm):
    """What the token is for, how long it lives and what it may do."""

    looks: ClassVar = {"days": FieldLook(width=4, suffix=_("days")), "scopes": FieldLook(small=True)}

    name = TextField(label=_("Name"), max_length=100, help_text=_("What uses it, such as “reporting system”."))
    days = forms.IntegerField(
        label=_("How long it works"),
        initial=DEFAULT_LIFE_DAYS,
        min_value=1,
        max_value=LONGEST_LIFE_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        help_text=_("Choose nothing to let it do all that you may do. It never does more than you may."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, permissions: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scopes"]
        field.choices = [(permission.value, permission.value) for permission in permissions]
