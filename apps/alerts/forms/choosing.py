"""Choices of the alert forms that are known only when the page is made."""

from collections.abc import Iterable
from typing import Any

from django import forms

Choices = Iterable[tuple[Any, Any]]


def set_choices(field: forms.Field, choices: Choices, empty: Any = None) -> None:
    """Give a field its choices, after an empty one when `empty` says what leaving it means."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [*([("", empty)] if empty is not None else []), *choices]
