"""The other steps of a journey in an extract, whose study it is, and rows that cannot be: named, never lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.core.clock import today
from apps.journeys.enums import JourneyStage as S
from apps.journeys.models import Study
from tests.integration.journeys.conftest import Run

Write = Callable[..., Path]
STEPS = (
    "accession,requested_at,vetted_at,appointment_at,performed_at,dictated_at,verified_at,sent_at,acknowledged_at,"
    "acted_at,patient_informed_at,followed_up_at,referrer,patient_group,priority"
)
WHOLE = (
    "A1,2026-02-20,2026-02-21 09:00,2026-03-01,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 13:00,2026-03-02 13:05,"
    "2026-03-03,2026-03-09 14:00,2026-03-09,2026-04-01,Chest clinic,Urgent suspected cancer,urgent"
)


def test_every_step_of_a_journey_comes_from_an_extract(run: Run, extract: Write) -> None:
    first = run("import_ris_extract", extract(STEPS, WHOLE))
    again = run("import_ris_extract", extract(STEPS, WHOLE))

    study = Study.objects.get()
    steps = {step.stage: step for step in study.events.all()}
    assert (first.status, again.count("Studies unchanged")) == (0, 1)
    assert set(steps) == set(S.values)
    assert (steps[S.REFERRAL].precision, steps[S.REFERRAL].responsible) == ("day", "Chest clinic")
    assert (study.patient_group, study.priority) == ("urgent_suspected_cancer", "urgent")


def test_a_referrer_without_a_day_is_kept_as_unknown(run: Run, extract: Write) -> None:
    run("import_ris_extract", extract("accession,performed_at,referrer", "A1,2026-03-02,GP"))

    referral = Study.objects.get().events.get(stage=S.REFERRAL)
    assert (referral.at, referral.precision, referral.responsible) == (None, "unknown", "GP")


def test_what_an_extract_says_again_differently_is_corrected_and_the_group_stays(run: Run, extract: Write) -> None:
    columns = "accession,performed_at,acted_at,patient_group"
    run("import_ris_extract", extract(columns, "A1,2026-03-02,2026-03-09,inpatient"))

    run("import_ris_extract", extract(columns, "A1,2026-03-02,2026-03-10,outpatient"))

    study = Study.objects.get()
    acted = study.events.get(stage=S.REFERRER_ACTION)
    assert (acted.time.day.isoformat(), acted.history.count()) == ("2026-03-10", 2)  # type: ignore[union-attr]  # a known day
    assert study.patient_group == "inpatient"


AHEAD = f"{today().year + 1}-06-01"
BAD = [
    ("acted_at", AHEAD, "lies in the future"),
    ("sent_at", "2026-03-01 09:00", "lies before"),
    ("acknowledged_at", "2025-10-26 01:30", "add the offset: +01:00 for the first"),
    ("patient_informed_at", "2026-03-29 01:30", "the clocks went forward over it"),
    ("followed_up_at", "soon", "write it as 2026-03-03 14:05"),
    ("patient_group", "Royalty", "is no word of this trust; add it under Limits"),
]


@pytest.mark.parametrize(("column", "value", "words"), BAD)
def test_a_row_that_cannot_be_is_named_with_what_to_do_and_the_others_are_kept(
    run: Run, extract: Write, tmp_path: Path, column: str, value: str, words: str
) -> None:
    report = tmp_path / "errors.csv"
    result = run(
        "import_ris_extract",
        extract(f"accession,performed_at,{column}", f"A1,2026-03-02 10:00,{value}", "A2,2026-03-02 10:00,"),
        errors=report,
    )

    assert (result.count("Studies new"), result.count("Skipped")) == (1, 1)
    assert words in result.out + result.err + report.read_text()
    assert "row 2" in report.read_text()


def test_an_appointment_may_lie_ahead(run: Run, extract: Write) -> None:
    result = run("import_ris_extract", extract("accession,appointment_at", f"A1,{AHEAD}"))

    assert result.count("Studies new") == 1
