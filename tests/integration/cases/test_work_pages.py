"""Acting for patients, opinions, follow-up, the presentation copy and coding, through their pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, Escalation, FollowUpAction, Opinion, PresentationCopy
from apps.core.clock import today
from tests.factories import cases
from tests.support.worlds import World


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case for whose patient somebody may still need to act."""
    return cases.case(staff, here.north, patient_action="yes", escalation_why="Book the CT", narrative="A nodule")


def _escalation(case: Case) -> str:
    return reverse("cases:escalation", args=[case.escalations.get().pk])


def test_lead_takes_it_on_and_records_what_was_done_once(here: World, case: Case, client_for: Any) -> None:
    lead = here.one(Role.LEAD)
    client = client_for(lead)
    done = {"done_what": "GP telephoned, CT on Thursday", "acted_unknown": "on", "submission_key": str(uuid4())}

    shown = client.get(_escalation(case)).content.decode()
    took = [client.post(_escalation(case) + "acknowledge/").status_code for _ in range(2)]
    said = [client.post(_escalation(case), done).status_code for _ in range(2)]

    escalation = Escalation.objects.get()
    assert "Book the CT" in shown
    assert "A nodule" in shown
    assert (took, said) == ([302, 302], [302, 302])
    assert (escalation.status, escalation.done_by, escalation.done_what) == (
        "done",
        lead,
        "GP telephoned, CT on Thursday",
    )
    assert [row.status for row in escalation.history.order_by("version")] == ["raised", "acknowledged", "done"]


def test_nothing_said_is_no_record(here: World, case: Case, client_for: Any) -> None:
    page = client_for(here.one(Role.LEAD)).post(_escalation(case), {"done_what": " "}).content.decode()

    assert "Say what was done for the patient." in page
    assert Escalation.objects.get().status == "raised"


def test_hand_over_names_somebody_else_and_keeps_the_clock(here: World, case: Case, client_for: Any) -> None:
    chair, before = here.one(Role.CHAIR), Escalation.objects.get()
    client = client_for(here.one(Role.LEAD))

    nobody = client.post(_escalation(case) + "hand-over/", {"lead": ""}).content.decode()
    client.post(_escalation(case) + "hand-over/", {"lead": str(chair.pk)})

    after = Escalation.objects.get()
    assert "Choose who should act." in nobody
    assert (after.lead, after.status, after.raised_at) == (chair, "raised", before.raised_at)


def test_fail_safe_officer_acts_without_reading_the_submission(here: World, case: Case, client_for: Any) -> None:
    client = client_for(here.one(Role.FAILSAFE))

    page = client.get(_escalation(case)).content.decode()

    assert "Book the CT" in page
    assert "A nodule" not in page
    assert reverse("cases:detail", args=[case.pk]) not in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR, Role.IG_LEAD], ids=str)
def test_escalation_is_not_there_for_others(here: World, case: Case, client_for: Any, role: Role) -> None:
    assert client_for(here.one(role)).get(_escalation(case)).status_code == 404
    assert client_for(here.one(Role.LEAD, here.south)).get(_escalation(case)).status_code == 404


# Follow-up actions


def test_action_is_added_once_finished_and_cancelled(here: World, case: Case, chair: User, client_for: Any) -> None:
    client, key = client_for(chair), str(uuid4())
    typed = {"kind": "referrer_told", "what": "", "owner": str(chair.pk), "submission_key": key}

    for _ in range(2):
        client.post(reverse("cases:action-add", args=[case.pk]), typed)
    action = FollowUpAction.objects.get()
    finish = reverse("cases:action-finish", args=[action.pk])
    answers = [client.post(finish, {"evidence": "Letter sent"}).status_code for _ in range(2)]
    late = client.post(reverse("cases:action-cancel", args=[action.pk]), {"reason": "not needed ✓"})

    action.refresh_from_db()
    assert (action.what, action.due_on) == ("Referrer told", today() + timedelta(days=14))
    assert answers == [302, 302]
    assert (action.status, action.evidence, action.version) == ("done", "Letter sent", 2)
    assert late.status_code == 409
    assert "not needed ✓" in late.content.decode()


def test_owner_who_may_not_read_the_case_finishes_their_own_action(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    owner = here.one(Role.COORDINATOR)
    client_for(chair).post(
        reverse("cases:action-add", args=[case.pk]),
        {"kind": "other", "what": "Send the letter", "owner": str(owner.pk)},
    )
    action = FollowUpAction.objects.get()

    page = client_for(owner).get(reverse("cases:action-finish", args=[action.pk]))
    client_for(owner).post(reverse("cases:action-finish", args=[action.pk]), {})

    action.refresh_from_db()
    assert "Send the letter" in page.content.decode()
    assert "A nodule" not in page.content.decode()
    assert action.status == "done"


ACTIONS = {
    "no owner": {"kind": "other"},
    "somebody from elsewhere": {"kind": "other", "owner": "00000000-0000-4000-8000-000000000000"},
    "yesterday": {"kind": "other", "due_on_day": "1", "due_on_month": "1", "due_on_year": "2020"},
    "no kind": {},
}


@pytest.mark.parametrize("name", ACTIONS)
def test_action_that_cannot_be_is_explained(case: Case, chair: User, client_for: Any, name: str) -> None:
    typed = {"owner": str(chair.pk), "what": "Kept ✓", **ACTIONS[name]}
    if name == "no owner":
        del typed["owner"]

    page = client_for(chair).post(reverse("cases:action-add", args=[case.pk]), typed).content.decode()

    assert "There is a problem" in page
    assert "Kept ✓" in page
    assert FollowUpAction.objects.count() == 0


# Opinions


TYPED = {"confidence": "high", "declared_not_read": "on"}


def test_opinion_is_committed_once_and_a_second_view_beside_it(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    reviewer = here.one(Role.REVIEWER)
    case = cases.case(staff, here.north, readers_unknown_reason="gone")
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])
    client, page = client_for(reviewer), reverse("cases:opinion", args=[case.pk])

    for _ in range(2):
        client.post(page, {"view": "Nodule at the apex", "learning": "Look there", "after_reveal": "no", **TYPED})
    other = client.post(page, {"view": "Something else ✓", "after_reveal": "no", **TYPED})
    client.post(page, {"view": "A scar after all", "after_reveal": "yes"})

    assert list(Opinion.objects.order_by("committed_at").values_list("view", "after_reveal")) == [
        ("Nodule at the apex", False),
        ("A scar after all", True),
    ]
    assert other.status_code == 409
    assert "Something else ✓" in other.content.decode()


