"""What happens to alerts that other apps may want to know."""

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AlertNeedsSomebody(Event):
    """People here have to look at an alert: `people` are they, `occasion` names why and is told once."""

    alert_id: UUID
    people: tuple[UUID, ...]
    occasion: str
