"""Wall-clock times of London to instants, with the hours that happen twice or never."""

# ruff: noqa: DTZ001 - a wall-clock time without a zone is what these functions are given

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.clock import (
    LONDON,
    UNKNOWN_TIME,
    AmbiguousTime,
    ClinicalTime,
    NonexistentTime,
    Precision,
    clinical_day,
    clinical_instant,
    from_local,
)


@pytest.mark.parametrize(
    ("naive", "utc"),
    [
        (datetime(2026, 1, 15, 14, 5), datetime(2026, 1, 15, 14, 5, tzinfo=UTC)),
        (datetime(2026, 7, 15, 14, 5), datetime(2026, 7, 15, 13, 5, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 2, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 9, 0), datetime(2028, 2, 29, 9, 0, tzinfo=UTC)),
    ],
)
def test_local_time_gives_the_instant(naive: datetime, utc: datetime) -> None:
    assert from_local(naive) == utc


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_doubled_hour_is_asked_about(minute: int) -> None:
    naive = datetime(2026, 10, 25, 1, minute)

    with pytest.raises(AmbiguousTime):
        from_local(naive)
    assert from_local(naive, fold=0) == datetime(2026, 10, 25, 0, minute, tzinfo=UTC)
    assert from_local(naive, fold=1) == datetime(2026, 10, 25, 1, minute, tzinfo=UTC)


@pytest.mark.parametrize("fold", [None, 0, 1])
@pytest.mark.parametrize("minute", [0, 30, 59])
def test_skipped_hour_never_happened(minute: int, fold: int | None) -> None:
    with pytest.raises(NonexistentTime):
        from_local(datetime(2026, 3, 29, 1, minute), fold=fold)


def test_another_zone_has_its_own_doubled_hour() -> None:
    with pytest.raises(AmbiguousTime):
        from_local(datetime(2026, 11, 1, 1, 30), zone=ZoneInfo("America/New_York"))


@given(st.datetimes(min_value=datetime(1972, 1, 1), max_value=datetime(2037, 12, 31)))
def test_every_instant_comes_back_from_its_wall_clock(utc: datetime) -> None:
    instant = utc.replace(tzinfo=UTC)
    local = instant.astimezone(LONDON)

    assert from_local(local.replace(tzinfo=None), fold=local.fold) == instant


@given(st.dates(min_value=date(1972, 1, 1), max_value=date(2037, 12, 31)))
def test_day_keeps_its_date(day: date) -> None:
    assert clinical_day(day).day == day


@given(st.datetimes(timezones=st.sampled_from([UTC, LONDON, ZoneInfo("Asia/Kolkata")])))
def test_instant_is_kept_in_utc(at: datetime) -> None:
    if datetime(1, 1, 2) < at.replace(tzinfo=None) < datetime(9999, 12, 30):
        kept = clinical_instant(at)

        assert (kept.at, kept.precision) == (at.astimezone(UTC), Precision.INSTANT)


def test_unknown_time_has_no_instant_and_a_known_one_does() -> None:
    assert UNKNOWN_TIME.day is None
    with pytest.raises(ValueError, match="precision is unknown"):
        ClinicalTime(at=datetime.now(UTC), precision=Precision.UNKNOWN)
    with pytest.raises(ValueError, match="precision is unknown"):
        ClinicalTime(at=None, precision=Precision.DAY)


def test_summer_day_starts_an_hour_earlier_in_utc() -> None:
    start = clinical_day(date(2026, 7, 1)).at

    assert start == datetime(2026, 7, 1, tzinfo=UTC) - timedelta(hours=1)
