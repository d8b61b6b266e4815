"""What is drawn or looked up once in a process: the same as without, and never another language's or installation's."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import NoReverseMatch, path, reverse, set_script_prefix
from jinja2 import BaseLoader
from lxml import html

from apps.cases.forms.filters import CaseFilterForm, narrowing_from
from apps.cases.queries.lists import Filters
from apps.core.addresses import address, address_or_none
from apps.core.forms.blank import BlankForm, blank
from apps.core.forms.renderer import NhsRenderer
from apps.core.jinja import environment
from tests.support.pseudo_locale import pseudo, pseudo_locale

NASTY = """"><script>&'"""
GROUPED: list[Any] = [("", "Any"), ("Plain", [("XR", "X-ray"), (NASTY, NASTY)]), (3, "Three")]
CONTROLS: dict[str, tuple[forms.Widget, Any]] = {
    "text": (forms.TextInput(attrs={"class": "nhsuk-input", "data-x": NASTY}), NASTY),
    "nothing typed": (forms.TextInput(), None),
    "a nought": (forms.NumberInput(attrs={"min": 0, "required": True, "disabled": False}), 0),
    "e-mail": (forms.EmailInput(), "a@b.example"),
    "password, which is never given back": (forms.PasswordInput(), "secret"),
    "hidden": (forms.HiddenInput(attrs={"id": False}), "x"),
    "ticked": (forms.CheckboxInput(), True),
    "not ticked": (forms.CheckboxInput(), False),
    "file": (forms.FileInput(), None),
    "text that begins with a line break": (forms.Textarea(attrs={"rows": 5}), f"\n\n{NASTY}"),
    "empty text": (forms.Textarea(), ""),
    "choices in groups": (forms.Select(choices=GROUPED), "XR"),
    "a number among the choices": (forms.Select(choices=GROUPED), 3),
    "nothing chosen": (forms.Select(choices=GROUPED), None),
    "several": (forms.SelectMultiple(choices=GROUPED), ["XR", NASTY]),
}


def flat(drawn: str) -> list[tuple[str, dict[str, str], str]]:
    """Each element with its attributes and its words; only the space between elements does not count."""
    found = html.fragment_fromstring(drawn, create_parent="div")
    exact = {"textarea", "option"}
    return [(one.tag, dict(one.attrib), (one.text or "") if one.tag in exact else "") for one in found.iter()]


@pytest.mark.parametrize("name", CONTROLS)
def test_our_control_is_the_one_that_django_draws(name: str) -> None:
    widget, value = CONTROLS[name]
    ours = widget.render("field", value, {"id": "id_field"}, NhsRenderer())
    theirs = widget.render("field", value, {"id": "id_field"}, DjangoTemplates())

    assert flat(ours) == flat(theirs)


def test_an_address_that_asks_for_nothing_gets_the_filter_that_was_drawn_before() -> None:
    nothing = narrowing_from({"older": "2026-01-01T00:00:00+00:00_x", "status": ""})

    assert isinstance(nothing.form, BlankForm)
    assert nothing.form is narrowing_from({}).form
    assert (nothing.filters, nothing.applied) == (Filters(), [])
    assert nothing.form.__html__() == CaseFilterForm({}).render() == CaseFilterForm().render()


def test_an_address_that_asks_for_something_gets_its_own_form() -> None:
    asked = narrowing_from({"words": "lung", "kind": "nonsense"})

    assert isinstance(asked.form, CaseFilterForm)
    assert asked.filters == Filters(words="lung")
    assert "kind" in asked.form.errors
    assert 'value="lung"' in asked.form.render()


def test_a_filter_is_drawn_again_for_another_language() -> None:
    before = blank(CaseFilterForm).html
    with pseudo_locale():
        other = blank(CaseFilterForm).html

    assert pseudo("Words or reference") in other
    assert "Words or reference" in before == blank(CaseFilterForm).html


def said(expression: str) -> str:
    """What a template prints for it."""
    return environment(loader=BaseLoader()).from_string("{{ " + expression + " }}").render()


def test_words_are_in_the_language_of_the_page_and_their_values_escaped() -> None:
    assert said("_('%(n)s applied', n='<3')") == "&lt;3 applied"
    assert said("_('You have %%{count} characters')") == "You have %{count} characters"
    with pseudo_locale():
        assert said("_('Sign out')") == pseudo("Sign out")
    assert said("_('Sign out')") == "Sign out"


def test_plain_text_says_values_as_they_are() -> None:
    plain = "{% autoescape false %}{% trans name=name %}Dear {{ name }},{% endtrans %}{% endautoescape %}"

    assert environment(loader=BaseLoader()).from_string(plain).render(name=NASTY) == f"Dear {NASTY},"


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def elsewhere() -> ModuleType:
    """An installation with one page, at another address."""
    urls = ModuleType("elsewhere")
    urls.urlpatterns = [path("somewhere/", _page, name="sign-in")]  # type: ignore[attr-defined]  # a urlconf's name
    return urls


def test_an_address_is_looked_up_once_for_each_installation(elsewhere: ModuleType) -> None:
    assert address("accounts:sign-in") == reverse("accounts:sign-in")
    assert address_or_none("sign-in") is None
    with override_settings(ROOT_URLCONF=elsewhere):
        assert address("sign-in") == "/somewhere/"
        assert address_or_none("accounts:sign-in") is None
    assert address("accounts:sign-in") == reverse("accounts:sign-in")


def test_an_address_knows_the_folder_that_the_product_is_mounted_in(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(_restored(set_script_prefix, "/"))
    before = address("accounts:sign-in")
    set_script_prefix("/learning/")

    assert address("accounts:sign-in") == f"/learning{before}"


def _restored(setter: Callable[[str], None], value: str) -> Callable[[], None]:
    return lambda: setter(value)


def test_a_page_that_is_not_there_raises() -> None:
    with pytest.raises(NoReverseMatch):
        address("nowhere:at-all")
