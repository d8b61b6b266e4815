"""Human references are unique and rise."""

import pytest
import time_machine

from apps.core.ids import next_reference

pytestmark = pytest.mark.django_db


def test_references_rise_and_never_repeat() -> None:
    drawn = [next_reference("RLP") for _n in range(5)]

    assert len(set(drawn)) == 5
    assert drawn == sorted(drawn)


@time_machine.travel("2026-12-31 23:59:59+00:00", tick=False)
def test_year_is_that_of_london() -> None:
    assert next_reference("RLP").startswith("RLP-2026-")


@time_machine.travel("2026-06-30 23:30:00+00:00", tick=False)
def test_prefixes_share_one_sequence() -> None:
    first, second = next_reference("RLP"), next_reference("RLP-DOC")

    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1
