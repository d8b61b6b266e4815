"""Putting right through the API what the pages put right: a study, a PDF that failed, a finding of the screen."""

from typing import Any

import pytest

from apps.access.models import AccessEvent
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.core.actor import acting_as, command_actor
from apps.core.jobs import JobName
from apps.core.models import Job
from apps.disclosure.models import ScreenResolution
from apps.documents.domain.transitions import move
from apps.documents.enums import DocumentEvent
from apps.documents.models import StoredDocument
from apps.journeys.models import JourneyEvent, Study
from apps.learning.models import LearningSummary
from tests.factories import accounts, cases
from tests.integration.api.calling import Api
from tests.support.furnished import Furnished, furnish
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

LINK = "Guideline at www.example.org/apices"
WHY = "A public guideline, cited by its address."


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def here(built: World) -> Furnished:
    with acting_as(command_actor("test")):
        return furnish(built, built.north)


# --- A study ---------------------------------------------------------------------------------------
@pytest.fixture
def study(built: World) -> Study:
    return cases.study(built.north)


def test_a_study_is_amended_by_name_of_its_version(built: World, study: Study) -> None:
    staff, address = Api(built.one(Role.STAFF)), f"studies/{study.pk}/"
    step = {"stage": "verification", "time": {"precision": "day", "day": "2026-03-03"}}

    said = staff.patch(
        address,
        {
            "expected_version": 1, "description": "CT head", "modalities": ["sr", "CT"], "steps": [step],
            "reason": "Typed from the report",
        },
    )  # fmt: skip

    assert (said["description"], said["modalities"], said["version"]) == ("CT head", ["CT", "SR"], 2)
    assert [(one["stage"], one["time"]["day"]) for one in said["steps"]] == [("verification", "2026-03-03")]
    version = study.history.latest()
    assert version.history_change_reason == "Typed from the report"
    assert (version.history_source, version.actor_kind, version.history_user_id) == (
        "api", "service", built.one(Role.STAFF).pk,
    )  # fmt: skip
    stale = staff.refused("patch", address, {"expected_version": 1, "description": "Other"})
    assert stale[:2] == (409, "stale")


def test_a_step_alone_makes_the_study_a_new_version(built: World, study: Study) -> None:
    staff, address = Api(built.one(Role.STAFF)), f"studies/{study.pk}/"
    step = {"stage": "reporting", "time": {"precision": "day", "day": "2026-03-03"}}

    said = staff.patch(address, {"expected_version": 1, "steps": [step]})

    assert said["version"] == 2
    step["time"] = {"precision": "day", "day": "2026-03-04"}
    assert staff.refused("patch", address, {"expected_version": 1, "steps": [step]})[:2] == (409, "stale")
    assert staff.patch(address, {"expected_version": 2})["version"] == 2


def test_being_stale_does_not_name_who_typed_the_study_in(built: World, study: Study) -> None:
    Api(built.one(Role.STAFF)).patch(f"studies/{study.pk}/", {"expected_version": 1, "description": "CT head"})

    said = Api(built.one(Role.CHAIR)).send("patch", f"studies/{study.pk}/", {"expected_version": 1})

    assert said.json()["code"] == "stale"
    assert built.one(Role.STAFF).full_name not in said.json()["message"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"description": "x" * 301}, (400, "invalid", ["description"])),
        ({"study_instance_uid": "1.2"}, (400, "invalid", ["study_instance_uid"])),
        ({"patient": {"name": "TESTERTON^ALBA"}}, (400, "invalid", ["patient"])),
        ({"modalities": ["C T"]}, (400, "study_invalid", ["modalities"])),
        ({"steps": [{"stage": "lunch", "time": {"precision": "unknown"}}]}, (400, "invalid", ["steps.0.stage"])),
        (
            {"steps": [{"stage": "reporting", "time": {"precision": "day", "day": "2190-01-01"}}]},
            (400, "time_impossible", ["reporting"]),
        ),
        ({"accession_number": "TAKEN", "accession_issuer": "RIS"}, (409, "accession_taken", ["accession_number"])),
    ],
)
def test_what_cannot_be_taken_names_its_field_and_changes_nothing(
    built: World, study: Study, sent: dict[str, Any], expected: tuple[int, str, list[str]]
) -> None:
    cases.study(built.north, accession_number="TAKEN", accession_issuer="RIS")

    status, code, fields = Api(built.one(Role.STAFF)).refused(
        "patch", f"studies/{study.pk}/", {"expected_version": 1, **sent}
    )

    assert (status, code, sorted(fields)) == expected
    study.refresh_from_db()
    assert study.version == 1


