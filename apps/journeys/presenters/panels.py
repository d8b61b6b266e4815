"""What the apps above add to the page of a study: each fills a panel, by the table in the project's wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.actor import Actor
from apps.journeys.models import Study


@dataclass(frozen=True, kw_only=True)
class StudyPanel:
    """One part of the study's page: its template, which finds `content` in the variable `panel`."""

    template: str
    content: Any


StudyPanelMaker = Callable[[Actor, Study], StudyPanel | None]


def study_panels_for(actor: Actor, study: Study) -> list[StudyPanel]:
    """The panels in the order of the table."""
    makers: list[StudyPanelMaker] = [import_string(path) for path in settings.STUDY_PANELS]
    made = [make(actor, study) for make in makers]
    return [panel for panel in made if panel is not None]
