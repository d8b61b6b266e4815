"""Coding schemes in the administration site: to look at, and to switch off what ships; pages make editions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.cases.enums import TaxonomyPurpose
from apps.cases.models import Taxonomy, TaxonomyTerm
from apps.core.administration import ReferenceAdmin, site


@admin.register(Taxonomy, site=site)
class TaxonomyAdmin(ReferenceAdmin):
    """Editions of schemes. Of one that ships the installation's switch can be changed; nothing else ever is."""

    list_display = ("code", "edition", "trust", "title", "active_from", "is_active")
    fields = ("trust", "code", "edition", "title", "source_note", "purpose", "active_from", "is_active")
    readonly_fields = ("trust", "code", "edition", "title", "source_note", "purpose", "active_from")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """On the pages, as a copy; or by a migration."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What ships alone: a trust's own editions are its own, and a reference scheme stays off."""
        return obj is None or (obj.trust_id is None and obj.purpose == TaxonomyPurpose.CODING)


@admin.register(TaxonomyTerm, site=site)
class TaxonomyTermAdmin(ReferenceAdmin):
    """Codes of an edition, to look at."""

    list_display = ("taxonomy", "code", "label", "position", "is_retired")
    list_filter = ("taxonomy",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """In a draft, on its page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An edition in use is never changed."""
        return False
