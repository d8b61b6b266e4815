"""Who did something, in words that give the submitter away to nobody who may not know."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import Confidentiality, may
from apps.cases.models import Case
from apps.core.actor import Actor, anonymous_actor


def name_for(actor: Actor, case: Case, person_id: UUID | None, name: str) -> str:
    """The name, "Anonymous submitter" for nobody's, or "The submitter" where the actor may not know who that is."""
    if person_id is None and case.confidentiality == Confidentiality.ANONYMOUS and name == anonymous_actor().name:
        return _("Anonymous submitter")
    if person_id is None or person_id != case.submitter_id or person_id == actor.user_id:
        return name
    return name if may(actor, Permission.CASE_SUBMITTER_VIEW, case.access_facts()) else _("The submitter")
