"""An alert of a furnished department, with one of everything that belongs to it."""

from uuid import UUID

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department
from apps.alerts.domain.recording import record_call
from apps.core.actor import acting_as
from apps.journeys.models import Study
from tests.factories import alerts
from tests.support.worlds import World


def furnish_alerts(world: World, where: Department, study: Study) -> dict[str, UUID]:
    """Alerts are on; one about the study was raised by a member of staff, read, and called about."""
    kind = alerts.category(world, alerts.switched_on(world, where))
    step = alerts.rule(world, kind)
    raised = alerts.alert(world, kind, by=world.one(Role.STAFF, where), of=study)
    alerts.act(world, raised)
    officer = actor_for(world.one(Role.FAILSAFE, where))
    with acting_as(officer):
        record_call(actor=officer, alert_id=raised.pk, spoke_to="The duty doctor", result="Will read it today.")
    return {"alert": raised.pk, "category": kind.pk, "rule": step.pk}
