"""The one screen on which a case is logged: quick, once, and nothing typed is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.enums import CaseKind
from apps.cases.models import Case, Escalation
from tests.factories import cases
from tests.support.worlds import World

LOG = "/log/"


def _typed(here: World, **more: Any) -> dict[str, Any]:
    return {
        "department": str(here.north.pk),
        "what": "missed",
        "narrative": "A nodule behind the heart was not described.",
        "how_discovered": "mdt",
        "patient_action": "no",
        "confidentiality": "open",
        "readers": "later",
        "submission_key": str(uuid4()),
        **more,
    }


def test_first_save_submits_and_shows_the_reference(here: World, staff: User, client_for: Any) -> None:
    client: Client = client_for(staff)

    answer = client.post(LOG, _typed(here, modality="CT", body_region="Chest"), follow=True)

    case = Case.objects.get()
    assert answer.redirect_chain == [(reverse("cases:received", args=[case.pk]), 302)]
    assert case.reference in answer.content.decode()
    assert (case.kind, case.discrepancy_type, case.modality) == (CaseKind.DISCREPANCY, "missed", "CT")


WHAT = {
    "missed": ("discrepancy", "missed"),
    "misread": ("discrepancy", "misread"),
    "delay": ("delay", ""),
    "communication": ("communication", ""),
    "good_spot": ("good_spot", ""),
    "system_event": ("system_event", ""),
    "second_opinion": ("second_opinion", ""),
    "complication": ("procedural_complication", ""),
    "educational": ("educational", ""),
}


@pytest.mark.parametrize("what", WHAT)
def test_plain_words_become_the_kind(here: World, staff: User, client_for: Any, what: str) -> None:
    client_for(staff).post(LOG, _typed(here, what=what, how_discovered="not_said"))

    assert Case.objects.values_list("kind", "discrepancy_type").get() == WHAT[what]


def test_double_click_makes_one_case_and_shows_it_twice(here: World, staff: User, client_for: Any) -> None:
    client, typed = client_for(staff), _typed(here, patient_action="unknown")

    first, again = client.post(LOG, typed), client.post(LOG, typed)

    assert first["Location"] == again["Location"]
    assert (Case.objects.count(), Escalation.objects.count()) == (1, 1)


def test_errors_keep_everything_and_name_each_field(here: World, staff: User, client_for: Any) -> None:
    typed = _typed(here, what="", patient_action="", narrative="Kept words ✓ <b>", body_region="Left wrist")
    typed |= {"discovered_day": "29", "discovered_month": "2", "discovered_year": "2026", "incident_reference": "INC-9"}

    page = client_for(staff).post(LOG, typed).content.decode()

    assert Case.objects.count() == 0
    assert "<title>Error:" in page
    for kept in ("Kept words ✓ &lt;b&gt;", "Left wrist", "INC-9", 'value="29"'):
        assert kept in page
    assert "Choose what it was." in page
    assert "Say whether anyone still needs to act for this patient." in page
    assert "There is no 29 February in 2026" in page


DATES = {
    "future": ("1", "1", "2199", "The date must be today or in the past"),
    "impossible": ("31", "4", "2026", "April 2026 has 30 days"),
    "letters": ("x", "4", "2026", "made of numbers"),
    "half": ("", "4", "2026", "must include a day"),
}


@pytest.mark.parametrize("name", DATES)
def test_impossible_date_is_explained(here: World, staff: User, client_for: Any, name: str) -> None:
    day, month, year, words = DATES[name]

    page = client_for(staff).post(LOG, _typed(here, discovered_day=day, discovered_month=month, discovered_year=year))

    assert words in page.content.decode()
    assert Case.objects.count() == 0


def test_doubled_hour_is_asked_about_and_then_taken(here: World, staff: User, client_for: Any) -> None:
    client = client_for(staff)
    doubled = {"discovered_day": "26", "discovered_month": "10", "discovered_year": "2025", "discovered_time": "01:30"}

    asked = client.post(LOG, _typed(here, **doubled)).content.decode()
    client.post(LOG, _typed(here, **doubled, discovered_which="second"))

    assert "happened twice" in asked
    assert Case.objects.get().discovered_at.isoformat() == "2025-10-26T01:30:00+00:00"


def test_study_is_filled_in_from_its_page_and_its_look_recorded(here: World, staff: User, client_for: Any) -> None:
    study = cases.study(here.north)
    client = client_for(staff)

    page = client.get(LOG, {"study": str(study.pk)}).content.decode()
    client.post(LOG, _typed(here, studies=[str(study.pk)], **{f"part_{study.pk.hex}": "index"}))

    assert study.accession_number in page
    assert AccessEvent.objects.filter(object_id=str(study.pk), action="view", user_id=staff.pk).exists()
    assert list(Case.objects.get().case_studies.values_list("study", "part")) == [(study.pk, "index")]


def test_looking_a_study_up_keeps_what_was_typed_and_logs_nothing(here: World, staff: User, client_for: Any) -> None:
    study = cases.study(here.north)
    typed = _typed(here, what="", narrative="Half a sen", study_key=study.accession_number, find="yes")

    page = client_for(staff).post(LOG, typed).content.decode()

    assert "Half a sen" in page
    assert "CT chest with contrast" in page
    assert "<title>Error:" not in page
    assert Case.objects.count() == 0


def test_number_typed_without_looking_it_up_is_looked_up_by_saving(here: World, staff: User, client_for: Any) -> None:
    study = cases.study(here.north)

    client_for(staff).post(LOG, _typed(here, study_key=study.accession_number))

    assert list(Case.objects.get().case_studies.values_list("study", flat=True)) == [study.pk]


def test_unknown_number_and_one_of_another_department_read_the_same(here: World, staff: User, client_for: Any) -> None:
    elsewhere, client = cases.study(here.other), client_for(staff)

    pages = [
        client.post(LOG, _typed(here, study_key=key)).content.decode()
        for key in ("NOSUCH1", elsewhere.accession_number)
    ]

    for page in pages:
        assert "There is no study with exactly this number" in page
    assert Case.objects.count() == 0


def test_study_can_be_taken_out_again(here: World, staff: User, client_for: Any) -> None:
    study = cases.study(here.north)

    page = client_for(staff).post(LOG, _typed(here, studies=[str(study.pk)], remove=str(study.pk))).content.decode()

    assert "CT chest with contrast" not in page
    assert Case.objects.count() == 0


def test_second_case_about_a_study_is_mentioned_only_after_saving_and_without_saying_whose(
    here: World, staff: User, client_for: Any
) -> None:
    from apps.cases.domain.registering import StudyInput

    study, client = cases.study(here.north), client_for(staff)
    alone = client.post(LOG, _typed(here, studies=[str(cases.study(here.north).pk)]), follow=True).content.decode()
    first = cases.case(here.one(Role.LEAD), here.north, studies=(StudyInput(study.pk),))

    before = client.get(LOG, {"study": str(study.pk)}).content.decode()
    looked_up = client.post(LOG, _typed(here, study_key=study.accession_number, find="yes")).content.decode()
    after = client.post(LOG, _typed(here, studies=[str(study.pk)], narrative="Mine"), follow=True).content.decode()

    assert "another case about" not in alone
    for page in (before, looked_up):
        assert "logged before" not in page
        assert "another case about" not in page
    assert "There is another case about the same study." in after
    assert first.reference not in after
    assert here.one(Role.LEAD).full_name not in after


def test_lead_is_named_and_told_why(here: World, staff: User, client_for: Any) -> None:
    chair = here.one(Role.CHAIR)
    typed = _typed(here, patient_action="yes", escalation_lead=str(chair.pk), escalation_why="Book the CT")

    page = client_for(staff).post(LOG, typed, follow=True).content.decode()

    escalation = Escalation.objects.get()
    assert (escalation.lead, escalation.why) == (chair, "Book the CT")
    assert f"{chair.full_name} was asked at once" in page


def test_words_under_a_choice_that_was_not_made_are_not_dropped_silently(
    here: World, staff: User, client_for: Any
) -> None:
    page = client_for(staff).post(LOG, _typed(here, patient_action="no", escalation_why="Book the CT")).content.decode()

    assert "does not ask for it" in page
    assert "Book the CT" in page
    assert Case.objects.count() == 0


def test_readers_can_be_named_or_unknown_with_a_reason(here: World, staff: User, client_for: Any) -> None:
    client, deputy = client_for(staff), here.one(Role.DEPUTY)

    nobody = client.post(LOG, _typed(here, readers="known")).content.decode()
    no_reason = client.post(LOG, _typed(here, readers="unknown")).content.decode()
    client.post(LOG, _typed(here, readers="known", author=str(deputy.pk), external_reader="Night Reads Ltd"))

    assert "Choose a person, or type a name below." in nobody
    assert "There is a problem" in no_reason
    assert sorted(Case.objects.get().readers.values_list("external_name", flat=True)) == ["", "Night Reads Ltd"]


def test_who_will_see_this_is_counted_from_real_roles_and_promises_no_secrecy(
    here: World, staff: User, client_for: Any
) -> None:
    page = client_for(staff).get(LOG).content.decode()

    assert "Chair and deputy chairs (2 people)" in page
    assert "11 people work in North Radiology" in page
    assert "a court or a coroner can require" in page
    assert "Coordinator" not in page.split("Who will see this")[1]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.IG_LEAD, Role.ADMIN, Role.GOVERNANCE], ids=str)
def test_page_is_not_there_for_those_who_may_not_log(here: World, client_for: Any, role: Role) -> None:
    assert client_for(here.one(role)).get(LOG).status_code == 404


HOSTILE = {
    "department": "not-an-id",
    "studies": "not-an-id",
    "submission_key": "not-a-key",
    "escalation_lead": "not-an-id",
    "what": "\x00",
    "patient_action": "'; --",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_damaged_field_is_an_error_on_the_page_and_never_a_fault(
    here: World, staff: User, client_for: Any, name: str
) -> None:
    answer = client_for(staff).post(LOG, _typed(here, **{name: HOSTILE[name]}))

    assert answer.status_code in (200, 302)
    assert Case.objects.count() == (1 if name == "submission_key" else 0)


def test_words_typed_into_an_expired_session_come_back_after_signing_in(
    here: World, staff: User, client_for: Any, settings: Any
) -> None:
    client = client_for(staff)
    client.get(LOG)
    session = client.session
    session["last_seen_at"] = session["signed_in_at"] = 0.0
    session.save()

    lost = client.post(LOG, _typed(here, narrative="Words from before ✓"))
    client_for(staff)
    from urllib.parse import parse_qs, urlsplit

    back = parse_qs(urlsplit(lost["Location"]).query)["next"][0]
    page = client.get(back).content.decode()

    assert Case.objects.count() == 0
    assert "Words from before ✓" in page
