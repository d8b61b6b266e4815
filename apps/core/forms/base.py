"""The base class of every form of the product."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.errors import DomainError
from apps.core.forms.bound import NhsBoundField
from apps.core.forms.look import FieldLook


class SubmissionKeyField(forms.UUIDField):
    """A key made when the form is first shown; sent twice, it is the same submission."""

    def __init__(self) -> None:
        # Nothing points to it, and a page may hold several forms: without an id no two are the same.
        super().__init__(required=False, initial=uuid.uuid4, widget=forms.HiddenInput(attrs={"id": False}))

    def clean(self, value: Any) -> uuid.UUID:
        """The key; a missing or damaged one is replaced, since a person can do nothing about it."""
        try:
            given = self.to_python(value)
        except ValidationError:
            given = None
        return given if isinstance(given, uuid.UUID) else uuid.uuid4()

    def prepare_value(self, value: Any) -> Any:
        """Never draws an empty key."""
        return value or uuid.uuid4()


class PlainForm(forms.Form):
    """A form drawn the NHS way, with a list of problems at the top. On its own for searches and filters.

    `looks` says how fields look; a look's `reveals` shows fields under a choice. A revealed field is asked for
    only with its choice: name it in `needed_when_revealed` and it must then be answered. One that was answered
    without its choice is refused with a message, because dropping it would lose what somebody typed.
    """

    looks: ClassVar[Mapping[str, FieldLook]] = {}
    needed_when_revealed: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _plain_messages(field, _label(field, name))

    def revealed_names(self) -> frozenset[str]:
        """Names of the fields that are drawn under a choice of another field."""
        return frozenset(name for look in self.looks.values() for names in look.reveals.values() for name in names)

    def clean(self) -> dict[str, Any]:
        """Checks revealed fields against the choices that reveal them."""
        cleaned = super().clean() or self.cleaned_data
        for chooser, look in self.looks.items():
            if chooser in self.fields:
                self._check_revealed(chooser, look)
        return cleaned

    def _check_revealed(self, chooser: str, look: FieldLook) -> None:
        chosen = self._chosen(chooser)
        wanted = {name for value in chosen for name in look.revealed_by(value)}
        for names in look.reveals.values():
            for name in names:
                if name not in self.fields or name in self.errors:
                    continue
                answer = self.cleaned_data.get(name)
                if name in wanted and name in self.needed_when_revealed and answer in (None, "", [], False):
                    self.add_error(name, ValidationError(self.fields[name].error_messages["required"], "required"))
                if name not in wanted and answer not in (None, "", [], False) and answer != self.initial.get(name):
                    self.add_error(name, ValidationError(self._not_asked(chooser, name), "not_asked"))

    def _chosen(self, chooser: str) -> list[str]:
        value = self[chooser].value()
        if isinstance(value, list | tuple):
            return [str(item) for item in value]
        return ["true" if value is True else str(value)] if value not in (None, False, "") else []

    def _not_asked(self, chooser: str, name: str) -> str:
        words = {"field": _label(self.fields[name], name), "chooser": _label(self.fields[chooser], chooser)}
        return _("You filled in “%(field)s”, but your choice for “%(chooser)s” does not ask for it.") % words

    def refuse(self, problem: DomainError) -> None:
        """Shows a domain function's refusal at its fields, or at the top when it names none of ours."""
        for name, message in problem.fields.items():
            self.add_error(name if name in self.fields else None, ValidationError(message, code=problem.code))
        if not problem.fields:
            self.add_error(None, ValidationError(problem.message, code=problem.code))

    def problems(self) -> list[dict[str, str]]:
        """Each problem with the address of the control that puts it right, in the order of the page."""
        found = [{"href": "", "text": str(text)} for text in self.non_field_errors()]
        for name in self.fields:
            bound: BoundField = self[name]
            target = bound.first_id if isinstance(bound, NhsBoundField) else bound.auto_id
            href = "" if bound.is_hidden else f"#{target}"
            label = str(bound.label)
            found += [{"href": href, "text": _named(label, str(text))} for text in bound.errors]
        return found

    def error_summary(self) -> SafeString | str:
        """The list of problems as HTML; empty when there are none. `base.html` shows it for `form`."""
        items = self.problems() if self.is_bound else []
        if not items:
            return ""
        return SafeString(self.renderer.render("forms/error_summary.html", {"items": items}))


class PlatformForm(PlainForm):
    """A form that changes something. `cleaned_data["submission_key"]` tells a double click."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_key"] = SubmissionKeyField()


def _label(field: forms.Field, name: str) -> str | Promise:
    return (
        field.label if isinstance(field.label, str | Promise) and field.label else name.replace("_", " ").capitalize()
    )


def _named(label: str, message: str) -> str:
    """A message that makes sense away from its field."""
    if label in message:
        return message
    words = _("%(label)s %(message)s") if label.endswith(("?", ":")) else _("%(label)s: %(message)s")
    return words % {"label": label, "message": message}


def _plain_messages(field: forms.Field, label: str | Promise) -> None:
    """Replaces Django's "This field is required", which says nothing in a list at the top of a page."""
    words = {"label": label}
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        if isinstance(field, forms.FileField):
            message = _("Choose a file for “%(label)s”")
        elif isinstance(field, forms.BooleanField):
            message = _("Tick “%(label)s”")
        elif isinstance(field, forms.ChoiceField):
            message = _("Choose an answer for “%(label)s”")
        else:
            message = _("Fill in “%(label)s”")
        field.error_messages["required"] = message % words
    if isinstance(field, forms.IntegerField):
        field.error_messages["invalid"] = _("Enter a number, such as 10")
        field.error_messages["min_value"] = _("Enter %(limit_value)s or more")
        field.error_messages["max_value"] = _("Enter %(limit_value)s or less")
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = _("Choose one of the answers for “%(label)s”") % words
