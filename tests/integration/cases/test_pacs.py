"""Opening a study in PACS through our own address, and the private list of accession numbers."""

from typing import Any

import pytest
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.models import Case, CaseStudy
from apps.core.actor import acting_as, command_actor
from apps.journeys.domain.pacs import pacs_address
from apps.journeys.models import Study
from learning_platform.settings.env import Environment
from tests.factories import cases
from tests.support.worlds import World

TEMPLATE = "https://pacs.example.test/open?acc={accession}&uid={study_uid}"
PLACEHOLDERS = frozenset({"accession", "study_uid"})


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case about one study."""
    one = cases.case(staff, here.north)
    with acting_as(command_actor("test")):
        CaseStudy.objects.create(case=one, study=cases.study(here.north, accession_number="ACC 1/2&host=x"))
    return one


def _link(case: Case) -> str:
    return reverse("cases:pacs", args=[case.pk, case.case_studies.get().pk])


def test_chair_is_sent_to_pacs_and_the_look_is_recorded(
    client_for: Any, chair: User, case: Case, settings: Any
) -> None:
    settings.PACS_URL_TEMPLATE = TEMPLATE
    client = client_for(chair)

    page = client.get(case.get_absolute_url()).content.decode()
    answer = client.get(_link(case))

    uid = case.case_studies.get().study.study_instance_uid
    assert answer["Location"] == f"https://pacs.example.test/open?acc=ACC%201%2F2%26host%3Dx&uid={uid}"
    assert (answer.status_code, answer["Referrer-Policy"]) == (302, "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    assert _link(case) in page
    assert 'rel="noopener noreferrer"' in page
    assert "pacs.example.test" not in page
    look = AccessEvent.objects.get(purpose="opened in PACS")
    assert (look.action, look.user_id, look.object_id) == (AccessAction.REVEAL, chair.pk, str(case.pk))


@pytest.mark.parametrize("role", [Role.STAFF, Role.GOVERNANCE, Role.COORDINATOR, Role.ADMIN], ids=str)
def test_others_are_not_sent(client_for: Any, here: World, case: Case, settings: Any, role: Role) -> None:
    settings.PACS_URL_TEMPLATE = TEMPLATE

    answer = client_for(here.one(role)).get(_link(case))

    assert answer.status_code in (403, 404)
    assert "Location" not in answer


def test_another_department_and_another_study_lead_nowhere(
    client_for: Any, here: World, staff: User, chair: User, case: Case, settings: Any
) -> None:
    settings.PACS_URL_TEMPLATE = TEMPLATE
    other = cases.case(staff, here.north)

    wrong = reverse("cases:pacs", args=[other.pk, case.case_studies.get().pk])

    assert client_for(chair).get(wrong).status_code == 404
    assert client_for(here.one(Role.CHAIR, here.south)).get(_link(case)).status_code == 404


def test_without_a_template_there_is_no_link(client_for: Any, chair: User, case: Case, settings: Any) -> None:
    settings.PACS_URL_TEMPLATE = ""
    client = client_for(chair)

    assert "Open in PACS" not in client.get(case.get_absolute_url()).content.decode()
    assert client.get(_link(case)).status_code == 404


def test_study_without_what_the_template_asks_for_has_no_address(settings: Any) -> None:
    settings.PACS_URL_TEMPLATE = TEMPLATE

    assert pacs_address(Study(accession_number="A1")) == ""
    assert pacs_address(Study(accession_number="A1", study_instance_uid="1.2.3")).endswith("acc=A1&uid=1.2.3")


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("https://pacs.example.test/{accession}", True),
        ("https://pacs.example.test/?u={study_uid}&a={accession}", True),
        ("http://pacs.example.test/{accession}", False),
        ("javascript:alert({accession})", False),
        ("https://{accession}.example.test/", False),
        ("https://user@pacs.example.test/{accession}", False),
        ("https://pacs.example.test/", False),
        ("https://pacs.example.test/{patient}", False),
        ("https://pacs.example.test/{accession", False),
        ("https://pacs.example.test/{accession}}", False),
    ],
)
def test_template_is_checked_when_the_product_starts(typed: str, is_right: bool) -> None:
    env = Environment({"PACS_URL_TEMPLATE": typed})

    read = env.template("PACS_URL_TEMPLATE", PLACEHOLDERS)

    assert (read == typed, "PACS_URL_TEMPLATE" not in env.problems) == (is_right, is_right)


def test_triage_list_gives_the_numbers_to_the_chair_alone(
    client_for: Any, here: World, chair: User, case: Case
) -> None:
    address = reverse("cases:triage-accessions")
    client = client_for(chair)

    page = client.get(address)
    text = client.get(address, {"as": "text"})

    assert "ACC 1/2&amp;host=x" in page.content.decode()
    assert text.content.decode() == "ACC 1/2&host=x\n"
    assert text["Content-Type"].startswith("text/plain")
    assert page["Referrer-Policy"] == "strict-origin"
    assert AccessEvent.objects.filter(user_id=chair.pk, object_label="cases.case", count=1).count() == 2
    assert "ACC 1/2" not in client_for(here.one(Role.CHAIR, here.south)).get(address).content.decode()
    for role in (Role.STAFF, Role.COORDINATOR, Role.GOVERNANCE):
        assert client_for(here.one(role)).get(address).status_code == 404
