"""The studies that an actor may see; every other query starts here."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.core.actor import Actor
from apps.journeys.models import Study


def visible_to(actor: Actor) -> QuerySet[Study]:
    """Return the studies of the departments in which the actor may view studies."""
    return Study.objects.filter(department__in=departments_where(actor, Permission.STUDY_VIEW))


def sees_reader_names(actor: Actor, study: Study) -> bool:
    """Whether the actor may know who wrote and verified the report, here as on a case about it.

    Not while an app above keeps it from them, as from somebody who reviews a case about the study (STUDY_SEALS).
    """
    return bool(may(actor, Permission.CASE_READER_VIEW, study.access_facts())) and not is_sealed(actor, study.pk)


def is_sealed(actor: Actor, study_id: UUID) -> bool:
    """Whether an app above keeps from the actor what came of the study, as until a reviewer's view is committed."""
    seals: list[Callable[[Actor, UUID], bool]] = [import_string(path) for path in settings.STUDY_SEALS]
    return any(seals_it(actor, study_id) for seals_it in seals)
