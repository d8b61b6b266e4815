"""What holds of every clock, whatever the times: over clock changes, weekends, bank holidays and leap days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from apps.core.clock import LONDON, ClinicalTime, Precision, clinical_day, clinical_instant
from apps.journeys.domain.clocks import Allowed, ClockState, Window, due_of, read_clock
from apps.journeys.domain.working_days import NeverWorks, WorkCalendar, bank_holidays
from apps.journeys.enums import LimitUnit, Nation

SPRING, AUTUMN = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
LEAP = datetime(2024, 2, 28, tzinfo=UTC)
# Any time of twenty years, and often one near a change of the clocks, a leap day or Christmas.
instants = st.one_of(
    st.integers(1_262_304_000, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.builds(
        lambda near, minutes: near + timedelta(minutes=minutes),
        st.sampled_from([SPRING, AUTUMN, LEAP, datetime(2026, 12, 24, tzinfo=UTC)]),
        st.integers(-3000, 3000),
    ),
)
exact = instants.map(clinical_instant)
whole_days = instants.map(lambda at: clinical_day(at.astimezone(LONDON).date()))
times = st.one_of(exact, whole_days)
spans = st.timedeltas(timedelta(0), timedelta(days=60))
limits = st.builds(Allowed, st.integers(1, 60), st.sampled_from(list(LimitUnit)))
closures = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30)
calendars = st.builds(WorkCalendar, st.sampled_from(list(Nation)), closures)
FAR = datetime(2040, 1, 1, tzinfo=UTC)
PAST_KEEPING = {ClockState.RUNNING: 0, ClockState.BETWEEN: 1, ClockState.BREACHED: 2}


@settings(deadline=None)
@given(times, limits, calendars, spans, spans)
def test_a_running_clock_only_moves_on(
    start: ClinicalTime, limit: Allowed, calendar: WorkCalendar, first: timedelta, more: timedelta
) -> None:
    assert start.at is not None
    earlier = read_clock(start, None, limit, calendar, start.at + first)
    later = read_clock(start, None, limit, calendar, start.at + first + more)

    assert earlier.elapsed is not None
    assert later.elapsed is not None
    assert (earlier.elapsed.least, earlier.elapsed.most, earlier.elapsed.days) <= (
        later.elapsed.least, later.elapsed.most, later.elapsed.days,
    )  # fmt: skip
    assert earlier.elapsed.most <= later.elapsed.most
    assert PAST_KEEPING[earlier.state] <= PAST_KEEPING[later.state]
    assert earlier.due == later.due


@settings(deadline=None)
@given(exact, spans, spans)
@example(clinical_instant(SPRING - timedelta(hours=2)), timedelta(hours=3), timedelta(hours=3))
@example(clinical_instant(AUTUMN - timedelta(hours=2)), timedelta(hours=3), timedelta(hours=3))
def test_hours_add_up(start: ClinicalTime, first: timedelta, second: timedelta) -> None:
    assert start.at is not None
    middle, end = clinical_instant(start.at + first), clinical_instant(start.at + first + second)
    one, two, both = (
        read_clock(*ends, None, None, FAR).elapsed for ends in ((start, middle), (middle, end), (start, end))
    )

    assert one is not None
    assert two is not None
    assert both is not None
    assert one.least + two.least == both.least == first + second
    assert one.days + two.days == both.days


@settings(deadline=None)
@given(times, times, limits, calendars)
def test_a_range_holds_every_time_that_it_may_have_been(
    start: ClinicalTime, stop: ClinicalTime, limit: Allowed, calendar: WorkCalendar
) -> None:
    reading = read_clock(start, stop, limit, calendar, FAR)
    assume(reading.missing is None)
    begun, ended = Window.of(start), Window.of(stop)
    possible = [
        (clinical_instant(one), clinical_instant(two))
        for one in (begun.first, begun.last)
        for two in (ended.first, ended.last)
        if two >= one
    ]

    states = set()
    for first, last in possible:
        sharp = read_clock(first, last, limit, calendar, FAR)
        assert sharp.elapsed is not None
        assert reading.elapsed is not None
        assert reading.elapsed.least <= sharp.elapsed.least <= reading.elapsed.most
        states.add(sharp.state)
    # What is said of the range is true of every time in it; where they differ the range chooses none.
    if reading.state is not ClockState.BETWEEN:
        assert states <= {reading.state}


@settings(deadline=None)
@given(whole_days, st.integers(0, 40), limits, calendars)
def test_a_day_never_claims_an_hour(day: ClinicalTime, later: int, limit: Allowed, calendar: WorkCalendar) -> None:
    assert day.day is not None
    reading = read_clock(day, clinical_day(day.day + timedelta(days=later)), limit, calendar, FAR)

    assert reading.elapsed is not None
    assert not reading.elapsed.is_exact
    assert reading.elapsed.days == later
    assert reading.due is not None
    if limit.unit == LimitUnit.HOURS:
        assert reading.due.earliest != reading.due.latest
    else:
        assert (reading.due.earliest, reading.due.latest) == (None, None)


@settings(deadline=None)
@given(times, st.integers(1, 60), calendars)
def test_a_limit_in_working_days_never_ends_on_a_closure(
    start: ClinicalTime, amount: int, calendar: WorkCalendar
) -> None:
    day = due_of(Window.of(start), Allowed(amount, LimitUnit.WORKING_DAYS), calendar).day

    assert day is not None
    assert start.day is not None
    assert calendar.is_working(day)
    assert day not in calendar.closed
    assert day.weekday() < 5
    assert day not in bank_holidays(calendar.nation, day.year)
    assert calendar.between(start.day, day) == amount


@settings(deadline=None)
@given(times, st.integers(1, 60), st.integers(1, 60), calendars)
def test_a_longer_limit_ends_later(start: ClinicalTime, amount: int, more: int, calendar: WorkCalendar) -> None:
    begun = Window.of(start)
    for unit in LimitUnit:
        short, long = (due_of(begun, Allowed(one, unit), calendar) for one in (amount, amount + more))
        if unit == LimitUnit.HOURS:
            assert short.latest is not None
            assert long.latest is not None
            assert short.latest < long.latest
        else:
            assert short.day is not None
            assert long.day is not None
            assert short.day < long.day


@settings(deadline=None)
@given(times, st.integers(1, 60), calendars)
def test_working_days_are_never_shorter_than_calendar_days(
    start: ClinicalTime, amount: int, calendar: WorkCalendar
) -> None:
    begun = Window.of(start)
    plain, working = (
        due_of(begun, Allowed(amount, unit), calendar).day for unit in (LimitUnit.CALENDAR_DAYS, LimitUnit.WORKING_DAYS)
    )

    assert plain is not None
    assert working is not None
    assert plain <= working


@settings(deadline=None)
@given(exact, limits, calendars)
def test_a_limit_kept_to_the_last_instant_is_kept(start: ClinicalTime, limit: Allowed, calendar: WorkCalendar) -> None:
    due = due_of(Window.of(start), limit, calendar)
    if due.day is not None:
        last = Window.of(clinical_day(due.day)).last
    else:
        assert due.latest is not None
        last = due.latest
    kept = read_clock(start, clinical_instant(last), limit, calendar, FAR)
    over = read_clock(start, clinical_instant(last + timedelta.resolution), limit, calendar, FAR)

    assert (kept.state, over.state) == (ClockState.MET, ClockState.BREACHED)


@settings(deadline=None)
@given(times)
def test_the_window_of_a_day_is_the_london_day(moment: ClinicalTime) -> None:
    window = Window.of(moment)

    assert window.first.astimezone(LONDON).date() == window.last.astimezone(LONDON).date() == moment.day
    if moment.precision is Precision.DAY:
        assert timedelta(hours=23) <= window.last - window.first + timedelta.resolution <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("nation", "day", "works"),
    [
        (Nation.ENGLAND, date(2026, 4, 6), False),  # Easter Monday is no bank holiday in Scotland
        (Nation.SCOTLAND, date(2026, 4, 6), True),
        (Nation.SCOTLAND, date(2026, 1, 2), False),
        (Nation.ENGLAND, date(2026, 1, 2), True),
        (Nation.NORTHERN_IRELAND, date(2026, 3, 17), False),
        (Nation.WALES, date(2026, 3, 17), True),
        (Nation.NORTHERN_IRELAND, date(2026, 7, 13), False),  # the 12th is a Sunday
        (Nation.ENGLAND, date(2023, 5, 8), False),  # the coronation
        (Nation.WALES, date(2026, 12, 28), False),  # Boxing Day is a Saturday
    ],
)
def test_each_nation_has_its_own_bank_holidays(nation: Nation, day: date, works: bool) -> None:
    assert WorkCalendar(nation).is_working(day) is works


def test_what_the_trust_says_of_a_day_goes_first() -> None:
    christmas, saturday, tuesday = date(2026, 12, 25), date(2026, 3, 7), date(2026, 3, 3)
    calendar = WorkCalendar(
        Nation.ENGLAND, closed=frozenset({tuesday}), worked=frozenset({christmas, saturday, tuesday})
    )

    assert [calendar.is_working(day) for day in (christmas, saturday, tuesday)] == [True, True, True]
    assert not WorkCalendar(Nation.ENGLAND, closed=frozenset({tuesday})).is_working(tuesday)


def test_a_calendar_that_never_opens_is_refused() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(4000))

    with pytest.raises(NeverWorks):
        WorkCalendar(Nation.ENGLAND, closed).after(date(2026, 1, 1), 1)
