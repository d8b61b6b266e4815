"""A field of a form on a page: its classes, its errors, and the address that the error summary links to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from apps.core.forms.look import PLAIN, FieldLook

_CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "nhsuk-textarea"),
    (widgets.RadioSelect, "nhsuk-radios__input"),
    (widgets.CheckboxSelectMultiple, "nhsuk-checkboxes__input"),
    (widgets.CheckboxInput, "nhsuk-checkboxes__input"),
    (widgets.Select, "nhsuk-select"),
    (widgets.FileInput, "nhsuk-file-upload__input"),
    (widgets.Input, "nhsuk-input"),
)
_CAN_BE_RED = ("nhsuk-textarea", "nhsuk-select", "nhsuk-input")


@dataclass(frozen=True)
class Option:
    """One choice as the template draws it."""

    value: str
    label: str
    id: str
    selected: bool
    disabled: bool
    hint: object
    part: str
    revealed: tuple[BoundField, ...]
    revealed_now: bool
    or_before: bool


class NhsBoundField(BoundField):
    """A bound field that knows NHS classes. Set on the renderer, so Django's own forms have it too."""

    @property
    def look(self) -> FieldLook:
        """How the form wants this field to look; plain where the form does not say."""
        looks: dict[str, FieldLook] = getattr(self.form, "looks", {})
        return looks.get(self.name, PLAIN)

    @property
    def kind(self) -> str:
        """Which of the arrangements in templates/forms/field.html draws this field."""
        widget = self.field.widget
        if isinstance(widget, widgets.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, widgets.RadioSelect):
            return "radios"
        if isinstance(widget, widgets.CheckboxInput):
            return "checkbox"
        if isinstance(widget, widgets.MultiWidget):
            return "parts"
        return "single"

    @property
    def first_id(self) -> str:
        """Id of the first control, for labels and for links from the error summary."""
        return f"{self.auto_id}_0" if self.kind in ("checkboxes", "radios", "parts") else str(self.auto_id)

    @property
    def maximum(self) -> int | None:
        """Number of characters that a long text may have; draws the counter."""
        limit = getattr(self.field, "max_length", None)
        return limit if isinstance(self.field.widget, widgets.Textarea) else None

    @property
    def described_by(self) -> str | None:
        """Ids of hint and error, for a fieldset."""
        ids = [f"{self.auto_id}_helptext"] if self.help_text else []
        ids += [f"{self.auto_id}_error"] if self.errors else []
        return " ".join(ids) or None

    @property
    def is_typed(self) -> bool:
        """Whether somebody answered it otherwise than it was offered; scripts do not hide such an answer."""
        return bool(self.form.is_bound and self.name in self.form.changed_data)

    @property
    def optional_words(self) -> str:
        """`(optional)` where an answer may be left out, since most may not."""
        needed = self.name in getattr(self.form, "needed_when_revealed", ())
        if needed or self.field.required or not self.look.optional_mark or self.kind == "checkbox":
            return ""
        return _("(optional)")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: widgets.Widget | None = None) -> dict[str, Any]:
        """Django's attributes and the NHS classes of this kind of control."""
        widget = widget or self.field.widget
        attrs = dict(super().build_widget_attrs(attrs, widget))
        if widget.is_hidden or isinstance(widget, widgets.MultiWidget):
            return attrs
        name = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
        names = [str(widget.attrs.get("class", "")), name]
        if self.errors and name in _CAN_BE_RED:
            names.append(f"{name}--error")
        if self.look.width and name == "nhsuk-input":
            names.append(f"nhsuk-input--width-{self.look.width}")
        if self.maximum:
            names.append("nhsuk-js-character-count")
            attrs["aria-describedby"] = f"{self.auto_id}-info {attrs.get('aria-describedby', '')}".strip()
        attrs["class"] = " ".join(part for part in names if part)
        if self.look.rows and isinstance(widget, widgets.Textarea):
            attrs["rows"] = self.look.rows
        return attrs

    def options(self) -> Iterator[Option]:
        """The choices of radios or checkboxes, with the fields that each reveals.

        Fields that several choices reveal are drawn once, under the last of them.
        """
        look = self.look
        shown = [(str(one.data["value"] or ""), one.data) for one in self.subwidgets]
        if self.kind == "radios":
            shown = [(value, data) for value, data in shown if value]
        last = {look.revealed_by(value): value for value, _data in shown}
        chosen = {look.revealed_by(value) for value, data in shown if data["selected"]}
        for value, data in shown:
            names = tuple(name for name in look.revealed_by(value) if name in self.form.fields)
            drawn_here = last[look.revealed_by(value)] == value
            yield Option(
                value=value,
                label=data["label"],
                id=data["attrs"].get("id", ""),
                selected=bool(data["selected"]),
                disabled=bool(data["attrs"].get("disabled") or self.field.disabled),
                hint=look.choice_hints.get(value, ""),
                part=f"conditional-{self.auto_id}-{names[0]}" if names else "",
                revealed=tuple(self.form[name] for name in names) if drawn_here else (),
                revealed_now=look.revealed_by(value) in chosen,
                or_before=look.or_before == value,
            )
