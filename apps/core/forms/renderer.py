"""Draws every form with NHS design-system markup, from templates/forms."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.functional import cached_property

from apps.core.forms.bound import NhsBoundField


class NhsRenderer(DjangoTemplates):
    """settings.FORM_RENDERER. Ours come from the Jinja2 engine; plain inputs and the admin's from Django."""

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
        """The template of that name; names beginning with forms/ are ours."""
        if template_name.startswith("forms/"):
            return self._pages.get_template(template_name)
        return super().get_template(template_name)
