"""When something falls due. Pure: an instant, an amount and a calendar go in, an instant comes out."""

from datetime import UTC, date, datetime, timedelta

from apps.alerts.enums import WaitUnit
from apps.core.clock import LONDON
from apps.journeys.domain.working_days import WorkCalendar

# Ten years: longer than any limit, and far from the end of the calendar.
LONGEST = {
    WaitUnit.MINUTES: 10 * 366 * 24 * 60,
    WaitUnit.HOURS: 10 * 366 * 24,
    WaitUnit.DAYS: 10 * 366,
    WaitUnit.WORKING_DAYS: 2_000,
}


def due_after(start: datetime, amount: int, unit: WaitUnit, calendar: WorkCalendar | None) -> datetime:
    """The instant in UTC at which `amount` units after `start` have passed.

    Minutes and hours run through every clock change. Days keep London's wall clock: two days after 10:00 is 10:00,
    whatever the clocks did between. A time that the clocks skip falls due when they have moved on, one that they
    show twice at the first of the two. Without a calendar, working days count as calendar days: too early, never late.
    """
    if unit == WaitUnit.MINUTES:
        return start.astimezone(UTC) + timedelta(minutes=amount)
    if unit == WaitUnit.HOURS:
        return start.astimezone(UTC) + timedelta(hours=amount)
    local = start.astimezone(LONDON)
    if unit == WaitUnit.WORKING_DAYS and calendar is not None:
        day = calendar.after(local.date(), amount)
    else:
        day = local.date() + timedelta(days=amount)
    return _same_clock(local, day)


def _same_clock(local: datetime, day: date) -> datetime:
    # Fold 0 on purpose: the first of two. In the skipped hour it gives the offset before the change, an hour later on
    # the new clock.
    there = datetime.combine(day, local.time().replace(fold=0), tzinfo=LONDON)
    return there.astimezone(UTC)
