"""What the apps above add to the case page: each fills a panel, by the table in the project's wiring.

A panel is asked for only when its reader may see the whole case; what is inside it is decided by the app that fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from apps.cases.models import Case
from apps.core.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One part of the case page: its template, which finds `content` in the variable `panel`."""

    template: str
    content: Any


PanelMaker = Callable[[Actor, Case], Panel | None]


def panels_for(actor: Actor, case: Case) -> list[Panel]:
    """The panels in the order of the table."""
    makers: list[PanelMaker] = [import_string(path) for path in settings.CASE_PANELS]
    made = [make(actor, case) for make in makers]
    return [panel for panel in made if panel is not None]


def page_or_none(name: str, *args: Any) -> str:
    """The address of a page of an app above this one; empty where that app is not mounted."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
