"""The list of studies, page by page, and one study with all that its page shows."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.accounts.models import Department
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.journeys.enums import AFTER_THE_REPORT
from apps.journeys.models import JourneyEvent, Study, StudyReader
from apps.journeys.queries.visible import is_sealed, visible_to

PAGE_SIZE = 25


@dataclass(frozen=True)
class StudyPage:
    """One page of studies, and the mark from which the older ones begin."""

    studies: list[Study]
    older: str


def study_page(actor: Actor, after: str = "") -> StudyPage:
    """Return the visible studies, newest registered first; `after` is the `older` of the page before.

    Raises NotVisible for a mark that no page gave.
    """
    found = visible_to(actor)
    if after:
        at, last_id = _position(after)
        found = found.filter(Q(registered_at__lt=at) | Q(registered_at=at, id__lt=last_id))
    # Every step, not only the two that are shown: a later one tells that a report was not left open.
    found = found.select_related("department").prefetch_related("events")
    studies = list(found.order_by("-registered_at", "-id")[: PAGE_SIZE + 1])
    older = _mark(studies[PAGE_SIZE - 1]) if len(studies) > PAGE_SIZE else ""
    return StudyPage(studies[:PAGE_SIZE], older)


def study_seen_by(actor: Actor, study_id: UUID) -> Study:
    """Return a study with its steps and readers. Raises NotVisible.

    What happened after the report is left out while it is sealed from the actor: it would tell what came of it.
    """
    readers: QuerySet[Any] = StudyReader.objects.select_related("person")
    found = visible_to(actor).select_related("department", "trust")
    steps: QuerySet[Any] = JourneyEvent.objects.all()
    if is_sealed(actor, study_id):
        steps = steps.exclude(stage__in=AFTER_THE_REPORT)
    study = (
        found.prefetch_related(Prefetch("events", queryset=steps), Prefetch("readers", queryset=readers))
        .filter(pk=study_id)
        .first()
    )
    if study is None:
        raise NotVisible
    return study


def departments_named(department_ids: Iterable[UUID]) -> list[tuple[str, str]]:
    """Return departments as choices: id and name, by name."""
    found = Department.objects.filter(pk__in=list(department_ids)).order_by("name", "id")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


def _mark(study: Study) -> str:
    return urlsafe_b64encode(f"{study.registered_at.isoformat()}|{study.pk}".encode()).decode()


def _position(mark: str) -> tuple[datetime, UUID]:
    try:
        at, _bar, key = urlsafe_b64decode(mark.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise NotVisible
        return moment, UUID(key)
    except ValueError as damaged:
        raise NotVisible from damaged
