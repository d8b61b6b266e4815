"""Steps of a journey by page and by API: added, corrected with a reason, taken back; bad times say what to do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import Department
from apps.core.actor import Actor
from apps.core.clock import LONDON, clinical_day, clinical_instant, now, today
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import StepFacts
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent, Study
from tests.support.worlds import World

S = JourneyStage
EXAMINED = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)


@pytest.fixture
def study(here: World, as_role: Callable[..., Actor]) -> Study:
    """Examined and reported, as the RIS tells it."""
    return register_study(
        actor=as_role(),
        department=here.north,
        source=RecordSource.RIS,
        accession_number="RAD-1",
        description="CT chest",
        steps=[
            StepFacts(S.ACQUISITION, clinical_instant(EXAMINED, "ris")),
            StepFacts(S.VERIFICATION, clinical_instant(EXAMINED + timedelta(days=42), "ris")),
        ],
    ).study


@pytest.fixture
def sign_in(here: World) -> Callable[..., Client]:
    """A client signed in by role and department."""

    def client(role: Role = Role.STAFF, where: Department | None = None) -> Client:
        signed_in = Client()
        signed_in.force_login(here.one(role, where), backend="django.contrib.auth.backends.ModelBackend")
        return signed_in

    return client


def address(study: Study, name: str = "step") -> str:
    return reverse(f"journeys:{name}", args=[study.pk])


def typed(study: Study, stage: str, day: str = "", time: str = "", **more: str) -> dict[str, str]:
    """A filled-in form; `day` is `2 3 2026`."""
    d, m, y = day.split() if day else ("", "", "")
    study.refresh_from_db()
    return {
        "stage": stage, "time_day": d, "time_month": m, "time_year": y, "time_time": time,
        "expected_version": str(study.version), **more,
    }  # fmt: skip


def told(study: Study) -> dict[tuple[str, str], JourneyEvent]:
    return {(row.stage, row.origin): row for row in JourneyEvent.objects.filter(study=study)}


def test_a_step_is_added_with_the_role_that_had_it_in_hand(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    data = typed(study, S.ACKNOWLEDGEMENT, "20 4 2026", "", role="ward", responsible="Ward 7, <evening> team")

    response = client.post(address(study), data)
    page = client.get(address(study, "detail")).content.decode()

    assert response.status_code == 302
    row = told(study)[(S.ACKNOWLEDGEMENT, "manual")]
    assert (row.precision, row.role, row.responsible) == ("day", "ward", "Ward 7, <evening> team")
    assert "20 April 2026, time not known" in page
    assert "Ward (outside radiology): Ward 7, &lt;evening&gt; team" in page
    assert "Report verified to receipt acknowledged" in page


def test_a_step_that_happened_nobody_knows_when(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in()

    client.post(address(study), typed(study, S.PATIENT_INFORMED, time_unknown="on", role="gp"))
    page = client.get(address(study, "detail")).content.decode()

    assert told(study)[(S.PATIENT_INFORMED, "manual")].at is None
    assert "It happened; when is not known" in page
    assert "Length not known; not drawn to scale" in page


def test_a_correction_needs_a_reason_and_leaves_the_other_source_beside_it(
    study: Study, sign_in: Callable[..., Client]
) -> None:
    client = sign_in()
    data = typed(study, S.VERIFICATION, "20 3 2026", "16:00")

    refused = client.post(address(study), data)
    taken = client.post(address(study), data | {"reason": "The RIS shows the day of the addendum."})
    page = client.get(address(study, "detail")).content.decode()

    assert refused.status_code == 400
    assert "Another time is recorded for this step. Say why yours is right." in refused.content.decode()
    assert "16:00" in refused.content.decode()
    assert taken.status_code == 302
    rows = told(study)
    assert rows[(S.VERIFICATION, "ris")].at == EXAMINED + timedelta(days=42)
    assert rows[(S.VERIFICATION, "manual")].history.get().history_change_reason.startswith("The RIS shows")
    for words in ("(this one counts)", "(shown, not counted)", "(the sources disagree)", "18 days"):
        assert words in page


def test_correcting_twice_keeps_both_versions_and_the_same_again_writes_none(
    study: Study, sign_in: Callable[..., Client]
) -> None:
    client = sign_in()
    for day, reason in (("20 3 2026", "first"), ("21 3 2026", "second"), ("21 3 2026", "second")):
        client.post(address(study), typed(study, S.VERIFICATION, day, "", reason=reason))

    row = told(study)[(S.VERIFICATION, "manual")]
    assert [one.history_change_reason for one in row.history.order_by("history_id")] == ["first", "second"]


def test_what_was_typed_is_taken_back_and_the_system_counts_again(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    client.post(address(study), typed(study, S.VERIFICATION, "20 3 2026", "", reason="A slip."))
    typed_row = told(study)[(S.VERIFICATION, "manual")]
    back = typed(study, S.VERIFICATION, reason="Looked at the wrong patient’s record.")

    nothing = client.post(address(study, "take-back"), {**back, "reason": ""})
    taken = client.post(address(study, "take-back"), back)
    again = client.post(address(study, "take-back"), typed(study, S.VERIFICATION, reason="Again."))

    assert (nothing.status_code, taken.status_code, again.status_code) == (400, 302, 400)
    assert (S.VERIFICATION, "manual") not in told(study)
    assert typed_row.history.order_by("history_id").last().history_type == "-"
    assert "42 days" in client.get(address(study, "detail")).content.decode()


TOMORROW = today() + timedelta(days=1)
BAD = [
    ({"day": "30 2 2026"}, "The day must be between 1 and 28"),
    ({"day": "1 3 2026"}, "lies before “Examination performed”"),
    ({"day": f"{TOMORROW.day} {TOMORROW.month} {TOMORROW.year}"}, "lies in the future"),
    ({"day": "25 10 2025", "time": "25:00"}, "The time must be like 14:05"),
    ({"day": "29 3 2026", "time": "01:30"}, "there was no 01:30"),
    ({"day": "26 10 2025", "time": "01:30"}, "01:30 happened twice. Choose which one."),
    ({"day": "1 1 1890"}, "The year must be between 1900 and 2200"),
    ({}, "When did it happen?"),
]


@pytest.mark.parametrize(("what", "words"), BAD)
def test_a_time_that_cannot_be_is_given_back_with_what_to_do(
    study: Study, sign_in: Callable[..., Client], what: dict[str, str], words: str
) -> None:
    data = typed(study, S.VERIFICATION, what.get("day", ""), what.get("time", ""), reason="<b>Because</b>")

    response = sign_in().post(address(study), data)

    html = response.content.decode()
    assert response.status_code == 400
    assert words in html
    assert "&lt;b&gt;Because&lt;/b&gt;" in html
    assert (S.VERIFICATION, "manual") not in told(study)


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_the_doubled_hour_is_asked_about_and_the_answer_taken(
    study: Study, sign_in: Callable[..., Client], which: str, hour: int
) -> None:
    data = typed(study, S.REFERRAL, "26 10 2025", "01:30", time_which=which)

    assert sign_in().post(address(study), data).status_code == 302
    assert told(study)[(S.REFERRAL, "manual")].at == datetime(2025, 10, 26, hour, 30, tzinfo=UTC)


def test_an_appointment_may_lie_ahead_and_no_other_step(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    ahead = f"{TOMORROW.day} {TOMORROW.month} {TOMORROW.year}"

    assert client.post(address(study), typed(study, S.APPOINTMENT, ahead)).status_code == 302
    assert client.post(address(study), typed(study, S.COMMUNICATION, ahead)).status_code == 400


def test_two_people_at_once_and_the_second_is_told(study: Study, sign_in: Callable[..., Client]) -> None:
    data = typed(study, S.COMMUNICATION, "20 4 2026")
    sign_in(Role.CHAIR).post(address(study), typed(study, S.ACKNOWLEDGEMENT, "21 4 2026"))

    stale = sign_in().post(address(study), data)

    assert stale.status_code == 409
    assert "after you opened it. Look at it again first." in stale.content.decode()
    assert (S.COMMUNICATION, "manual") not in told(study)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.STAFF, 200), (Role.CHAIR, 200), (Role.FAILSAFE, 200), (Role.LEAD, 200), (Role.GOVERNANCE, 403),
     (Role.ADMIN, 404), (Role.RECORDS, 404)],
)  # fmt: skip
def test_who_may_put_a_step_on_a_journey(study: Study, sign_in: Callable[..., Client], role: Role, status: int) -> None:
    assert sign_in(role).get(address(study)).status_code == status
    assert sign_in(role).get(address(study, "take-back")).status_code == status
    assert sign_in(role).get(address(study, "groups")).status_code == status


def test_another_department_finds_nothing(study: Study, sign_in: Callable[..., Client], here: World) -> None:
    for where in (here.south, here.other):
        client = sign_in(Role.CHAIR, where)
        for name in ("step", "take-back", "groups"):
            assert client.post(address(study, name), typed(study, S.REFERRAL, "1 3 2026")).status_code == 404
        assert client.get(f"/api/v1/studies/{study.pk}/journey/").status_code == 404


def test_patient_group_and_priority_are_chosen_from_the_trusts_words(
    study: Study, sign_in: Callable[..., Client]
) -> None:
    client = sign_in()
    version = {"expected_version": str(study.version)}

    wrong = client.post(address(study, "groups"), version | {"patient_group": "vip"})
    right = client.post(address(study, "groups"), version | {"patient_group": "inpatient", "priority": "urgent"})

    study.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (400, 302)
    assert (study.patient_group, study.priority) == ("inpatient", "urgent")
    assert "Inpatient" in client.get(address(study, "detail")).content.decode()


# By API


def post(client: Client, study: Study, **body: Any) -> Any:
    return client.post(f"/api/v1/studies/{study.pk}/journey/", body, content_type="application/json")


def test_the_api_records_a_step_and_says_the_journey(study: Study, sign_in: Callable[..., Client]) -> None:
    response = post(
        sign_in(), study, stage="acknowledgement", role="referrer", expected_version=study.version,
        time={"precision": "instant", "at": "2026-04-20T09:00:00+01:00"},
    )  # fmt: skip

    said = response.json()
    assert response.status_code == 200
    assert [step["stage"] for step in said["steps"]] == ["acquisition", "verification", "acknowledgement"]
    (turnaround,) = said["clocks"]
    assert (turnaround["start_stage"], turnaround["stop_stage"]) == ("acquisition", "verification")
    (held,) = turnaround["held"]
    assert (held["state"], held["days"], held["due_day"], held["limit"]["amount"]) == ("breached", 42, "2026-03-30", 28)
    assert [(one["start"], one["stop"], one["side"]) for one in said["stretches"]] == [
        ("acquisition", "verification", "inside"), ("verification", "acknowledgement", "outside"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "field"),
    [
        ({"precision": "instant", "at": "2025-10-26T01:30:00"}, "time.at"),
        ({"precision": "instant", "at": "2026-03-29T01:30:00"}, "time.at"),
        ({"precision": "day", "day": "2026-02-30"}, "time.day"),
        ({"precision": "instant"}, "time.at"),
        ({"precision": "day", "day": (today() + timedelta(days=2)).isoformat()}, "verification"),
        ({"precision": "day", "day": "2026-03-01"}, "verification"),
    ],
)
def test_the_api_says_what_is_wrong_with_a_time(
    study: Study, sign_in: Callable[..., Client], time: dict[str, str], field: str
) -> None:
    response = post(sign_in(), study, stage="verification", time=time, reason="Because.")

    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_the_api_wants_a_reason_for_a_contradiction(study: Study, sign_in: Callable[..., Client]) -> None:
    time = {"precision": "day", "day": "2026-03-20"}

    assert post(sign_in(), study, stage="verification", time=time).json()["code"] == "reason_missing"
    assert post(sign_in(), study, stage="verification", time=time, reason="Seen.").status_code == 200


def test_names_of_readers_stay_with_who_may_know_them(study: Study, sign_in: Callable[..., Client]) -> None:
    post(
        sign_in(), study, stage="reporting", time={"precision": "day", "day": "2026-03-30"},
        responsible="Dr Ulla Fenwick",
    )  # fmt: skip

    for role, shown in ((Role.STAFF, False), (Role.CHAIR, True)):
        client = sign_in(role)
        assert ("Ulla Fenwick" in client.get(f"/api/v1/studies/{study.pk}/journey/").content.decode()) is shown
        assert ("Ulla Fenwick" in client.get(address(study, "detail")).content.decode()) is shown


# Clocks on the page


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([StepFacts(S.ACQUISITION, clinical_day(today() - timedelta(days=40)))], "40 days so far"),
        ([StepFacts(S.ACQUISITION, clinical_day(today() - timedelta(days=40)))], "Still open, over the limit of 28"),
        ([StepFacts(S.ACQUISITION, clinical_day(today() - timedelta(days=4)))], "Still open. The limit of 28"),
        ([StepFacts(S.VERIFICATION, clinical_day(today()))], "Not known: time of examination"),
        ([], "Not started: no time of examination"),
        (
            [StepFacts(S.ACQUISITION, clinical_day(today() - timedelta(days=40))),
             StepFacts(S.ACKNOWLEDGEMENT, clinical_day(today()))],
            "Not known: time of verified report",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_an_open_clock_runs(
    here: World, as_role: Callable[..., Actor], sign_in: Callable[..., Client], steps: list[StepFacts], words: str
) -> None:
    study = register_study(
        actor=as_role(), department=here.north, source=RecordSource.RIS, accession_number="RAD-9", steps=steps
    ).study

    assert words in sign_in().get(address(study, "detail")).content.decode()


def test_a_study_of_which_only_images_are_known_is_not_called_late(
    here: World, as_role: Callable[..., Actor], sign_in: Callable[..., Client]
) -> None:
    study = register_study(
        actor=as_role(), department=here.north, source=RecordSource.DICOM, accession_number="RAD-9",
        steps=[StepFacts(S.ACQUISITION, clinical_instant(now() - timedelta(days=4000), "dicom"))],
    ).study  # fmt: skip

    page = sign_in().get(address(study, "detail")).content.decode()
    assert "Not known: time of verified report" in page
    assert "limit of 28" not in page


def test_a_zone_that_is_not_londons_is_said(here: World, as_role: Callable[..., Actor], sign_in: Any) -> None:
    at = clinical_instant(datetime(2026, 7, 1, 9, 0, tzinfo=LONDON), "dicom", zone="UTC+0200")
    study = register_study(
        actor=as_role(), department=here.north, source=RecordSource.DICOM, accession_number="RAD-9",
        steps=[StepFacts(S.ACQUISITION, at)],
    ).study  # fmt: skip

    assert "1 July 2026 at 9:00am (given as UTC+0200)" in sign_in().get(address(study, "detail")).content.decode()
