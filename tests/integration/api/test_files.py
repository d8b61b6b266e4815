"""The files of a case through the API: what there is, and each file, for those who may see the case."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pydicom.uid import JPEGLSLossless, RLELossless

from apps.access.models import AccessAction, AccessEvent
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.cases.domain.attaching import FOLDER
from apps.cases.models import Case, CaseAttachment
from tests.factories import cases
from tests.integration.api.calling import Api
from tests.support import sent_files as sent
from tests.support.furnished_files import attached
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    return world()


def test_files_are_listed_and_given_out_to_who_sees_the_case_alone(built: World) -> None:
    case = cases.case(built.one(Role.STAFF), built.north)
    one = attached(case, built.one(Role.CHAIR))
    chair, other = Api(built.one(Role.CHAIR)), Api(built.one(Role.CHAIR, built.south))
    content = f"cases/{case.pk}/files/{one.pk}/content/"

    (row,) = chair.get(f"cases/{case.pk}/files/")["results"]
    sent = chair.send("get", content)

    assert (row["id"], row["kind"], row["is_confirmed"], row["sha256"]) == (
        str(one.pk), "image", False, one.file_sha256,
    )  # fmt: skip
    assert (sent.status_code, len(sent.content)) == (200, one.size)
    assert AccessEvent.objects.filter(action=AccessAction.DOWNLOAD, object_id=str(one.pk)).count() == 1
    assert other.send("get", f"cases/{case.pk}/files/").status_code == 404
    assert other.send("get", content).status_code == 404


def send(api: Api, case: Case, content: bytes, name: str = "axial.png", **more: str) -> Any:
    """One file as a form, as an archive's own client sends it."""
    key = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    data = {"file": SimpleUploadedFile(name, content), **more}
    return api.client.post(f"/api/v1/cases/{case.pk}/files/", data, headers=key)


@pytest.fixture
def case(built: World) -> Case:
    return cases.case(built.one(Role.STAFF), built.north)


@pytest.fixture
def chair(built: World) -> Api:
    return Api(built.one(Role.CHAIR))


def test_a_file_is_attached_confirmed_and_shown_by_the_same_rules_as_on_the_pages(
    built: World, case: Case, chair: Api, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.JOBS_EAGER = True
    with django_capture_on_commit_callbacks(execute=True):
        made = send(chair, case, sent.png_with_notes())
    said = made.json()

    assert (made.status_code, said["kind"], said["is_confirmed"], said["name"]) == (201, "image", False, "axial.png")
    one = CaseAttachment.objects.get(pk=said["id"])
    assert sent.TELLTALE not in FOLDER.read_verified(one.file, one.file_sha256)
    confirm = f"cases/{case.pk}/files/{one.pk}/confirm/"
    assert chair.refused("post", confirm, {"sha256": "0" * 64})[:2] == (409, "stale")
    assert chair.post(confirm, {"sha256": said["sha256"]})["is_confirmed"] is True
    one.refresh_from_db()
    assert one.confirmed_by == built.one(Role.CHAIR)


def test_the_same_key_attaches_once_and_the_same_file_is_one_attachment(case: Case, chair: Api) -> None:
    first = send(chair, case, sent.png(), key="one")
    again = send(chair, case, sent.png(), key="one")
    other = send(chair, case, sent.png(("OTHER",)), key="one")
    without = send(chair, case, sent.png())

    assert (first.status_code, again.json()["id"], without.json()["id"]) == (
        201,
        first.json()["id"],
        first.json()["id"],
    )
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 409
    assert CaseAttachment.objects.count() == 1


def test_one_of_several_pictures_is_chosen_and_the_name_says_which(case: Case, chair: Api) -> None:
    several = sent.packed_dicom(RLELossless, [sent.packed_in_runs(sent.GREY)] * 5)

    names = [send(chair, case, several, "loop.dcm", **frame).json()["name"] for frame in ({}, {"frame": "1"})]

    assert names == ["loop-picture-3-of-5.png", "loop-picture-1-of-5.png"]
    wrong = send(chair, case, several, "loop.dcm", frame="6")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["frame"])


REFUSED: dict[str, tuple[bytes, str]] = {
    "html as png": (b"<!doctype html><script>alert(1)</script>", "kind"),
    "a zip": (b"PK\x03\x04" + bytes(100), "kind"),
    "a pdf with a script": (sent.pdf_with(sent.add_script), "active"),
    "a picture that would fill the memory": (sent.huge_png(), "too_many_pixels"),
    "a compression that is not read": (sent.packed_dicom(JPEGLSLossless, [bytes(64)]), "compressed"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_made_safe_is_refused_with_words(case: Case, chair: Api, kind: str) -> None:
    content, code = REFUSED[kind]

    refused = send(chair, case, content)

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert refused.json()["fields"]["file"] == refused.json()["message"]
    assert not CaseAttachment.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_read(case: Case, chair: Api, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT_BYTES = 10_000

    just, far = (send(chair, case, b"x" * size) for size in (10_001, 200_000))

    assert (just.status_code, just.json()["code"]) == (400, "too_large")
    assert (far.status_code, far.json()["code"]) == (413, "too_large")
    assert "largest" in far.json()["message"]


def test_a_body_that_is_no_form_and_a_form_without_a_file(case: Case, chair: Api) -> None:
    address = f"cases/{case.pk}/files/"

    assert chair.refused("post", address, {"file": "axial.png"})[0] == 415
    without = chair.client.post(f"/api/v1/{address}", {"frame": "1"})
    words = chair.client.post(f"/api/v1/{address}", {"file": "words instead"})

    assert [(one.status_code, list(one.json()["fields"])) for one in (without, words)] == [(400, ["file"])] * 2


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.STAFF, "north", 201),
        (Role.LEAD, "north", 403),
        (Role.COORDINATOR, "north", 404),
        (Role.CHAIR, "south", 404),
    ],
)
def test_who_may_attach(built: World, case: Case, role: Role, where: str, status: int) -> None:
    """The submitter may, as on the pages; another department finds nothing there."""
    assert send(Api(built.one(role, getattr(built, where))), case, sent.png()).status_code == status


def test_only_who_prepares_the_copy_confirms(built: World, case: Case, chair: Api) -> None:
    one = attached(case, built.one(Role.CHAIR))
    confirm, seen = f"cases/{case.pk}/files/{one.pk}/confirm/", {"sha256": one.file_sha256}

    assert Api(built.one(Role.STAFF)).refused("post", confirm, seen)[0] == 403
    assert Api(built.one(Role.CHAIR, built.south)).refused("post", confirm, seen)[0] == 404
    assert chair.post(confirm, seen)["is_confirmed"] is True


def test_a_token_without_the_scope_attaches_nothing(built: World, case: Case) -> None:
    reading = Api(built.one(Role.CHAIR), Permission.CASE_VIEW)

    refused = send(reading, case, sent.png())

    assert (refused.status_code, refused.json()["code"]) == (403, "outside_token_scope")