def test_the_last_key_of_a_study_cannot_be_taken_away(built: World) -> None:
    only = cases.study(built.north, study_instance_uid="")

    said = Api(built.one(Role.STAFF)).refused(
        "patch", f"studies/{only.pk}/", {"expected_version": 1, "accession_number": " "}
    )

    assert said[:2] == (400, "study_key_missing")


@pytest.mark.parametrize(
    ("role", "where", "scopes", "expected"),
    [
        (Role.STAFF, "south", (), (404, "not_found")),
        (Role.ADMIN, "other", (), (404, "not_found")),
        (Role.STAFF, "north", (Permission.STUDY_VIEW,), (403, "outside_token_scope")),
        (Role.STAFF, "north", (Permission.CASE_LOG,), (404, "not_found")),
    ],
)
def test_who_may_not_amend_a_study_changes_nothing(
    built: World, study: Study, role: Role, where: str, scopes: tuple[Permission, ...], expected: tuple[int, str]
) -> None:
    api = Api(built.one(role, getattr(built, where)), *scopes)

    assert api.refused("patch", f"studies/{study.pk}/", {"expected_version": 1, "description": "x"})[:2] == expected
    study.refresh_from_db()
    assert study.version == 1


def test_a_system_that_imports_amends_in_its_own_name(built: World, study: Study) -> None:
    step = {"stage": "reporting", "time": {"precision": "day", "day": "2026-03-03"}}

    with acting_as(command_actor("test")):
        system = accounts.member(built.north, Role.ADMIN, Role.STAFF)
    importing = Api(system, Permission.STUDY_VIEW, Permission.STUDY_IMPORT)
    importing.patch(f"studies/{study.pk}/", {"expected_version": 1, "steps": [step]})

    assert JourneyEvent.objects.get(study=study).origin == "api"


# --- A document ------------------------------------------------------------------------------------
@pytest.fixture
def failed(built: World, here: Furnished) -> StoredDocument:
    document = here.document
    if document.state == "ready":
        pytest.fail("The furnished document is expected to wait for its printing.")
    with acting_as(actor_for(built.one(Role.CHAIR))):
        move(document, DocumentEvent.FAIL)
        document.error = "A technical fault: OSError"
        document.save()
    return document


def test_a_failed_document_is_tried_again(built: World, failed: StoredDocument) -> None:
    chair, address = Api(built.one(Role.CHAIR)), f"documents/{failed.pk}/retry/"
    before = Job.objects.filter(name=JobName.RENDER_DOCUMENT).count()

    said = chair.post(address, status=200, **{"Idempotency-Key": "again"})
    repeated = chair.send("post", address, {}, **{"Idempotency-Key": "again"})

    assert (said["state"], said["error"]) == ("requested", "")
    assert (repeated.json(), repeated.headers["Idempotency-Replayed"]) == (said, "true")
    assert Job.objects.filter(name=JobName.RENDER_DOCUMENT).count() == before + 1
    assert chair.refused("post", address)[:2] == (409, "wrong_state")


@pytest.mark.parametrize(
    ("role", "where", "scopes", "expected"),
    [
        (Role.CHAIR, "south", (), (404, "not_found")),
        (Role.STAFF, "north", (), (403, "no_permission")),
        (Role.CHAIR, "north", (Permission.DOCUMENT_VIEW,), (403, "outside_token_scope")),
    ],
)
def test_who_may_not_try_again_changes_nothing(
    built: World,
    failed: StoredDocument,
    role: Role,
    where: str,
    scopes: tuple[Permission, ...],
    expected: tuple[int, str],
) -> None:
    said = Api(built.one(role, getattr(built, where)), *scopes).refused("post", f"documents/{failed.pk}/retry/")

    assert said[:2] == expected
    failed.refresh_from_db()
    assert failed.state == "failed"


