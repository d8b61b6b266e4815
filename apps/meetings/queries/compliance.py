"""Meetings held in twelve months against "at least 6 a year, at most 2 months apart" (DOMAIN 1.2)."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from apps.core.clock import LONDON, now, today
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import Meeting, MeetingSeries

LEAST_A_YEAR = 6
MOST_MONTHS_APART = 2


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The time from one meeting to the next; `to` is None when no further one is planned."""

    since: date
    to: date | None
    days: int
    is_too_long: bool


@dataclass(frozen=True, kw_only=True)
class Compliance:
    """How a department stands over a period of twelve months."""

    since: date
    until: date
    held: int
    least: int
    months_apart: int
    longest: Gap | None
    next_on: date | None
    next_due_by: date | None
    gap_ahead: Gap | None

    @property
    def has_enough(self) -> bool:
        """Whether enough meetings were held in the period."""
        return self.held >= self.least

    @property
    def is_next_late(self) -> bool:
        """Whether the next meeting is, or will be, more than the allowed months after the last."""
        if self.next_due_by is None:
            return self.next_on is None
        return today() > self.next_due_by if self.next_on is None else self.next_on > self.next_due_by

    @property
    def needs_a_date(self) -> bool:
        """Whether nothing is planned although the last meeting sets a day by which the next is due."""
        return self.next_on is None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def meetings_compliance(department_id: UUID, year: int | None = None) -> Compliance:
    """Meetings held and the longest gap, over the last twelve months or over one calendar year; three queries.

    Gaps are between meetings held, the last one before the period included; inquorate meetings count as held.
    """
    since, until = _period(year)
    least, months = _numbers(department_id)
    days = _held_days(department_id, until)
    inside = [day for day in days if since <= day <= until]
    before = [day for day in days if day < since][-1:]
    coming = _coming_days(department_id)
    last = days[-1] if days else None
    ahead = [_gap(first, second, months) for first, second in zip(coming, coming[1:], strict=False)]
    return Compliance(
        since=since,
        until=until,
        held=len(inside),
        least=least,
        months_apart=months,
        longest=_longest(before + inside, until, months),
        next_on=coming[0] if coming else None,
        next_due_by=add_months(last, months) if last else None,
        gap_ahead=next((gap for gap in ahead if gap.is_too_long), None),
    )


def _period(year: int | None) -> tuple[date, date]:
    if year is None:
        return add_months(today(), -12) + timedelta(days=1), today()
    return date(year, 1, 1), min(date(year, 12, 31), today())


def _numbers(department_id: UUID) -> tuple[int, int]:
    found = MeetingSeries.objects.filter(department=department_id, is_default=True).first()
    return (found.least_a_year, found.most_months_apart) if found else (LEAST_A_YEAR, MOST_MONTHS_APART)


def _held_days(department_id: UUID, until: date) -> list[date]:
    found = Meeting.objects.filter(department=department_id, status=MeetingStatus.HELD).order_by("starts_at")
    days = [at.astimezone(LONDON).date() for at in found.values_list("starts_at", flat=True)]
    return [day for day in days if day <= until]


def _coming_days(department_id: UUID) -> list[date]:
    ahead = (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)
    found = Meeting.objects.filter(department=department_id, status__in=ahead, starts_at__gt=now())
    times = found.order_by("starts_at").values_list("starts_at", flat=True)
    return [at.astimezone(LONDON).date() for at in times]


def _longest(days: list[date], until: date, months: int) -> Gap | None:
    """The longest time between neighbours; the time since the last one counts as well."""
    gaps = [_gap(first, second, months) for first, second in zip(days, days[1:], strict=False)]
    if days:
        gaps.append(_gap(days[-1], None, months, until))
    return max(gaps, key=lambda gap: gap.days, default=None)


def _gap(since: date, to: date | None, months: int, until: date | None = None) -> Gap:
    end = to or until or since
    return Gap(since=since, to=to, days=(end - since).days, is_too_long=end > add_months(since, months))
