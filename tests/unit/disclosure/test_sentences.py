"""The identifier screen against sentences labelled before its rules were written; half were held out."""

from pathlib import Path

import pytest

from apps.disclosure.domain.measuring import Measurement, measure, table
from apps.disclosure.enums import ScreenKind
from apps.disclosure.labelled import read_known, read_sentences

FOLDER = Path(__file__).parent / "sentences"
SETS = ("tuning", "held_out", "fresh")


@pytest.fixture(scope="module")
def measured() -> dict[str, Measurement]:
    known = read_known(FOLDER)
    return {name: measure(read_sentences(FOLDER / f"{name}.jsonl"), known) for name in SETS}


def test_the_first_two_sets_have_three_hundred_sentences_in_equal_parts(
    measured: dict[str, Measurement],
) -> None:
    tuning, held_out = measured["tuning"].sentences, measured["held_out"].sentences
    assert tuning + held_out >= 300
    assert abs(tuning - held_out) <= 5


def test_precision_and_recall_by_kind(measured: dict[str, Measurement]) -> None:
    print("\n" + table(measured))  # noqa: T201 - the figures are what this test is read for
    for name, result in measured.items():
        assert result.scores[ScreenKind.NHS_NUMBER].recall == 1.0, name
        assert result.scores[ScreenKind.NHS_NUMBER].precision == 1.0, name
        assert result.scores[ScreenKind.STAFF_NAME].recall >= 0.95, name
        assert result.scores[ScreenKind.PATIENT_NAME].recall >= 0.95, name


@pytest.mark.parametrize("name", SETS)
def test_sentences_to_leave_alone_raise_no_alarm(measured: dict[str, Measurement], name: str) -> None:
    assert [sentence.text for sentence, _ in measured[name].false_alarms] == []