# --- A finding -------------------------------------------------------------------------------------
@pytest.fixture
def found(built: World, here: Furnished) -> tuple[LearningSummary, dict[str, Any]]:
    """A draft that cites an address, and the finding as the API says it."""
    summary, chair = here.draft, Api(built.one(Role.CHAIR))
    content = {**summary.content, "further_reading": [LINK]}
    said = chair.put(f"summaries/{summary.pk}/", {"expected_version": summary.version, "content": content})
    one = next(one for one in said["findings"] if one["field"] == "further_reading.0")
    return summary, {name: one[name] for name in ("field", "kind", "start")}


def test_a_finding_is_justified_in_the_owners_name(built: World, found: tuple[LearningSummary, dict[str, Any]]) -> None:
    summary, finding = found
    chair = Api(built.one(Role.CHAIR))

    said = chair.post(f"summaries/{summary.pk}/justify/", {**finding, "justification": WHY}, 200)

    assert finding["field"] not in [one["field"] for one in said["findings"]]
    kept = ScreenResolution.objects.get(subject_id=summary.pk)
    assert (kept.justification, kept.resolved_by, kept.field) == (WHY, built.one(Role.CHAIR), "further_reading.0")
    assert kept.history.get().actor_kind == "service"
    looked = AccessEvent.objects.filter(object_label="learning.learningsummary", object_id=str(summary.pk))
    assert looked.filter(user_id=built.one(Role.CHAIR).pk).exists()
    again = chair.refused("post", f"summaries/{summary.pk}/justify/", {**finding, "justification": WHY})
    assert again[:2] == (409, "finding_gone")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"justification": "Short"}, (400, "invalid", ["justification"])),
        ({"justification": "x" * 501}, (400, "invalid", ["justification"])),
        ({"start": 4_000}, (409, "finding_gone", [])),
        ({"kind": "phone"}, (409, "finding_gone", [])),
        ({"field": "title"}, (409, "finding_gone", [])),
        ({"start": "0"}, (400, "invalid", ["start"])),
    ],
)
def test_a_reason_that_will_not_do_is_kept_nowhere(
    built: World,
    found: tuple[LearningSummary, dict[str, Any]],
    changes: dict[str, Any],
    expected: tuple[int, str, list[str]],
) -> None:
    summary, finding = found

    status, code, fields = Api(built.one(Role.CHAIR)).refused(
        "post", f"summaries/{summary.pk}/justify/", {**finding, "justification": WHY, **changes}
    )

    assert (status, code, sorted(fields)) == expected
    assert not ScreenResolution.objects.filter(subject_id=summary.pk).exists()


def test_what_names_somebody_cannot_stay(built: World, here: Furnished) -> None:
    summary, chair = here.draft, Api(built.one(Role.CHAIR))
    content = {**summary.content, "further_reading": [f"Ask {built.one(Role.STAFF).full_name}"]}
    said = chair.put(f"summaries/{summary.pk}/", {"expected_version": summary.version, "content": content})
    one = next(one for one in said["findings"] if one["field"] == "further_reading.0")

    body = {name: one[name] for name in ("field", "kind", "start")} | {"justification": WHY}

    assert chair.refused("post", f"summaries/{summary.pk}/justify/", body)[:2] == (409, "must_be_removed")


@pytest.mark.parametrize(
    ("role", "where", "scopes", "expected"),
    [
        (Role.CHAIR, "south", (), (404, "not_found")),
        (Role.STAFF, "north", (), (404, "not_found")),
        (Role.CHAIR, "north", (Permission.LEARNING_VIEW,), (403, "outside_token_scope")),
    ],
)
def test_who_may_not_justify_leaves_no_reason(
    built: World,
    found: tuple[LearningSummary, dict[str, Any]],
    role: Role,
    where: str,
    scopes: tuple[Permission, ...],
    expected: tuple[int, str],
) -> None:
    summary, finding = found
    api = Api(built.one(role, getattr(built, where)), *scopes)

    said = api.refused("post", f"summaries/{summary.pk}/justify/", {**finding, "justification": WHY})

    assert said[:2] == expected
    assert not ScreenResolution.objects.filter(subject_id=summary.pk).exists()
