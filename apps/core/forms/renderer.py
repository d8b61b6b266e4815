"""Draws every form with NHS design-system markup, from templates/forms."""

from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.functional import cached_property

from apps.core.forms.bound import NhsBoundField

# Django draws a control from a template for the control, each choice and each list of attributes: five controls
# took longer than a table of 25 cases. Ours say the same in one template each.
_CONTROLS: Final = {
    "select": "select",
    "textarea": "textarea",
    **dict.fromkeys(
        ("checkbox", "email", "file", "hidden", "input", "number", "password", "search", "tel", "text", "url"), "input"
    ),
}
_OURS: Final = {
    f"django/forms/widgets/{theirs}.html": f"forms/widgets/{ours}.html" for theirs, ours in _CONTROLS.items()
}


class NhsRenderer(DjangoTemplates):
    """settings.FORM_RENDERER. Ours come from the Jinja2 engine; rare controls and the admin's from Django."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = NhsBoundField

    @cached_property
    def _pages(self) -> Jinja2:
        for engine in engines.all():
            if isinstance(engine, Jinja2):
                return engine
        raise LookupError("settings.TEMPLATES names no Jinja2 engine, which the forms need.")

    def get_template(self, template_name: str) -> Any:
        """The template of that name; names beginning with forms/ are ours, and so are the plain controls."""
        name = _OURS.get(template_name, template_name)
        if name.startswith("forms/"):
            return self._pages.get_template(name)
        return super().get_template(name)
