"""The study pages: who sees what, what is recorded, and what stays hidden."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import Department
from apps.core.actor import Actor
from apps.core.clock import clinical_day, clinical_instant
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import Study
from apps.journeys.patient_details import PatientDetails
from tests.support.worlds import World

PERFORMED = StepFacts(JourneyStage.ACQUISITION, clinical_instant(datetime(2026, 3, 2, 9, 14, tzinfo=UTC)))
VERIFIED = StepFacts(JourneyStage.VERIFICATION, clinical_day(date(2026, 4, 13)))


@pytest.fixture
def study(here: World, as_role: Callable[..., Actor]) -> Study:
    """A late-reported study in `north`, with a patient."""
    return register_study(
        actor=as_role(),
        department=here.north,
        source=RecordSource.RIS,
        accession_number="RAD-1",
        study_instance_uid="1.2.3",
        description="CT <chest> & more",
        modalities=["CT"],
        patient=PatientDetails(name="Adaeze Okafor", nhs_number="9990000018", hospital_number="RV100201"),
        steps=[PERFORMED, VERIFIED],
        readers=[ReaderFacts(ReaderPart.AUTHOR, external_name="Outside Reads Ltd")],
    ).study


@pytest.fixture
def sign_in(here: World) -> Callable[..., Client]:
    """A client signed in by role and department."""

    def client(role: Role = Role.CHAIR, where: Department | None = None) -> Client:
        signed_in = Client()
        signed_in.force_login(here.one(role, where), backend="django.contrib.auth.backends.ModelBackend")
        return signed_in

    return client


def page(study: Study, name: str = "detail") -> str:
    return reverse(f"journeys:{name}", args=[study.pk])


def test_study_page_shows_journey_and_delay_and_hides_the_patient(study: Study, sign_in: Callable[..., Client]) -> None:
    response = sign_in().get(page(study))

    html = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    for shown in ("CT &lt;chest&gt; &amp; more", "42 days", "Over the limit of 28 calendar days", "Outside Reads Ltd"):
        assert shown in html
    for hidden in ("Okafor", "9990000018", "999 000 0018", "RV100201"):
        assert hidden not in html
    assert AccessEvent.objects.get(action=AccessAction.VIEW).object_id == str(study.pk)


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.CHAIR, True), (Role.DEPUTY, True), (Role.STAFF, False), (Role.REVIEWER, False), (Role.LEAD, False),
        (Role.GOVERNANCE, False), (Role.FAILSAFE, False),
    ],
)  # fmt: skip
def test_who_reads_the_names_of_original_readers(
    study: Study, here: World, sign_in: Callable[..., Client], role: Role, shown: bool
) -> None:
    said = sign_in(role).get(page(study)).content.decode()
    by_api = sign_in(role).get(f"/api/v1/studies/{study.pk}/").json()["readers"]

    assert ("Outside Reads Ltd" in said) is shown
    assert ("Known to the chair" in said) is not shown
    assert [one["name"] for one in by_api] == ["Outside Reads Ltd" if shown else ""]


def test_reveal_shows_the_patient_once_with_the_reason_recorded(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in()

    response = client.post(page(study, "reveal"), {"reason": "Telling the referrer"})

    html = response.content.decode()
    for shown in ("Adaeze Okafor", "999 000 0018", "RV100201"):
        assert shown in html
    assert response["Cache-Control"] == "private, no-store"
    assert AccessEvent.objects.get(action=AccessAction.REVEAL).purpose == "Telling the referrer"
    assert client.get(page(study, "reveal")).status_code == 302


def test_reveal_without_a_reason_says_so_and_shows_nothing(study: Study, sign_in: Callable[..., Client]) -> None:
    response = sign_in().post(page(study, "reveal"), {"reason": " "})

    assert response.status_code == 400
    assert "Okafor" not in response.content.decode()
    assert not AccessEvent.objects.filter(action=AccessAction.REVEAL).exists()


def test_staff_see_the_study_but_may_not_reveal(study: Study, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.STAFF)

    assert "Your role does not allow you to see them" in client.get(page(study)).content.decode()
    assert client.post(page(study, "reveal"), {"reason": "Curious"}).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.IG_LEAD, Role.RECORDS, Role.COORDINATOR])
def test_roles_without_studies_get_not_found(study: Study, sign_in: Callable[..., Client], role: Role) -> None:
    client = sign_in(role)

    for address in (page(study), reverse("journeys:list")):
        assert client.get(address).status_code == 404


def test_other_departments_and_unknown_studies_are_not_found(
    study: Study, sign_in: Callable[..., Client], here: World
) -> None:
    for where in (here.south, here.other):
        client = sign_in(Role.CHAIR, where)
        assert client.get(page(study)).status_code == 404
        assert client.post(page(study, "reveal"), {"reason": "x"}).status_code == 404
        assert "CT &lt;chest&gt;" not in client.get(reverse("journeys:list")).content.decode()
    assert sign_in().get(reverse("journeys:detail", args=[uuid4()])).status_code == 404


def test_finding_by_key_goes_to_the_study_and_keeps_the_key_out_of_addresses(
    study: Study, sign_in: Callable[..., Client], here: World
) -> None:
    client = sign_in()
    address = reverse("journeys:list")

    found = client.post(address, {"key": " RAD-1 ", "department": str(here.north.pk)})
    missed = client.post(address, {"key": "RAD", "department": str(here.north.pk)})

    assert (found.status_code, found["Location"]) == (302, page(study))
    assert "No study has this number" in missed.content.decode()
    assert "RAD" not in str(list(AccessEvent.objects.filter(action=AccessAction.SEARCH).values()))


@pytest.mark.parametrize("data", [{}, {"key": "RAD-1", "department": "elsewhere"}, {"key": "x" * 900}])
def test_bad_search_is_shown_again_with_a_message(
    study: Study, sign_in: Callable[..., Client], data: dict[str, Any]
) -> None:
    response = sign_in().post(reverse("journeys:list"), data)

    assert response.status_code == 400
    assert "Error:" in response.content.decode()


def test_list_is_paged_by_key_with_a_fixed_number_of_queries(
    here: World,
    as_role: Callable[..., Actor],
    sign_in: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    def register(first: int, last: int) -> None:
        for number in range(first, last):
            register_study(
                actor=as_role(),
                department=here.north,
                source=RecordSource.RIS,
                accession_number=f"N{number}",
                description=f"Study {number:03d}",
                steps=[PERFORMED],
            )

    register(0, 1)
    client = sign_in()
    client.get(reverse("journeys:list"))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("journeys:list"))
    register(1, 30)
    with django_assert_max_num_queries(len(few)):
        first = client.get(reverse("journeys:list"))
    (older,) = re.findall(r"\?after=[\w=-]+", first.content.decode())
    second = client.get(reverse("journeys:list") + older)
    shown = [re.findall(r"Study \d{3}", answer.content.decode()) for answer in (first, second)]

    assert [len(names) for names in shown] == [25, 5]
    assert sorted(shown[0] + shown[1]) == [f"Study {number:03d}" for number in range(30)]


@pytest.mark.parametrize("mark", ["x", "%00", "bm90IGEgbWFyaw==", "MjAyNi0wMS0wMXxub3BlCg=="])
def test_damaged_page_mark_is_not_found(study: Study, sign_in: Callable[..., Client], mark: str) -> None:
    assert sign_in().get(f"{reverse('journeys:list')}?after={mark}").status_code == 404
