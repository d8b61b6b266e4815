"""Who did something, in words that give the submitter away to nobody who may not know."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.models import Case
from apps.core.actor import Actor


def name_for(actor: Actor, case: Case, person_id: UUID | None, name: str) -> str:
    """The name, or "The submitter" where the actor may not know who that is."""
    if person_id is None or person_id != case.submitter_id or person_id == actor.user_id:
        return name
    return name if may(actor, Permission.CASE_SUBMITTER_VIEW, case.access_facts()) else _("The submitter")
