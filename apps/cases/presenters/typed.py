"""What was typed into a form, under the form's own words, for copying."""

from typing import Any

from django import forms

from apps.core.forms.base import PlainForm
from apps.core.kept_input import TypedField


def typed_into(form: PlainForm) -> list[TypedField]:
    """Each visible field that was answered: its label, and the answer as it was read on the page."""
    shown = []
    for name, field in form.fields.items():
        bound = form[name]
        if bound.is_hidden:
            continue
        words = _words(field, bound.value())
        if words:
            shown.append(TypedField(str(bound.label), words))
    return shown


def _words(field: forms.Field, value: Any) -> str:
    answers = value if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        said = {str(code): str(words) for code, words in choices if code != ""}
        answers = [said.get(str(one), "") for one in answers]
    separator = "\n" if isinstance(field, forms.ChoiceField) else " "
    return separator.join(str(one) for one in answers if one not in (None, ""))
