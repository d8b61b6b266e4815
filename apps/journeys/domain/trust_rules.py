"""What a trust holds its clocks to: its limits and its working calendar, loaded once for any number of studies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.core.clock import ClinicalTime
from apps.journeys.domain.choosing_limits import limits_that_hold
from apps.journeys.domain.clocks import Allowed, Reading, read_clock
from apps.journeys.domain.working_days import WorkCalendar
from apps.journeys.enums import JourneyStage, LimitUnit, Nation
from apps.journeys.models import StageLimit
from apps.journeys.queries.limits import days_of, limits_of, nations_of


@dataclass(frozen=True)
class Held:
    """A clock held against one limit, or against none."""

    limit: StageLimit | None
    reading: Reading


@dataclass(frozen=True)
class TrustRules:
    """The limits and the calendar of one trust."""

    limits: tuple[StageLimit, ...] = ()
    calendar: WorkCalendar | None = None

    def pairs(self) -> list[tuple[JourneyStage, JourneyStage]]:
        """Return the pairs of steps between which any limit is set, in the order of a journey."""
        order = list(JourneyStage)
        said = {(JourneyStage(one.start_stage), JourneyStage(one.stop_stage)) for one in self.limits}
        return sorted(said, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))

    def held(
        self,
        steps: tuple[JourneyStage, JourneyStage],
        start: ClinicalTime | None,
        stop: ClinicalTime | None,
        now: datetime,
        *,
        patient_group: str = "",
        priority: str = "",
    ) -> list[Held]:
        """Return the clock held against the limit that holds, and after it against every locked one besides.

        One answer without a limit where none holds on the day on which the clock starts.
        """
        holding: list[StageLimit | None] = [
            *limits_that_hold(
                self.limits,
                start_stage=steps[0],
                stop_stage=steps[1],
                day=start.day if start else None,
                patient_group=patient_group,
                priority=priority,
            )
        ]
        return [
            Held(limit, read_clock(start, stop, allowed_by(limit) if limit else None, self.calendar, now))
            for limit in holding or [None]
        ]


def allowed_by(limit: StageLimit) -> Allowed:
    """Return the length that a limit allows."""
    return Allowed(limit.amount, LimitUnit(limit.unit))


def rules_of(trust_ids: Iterable[UUID]) -> dict[UUID, TrustRules]:
    """Return the rules of these trusts; one query however many there are, three where working days are counted."""
    ids = list(dict.fromkeys(trust_ids))
    limits = limits_of(ids).values()
    counting = [one.trust_id for one in limits if one.unit == LimitUnit.WORKING_DAYS]
    counted = ids if None in counting else [one for one in ids if one in counting]
    nations, days = (nations_of(counted), days_of(counted)) if counted else ({}, [])
    found = {}
    for trust_id in ids:
        calendar = None
        if trust_id in nations:
            own = [one for one in days if one.trust_id == trust_id]
            calendar = WorkCalendar(
                Nation(nations[trust_id].nation),
                closed=frozenset(one.day for one in own if not one.works),
                worked=frozenset(one.day for one in own if one.works),
            )
        found[trust_id] = TrustRules(tuple(one for one in limits if one.trust_id in (None, trust_id)), calendar)
    return found
