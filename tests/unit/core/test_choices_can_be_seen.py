"""A radio button without a value is not drawn; a choice that has words must have a value, or nobody can choose it."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import apps
from apps.alerts.forms.recording import OWN_ACCORD, CallForm
from apps.core.forms.base import PlainForm
from tests.support.markup import words


def forms_of_the_product() -> Iterator[type[PlainForm]]:
    for found in pkgutil.walk_packages(apps.__path__, "apps."):
        if ".forms." in found.name:
            module = importlib.import_module(found.name)
            for thing in vars(module).values():
                if isinstance(thing, type) and issubclass(thing, PlainForm) and thing.__module__ == found.name:
                    yield thing


def test_no_choice_of_radio_buttons_is_invisible() -> None:
    forms_seen = list(forms_of_the_product())
    assert len(forms_seen) > 60
    unseen = [
        f"{form.__name__}.{name}: {label}"
        for form in forms_seen
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.RadioSelect)
        for value, label in field.choices
        if not isinstance(label, list | tuple) and not value and str(label).strip("- ")
    ]
    assert unseen == []


@pytest.mark.parametrize("waiting", [[], [("7", "An escalation step asks for a call")]])
def test_which_call_is_asked_only_where_one_waits_and_offers_one_that_nobody_asked_for(
    waiting: list[tuple[str, str]],
) -> None:
    form = CallForm(calls=waiting, own="One that nobody asked for")
    shown = words(str(form))
    assert ("Which call" in shown) == bool(waiting)
    assert ("One that nobody asked for" in shown) == bool(waiting)
    given = CallForm({"result": "No answer.", "call": OWN_ACCORD}, calls=waiting, own="One that nobody asked for")
    assert given.is_valid(), given.errors