def test_opinion_of_somebody_who_was_not_asked_is_not_taken(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason="gone")
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[here.one(Role.REVIEWER).pk])
    page = reverse("cases:opinion", args=[case.pk])

    typed = {"view": "Mine", **TYPED}
    assert client_for(here.one(Role.DEPUTY)).post(page, typed).status_code == 403
    assert client_for(staff).post(page, typed).status_code == 403
    assert client_for(here.one(Role.STAFF, here.south)).get(page).status_code == 404
    assert Opinion.objects.count() == 0


# The presentation copy


def _copy(case: Case, **more: Any) -> dict[str, Any]:
    return {"expected_version": 0, "title": "A nodule", "vignette": "Cough for two weeks.", **more}


def test_clean_copy_is_saved_screened_and_shown_on_the_case(case: Case, chair: User, client_for: Any) -> None:
    client = client_for(chair)

    answer = client.post(reverse("cases:presentation", args=[case.pk]), _copy(case), follow=True)

    copy = PresentationCopy.objects.get()
    assert copy.screened_by == chair
    assert "Screen clear" in answer.content.decode()


def test_finding_is_shown_in_its_place_and_justified_or_must_go(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    client, page = client_for(chair), reverse("cases:presentation", args=[case.pk])
    named = here.one(Role.DEPUTY).full_name
    typed = _copy(case, vignette=f"Seen on 3 March 2026 by {named}.")

    saved = client.post(page, typed, follow=True).content.decode()
    start = typed["vignette"].index("3 March 2026")
    reason = {"field": "vignette", "kind": "date", "start": start, "justification": "The date of a public guideline"}
    short = client.post(reverse("cases:justify", args=[case.pk]), {**reason, "justification": "ok"}).content.decode()
    client.post(reverse("cases:justify", args=[case.pk]), reason)
    after = client.get(page).content.decode()

    assert "3 March 2026</mark>" in saved
    assert f"{named}</mark>" in saved
    assert "This can never stay" in saved
    assert "Say in a few words why this may stay." in short
    assert "3 March 2026</mark>" not in after
    assert f"{named}</mark>" in after
    assert PresentationCopy.objects.get().screened_sha256 == ""


def test_copy_that_somebody_else_changed_is_refused_with_the_words_kept(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    page = reverse("cases:presentation", args=[case.pk])
    client_for(here.one(Role.DEPUTY)).post(page, _copy(case))

    answer = client_for(chair).post(page, _copy(case, vignette="My own words ✓"))
    again = client_for(chair).post(page, _copy(case, vignette="My own words ✓", expected_version=1))

    assert answer.status_code == 409
    assert "My own words ✓" in answer.content.decode()
    assert here.one(Role.DEPUTY).full_name in answer.content.decode()
    assert again.status_code == 302
    assert PresentationCopy.objects.get().vignette == "My own words ✓"


def test_copy_is_edited_only_by_those_who_chair_and_read_no_report_in_it(
    here: World, staff: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north, readers=(ReaderInput(person_id=here.one(Role.CHAIR).pk),))
    page = reverse("cases:presentation", args=[case.pk])

    assert client_for(staff).get(page).status_code == 403
    assert client_for(here.one(Role.CHAIR)).get(page).status_code == 403
    assert client_for(here.one(Role.DEPUTY)).get(page).status_code == 200


# Amending


def test_amending_through_the_page_adds_a_study_and_a_reader_and_keeps_the_rest(
    here: World, case: Case, staff: User, client_for: Any
) -> None:
    study, deputy = cases.study(here.north), here.one(Role.DEPUTY)
    typed = {
        "expected_version": 1,
        "what": "misread",
        "narrative": "A nodule, called a vessel",
        "modality": "CT",
        "body_region": "Chest",
        "study_key": study.accession_number,
        "author": str(deputy.pk),
        "reason": "Looked again",
    }
    client, page = client_for(staff), reverse("cases:amend", args=[case.pk])

    shown = client.get(page).content.decode()
    answers = [client.post(page, typed).status_code for _ in range(2)]
    wrong = client.post(page, {**typed, "expected_version": 2, "study_key": "NOSUCH", "reason": "Kept ✓"})

    case.refresh_from_db()
    assert "A nodule" in shown
    assert answers == [302, 302]
    assert (case.version, case.discrepancy_type, case.narrative) == (2, "misread", "A nodule, called a vessel")
    assert list(case.case_studies.values_list("study", flat=True)) == [study.pk]
    assert list(case.readers.values_list("person", flat=True)) == [deputy.pk]
    assert "There is no study with exactly this number" in wrong.content.decode()
    assert "Kept ✓" in wrong.content.decode()
