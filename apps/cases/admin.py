"""Coding schemes in the administration site."""

from django.contrib import admin

from apps.cases.models import Taxonomy, TaxonomyTerm
from apps.core.administration import ReferenceAdmin, site


@admin.register(Taxonomy, site=site)
class TaxonomyAdmin(ReferenceAdmin):
    """Schemes, each edition a row of its own."""

    list_display = ("code", "edition", "title", "is_active")


@admin.register(TaxonomyTerm, site=site)
class TaxonomyTermAdmin(ReferenceAdmin):
    """Codes of a scheme."""

    list_display = ("taxonomy", "code", "label", "position")
    list_filter = ("taxonomy",)
