"""The studies that an actor may see; every other query starts here."""

from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.access.seals import sealed_for
from apps.core.actor import Actor
from apps.journeys.models import Study


def visible_to(actor: Actor) -> QuerySet[Study]:
    """Return the studies of the departments in which the actor may view studies."""
    return Study.objects.filter(department__in=departments_where(actor, Permission.STUDY_VIEW))


def sees_reader_names(actor: Actor, study: Study) -> bool:
    """Whether the actor may know who wrote and verified the report, here as on a case about it.

    Not while an app above keeps it from them, as from somebody who reviews a case about the study (SEALS).
    """
    return bool(may(actor, Permission.CASE_READER_VIEW, study.access_facts())) and not is_sealed(actor, study.pk)


def is_sealed(actor: Actor, study_id: UUID) -> bool:
    """Whether an app above keeps from the actor what came of the study, as until a reviewer's view is committed."""
    return study_id in sealed_for(actor, "journeys.study")
