"""Files on a case: attached through the page, searched by the job, masked, confirmed by a named person, shown."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.checking_images import suspicious
from apps.cases.domain.presenting import findings_of, save_presentation
from apps.cases.domain.screening import presentation_is_clean
from apps.cases.models import Case, CaseAttachment, CaseStudy, PresentationImage
from apps.core.actor import acting_as, command_actor
from apps.disclosure.domain.burned_in import can_search
from tests.factories import cases
from tests.support import sent_files as sent
from tests.support.furnished import PATIENT, WORDS, study_with_patient
from tests.support.worlds import World

NAMED = ("PLANTERTON QUERIDA", "NHS 999 000 0034")


@pytest.fixture(autouse=True)
def _jobs_run_at_once(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.JOBS_EAGER = True


@pytest.fixture
def case(here: World, staff: User, chair: User) -> Case:
    """A case whose index study has a patient with a name and numbers."""
    found = study_with_patient(here.north, here.one(Role.ADMIN), patient=PATIENT)
    one = cases.case(staff, here.north)
    with acting_as(command_actor("test")):
        CaseStudy.objects.create(case=one, study=found)
    return one


def _upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _attach(client: Any, case: Case, name: str, content: bytes, callbacks: Any) -> Any:
    with callbacks(execute=True):
        return client.post(reverse("cases:files", args=[case.pk]), {"file": _upload(name, content)})


def _at(one: CaseAttachment, what: str) -> str:
    return reverse(f"cases:file-{what}", args=[one.case_id, one.pk])


@pytest.fixture
def attach(client_for: Any, chair: User, case: Case, django_capture_on_commit_callbacks: Any) -> Any:
    """Attach a file as the chair; gives the attachment."""

    def send(name: str = "axial.png", content: bytes = sent.png()) -> CaseAttachment:
        _attach(client_for(chair), case, name, content, django_capture_on_commit_callbacks)
        return CaseAttachment.objects.latest("added_at")

    return send


def test_submitter_attaches_a_file_and_gets_it_back_cleaned(
    client_for: Any, staff: User, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(staff)

    answer = _attach(client, case, "axial slice.jpg", sent.jpeg_with_notes(), django_capture_on_commit_callbacks)

    one = CaseAttachment.objects.get()
    saved = client.get(_at(one, "content"))
    assert answer.url == one.get_absolute_url()
    assert one.name == "axial_slice.jpg"
    assert sent.TELLTALE not in saved.content
    assert saved["Content-Disposition"] == f'attachment; filename="image-{one.pk.hex[:8]}.jpg"'
    assert (saved["X-Content-Type-Options"], saved["Content-Type"]) == ("nosniff", "image/jpeg")
    assert "sandbox" in saved["Content-Security-Policy"]
    looks = AccessEvent.objects.filter(object_label="cases.caseattachment", object_id=str(one.pk))
    assert looks.filter(action=AccessAction.DOWNLOAD).count() == 1
    assert "axial_slice.jpg" in client.get(case.get_absolute_url() + "files/").content.decode()
    assert {row.actor_name for row in one.history.all()} == {staff.full_name}


def test_file_lies_under_a_name_of_ours_outside_the_web_root(attach: Any) -> None:
    one = attach("../../etc/axial.png")

    path = Path(settings.MEDIA_ROOT) / one.file
    assert path.is_file()
    assert path.name == f"{one.file_sha256}.png"
    assert "axial" not in one.file
    assert one.name == "axial.png"


@pytest.mark.parametrize(
    ("sent_as", "kept_as"),
    [
        ("axial.png", "axial.png"),
        ("C:\\scans\\axial.png", "axial.png"),
        ("axial.html", "axial.png"),
        ("noending", "noending.png"),
        ("🫁.png", "image-1.png"),
        ("\u202egnp.laixa", "gnp.png"),
        ("Planterton_Querida.png", "image-1.png"),
        ("999-000-0034.png", "image-1.png"),
        ("Staff_chair.Of.North_Radiology.png", "image-1.png"),
        ("x" * 300 + ".png", "x" * 100 + ".png"),
    ],
)
def test_name_is_for_people_only_and_names_nobody(attach: Any, sent_as: str, kept_as: str) -> None:
    one = attach(sent_as)

    assert one.name == kept_as
    assert not one.history.filter(name__icontains="planterton").exists()


def test_same_file_sent_twice_is_one(attach: Any) -> None:
    first, second = attach(), attach("again.png")

    assert first == second
    assert CaseAttachment.objects.count() == 1


_BAD = {
    "zip.png": (b"PK\x03\x04" + bytes(200), "no JPEG"),
    "page.png": (b"<!doctype html><script>alert(1)</script>", "no JPEG"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
    "script.pdf": (sent.pdf_with(sent.add_script), "script"),
    "wide.png": (sent.huge_png(), "million pixels"),
    "cut.jpg": (sent.as_file(sent.picture(), "JPEG")[:900], "cut short"),
    "empty.png": (b"", "empty"),
}


@pytest.mark.parametrize("name", _BAD)
def test_bad_file_is_refused_in_words_and_leaves_nothing(
    client_for: Any, chair: User, case: Case, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    content, words = _BAD[name]

    page = _attach(client_for(chair), case, name, content, django_capture_on_commit_callbacks).content.decode()

    assert words in page
    assert not CaseAttachment.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("attachments/*"))


def test_file_over_the_limit_is_refused_before_it_is_read(
    client_for: Any, chair: User, case: Case, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ATTACHMENT_LIMIT_BYTES = 1024

    page = _attach(client_for(chair), case, "big.png", bytes(4096), django_capture_on_commit_callbacks)

    assert "The largest that can be attached is 1 KB" in page.content.decode()


def test_another_department_and_a_sealed_person_find_nothing(
    client_for: Any, here: World, attach: Any, case: Case
) -> None:
    one = attach()
    client = client_for(here.one(Role.CHAIR, here.south))

    paths = [reverse("cases:files", args=[case.pk]), one.get_absolute_url(), _at(one, "content"), _at(one, "picture")]

    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.post(_at(one, "confirm"), {}).status_code == 404


def test_file_of_another_case_is_not_found_by_this_one(
    client_for: Any, chair: User, staff: User, here: World, attach: Any
) -> None:
    one, other = attach(), cases.case(staff, here.north)

    assert client_for(chair).get(reverse("cases:file", args=[other.pk, one.pk])).status_code == 404


def test_submitter_cannot_confirm_and_sees_no_form_for_it(client_for: Any, staff: User, attach: Any) -> None:
    one = attach()
    client = client_for(staff)

    page = client.get(one.get_absolute_url()).content.decode()

    assert "Confirm that it shows nobody" not in page
    assert client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"}).status_code == 403


@pytest.mark.skipif(not can_search(), reason="Tesseract is not installed")
def test_burned_in_name_is_found_masked_and_gone(
    client_for: Any, chair: User, attach: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one = attach("axial.png", sent.png(NAMED, (900, 600)))
    client = client_for(chair)
    one.refresh_from_db()
    kinds = {kind for box in suspicious(one) for kind in box["kinds"]}
    page = client.get(one.get_absolute_url()).content.decode()
    refused = client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"}).content.decode()
    old = Path(settings.MEDIA_ROOT) / one.file

    boxes = [str(n) for n in range(len(one.found))]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(_at(one, "mask"), {"expected_sha256": one.file_sha256, "boxes": boxes})

    one.refresh_from_db()
    assert {"patient_name", "nhs_number"} <= kinds
    assert "Box 1" in page
    assert "PLANTERTON" not in page
    assert "Mask it, or say why it is none" in refused
    assert not old.exists()
    assert one.search == "searched"
    assert suspicious(one) == []
    assert "PLANTERTON" not in str(list(one.history.values()))


def test_confirmation_names_who_looked_and_any_change_voids_it(client_for: Any, chair: User, attach: Any) -> None:
    one = attach()
    client = client_for(chair)

    unticked = client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256}).content.decode()
    other = client.post(_at(one, "confirm"), {"expected_sha256": "0" * 64, "looked": "on"})
    client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"})
    one.refresh_from_db()
    confirmed = (one.is_confirmed, one.confirmed_by)
    rectangle = {"left": 1, "top": 1, "width": 20, "height": 20}
    client.post(_at(one, "mask"), {"expected_sha256": one.file_sha256, **rectangle})
    one.refresh_from_db()

    assert "Look at the whole image first" in unticked
    assert other.status_code == 409
    assert confirmed == (True, chair)
    assert (one.is_confirmed, one.confirmed_by) == (False, None)
    assert "image masked" in {row.history_change_reason for row in one.history.all()}


def test_image_not_searched_yet_cannot_be_confirmed(client_for: Any, chair: User, case: Case, settings: Any) -> None:
    client = client_for(chair)
    client.post(reverse("cases:files", args=[case.pk]), {"file": _upload("a.png", sent.png())})
    one = CaseAttachment.objects.get()

    answer = client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"})

    assert (one.search, answer.status_code) == ("waiting", 409)
    assert "has not finished" in answer.content.decode()


def test_without_the_program_the_page_says_so_and_a_person_can_still_look(
    client_for: Any, chair: User, attach: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    one = attach()
    client = client_for(chair)

    page = client.get(one.get_absolute_url()).content.decode()
    client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"})

    one.refresh_from_db()
    assert "Not searched for text" in page
    assert one.is_confirmed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a box, or give a rectangle"),
        ({"left": "1", "top": "1"}, "all four numbers"),
        ({"left": "5000", "top": "1", "width": "5", "height": "5"}, "outside the image"),
        ({"left": "-1", "top": "1", "width": "5", "height": "5"}, "Enter 0 or more"),
        ({"left": "x", "top": "1", "width": "5", "height": "5"}, "Enter a number"),
        ({"boxes": "7"}, "Choose a box, or give a rectangle"),
    ],
)
def test_rectangle_that_makes_no_sense_is_refused_in_words(
    client_for: Any, chair: User, attach: Any, given: dict[str, str], words: str
) -> None:
    one = attach()

    page = client_for(chair).post(_at(one, "mask"), {"expected_sha256": one.file_sha256, **given}).content.decode()

    assert words in page
    one.refresh_from_db()
    assert one.version == 2  # attached, searched


def _confirm(client: Any, one: CaseAttachment) -> None:
    client.post(_at(one, "confirm"), {"expected_sha256": one.file_sha256, "looked": "on"})


def test_only_a_confirmed_image_is_shown_and_the_gate_knows(
    client_for: Any, chair: User, case: Case, attach: Any, chairing: Any
) -> None:
    one = attach()
    client = client_for(chair)
    shown = {"alt_text": "Axial slice at the level of the heart", "shown_with": "question", "position": "1"}
    save_presentation(actor=chairing, case_id=case.pk, words=WORDS)

    too_early = client.post(_at(one, "show"), shown).status_code
    _confirm(client, one)
    without_words = client.post(_at(one, "show"), {**shown, "alt_text": ""}).content.decode()
    client.post(_at(one, "show"), shown)
    voided = presentation_is_clean(Case.objects.get(pk=case.pk))
    save_presentation(actor=chairing, case_id=case.pk, words=WORDS)
    cleared = presentation_is_clean(Case.objects.get(pk=case.pk))
    client.post(_at(one, "withdraw"))
    after = presentation_is_clean(Case.objects.get(pk=case.pk))
    told = client.post(
        reverse("cases:presentation", args=[case.pk]),
        {**WORDS, "expected_version": str(Case.objects.get(pk=case.pk).presentation.version)},
        follow=True,
    ).content.decode()
    unconfirmed = presentation_is_clean(Case.objects.get(pk=case.pk))

    assert (too_early, voided, cleared, after, unconfirmed) == (409, False, True, False, False)
    assert "What the image shows" in without_words
    assert "An image of the copy is not confirmed" in told


def test_words_of_an_image_and_names_of_files_are_screened_with_the_copy(
    client_for: Any, chair: User, case: Case, attach: Any, chairing: Any
) -> None:
    one = attach()
    client = client_for(chair)
    _confirm(client, one)
    save_presentation(actor=chairing, case_id=case.pk, words=WORDS)
    client.post(_at(one, "show"), {"alt_text": "Scan of Querida Planterton", "shown_with": "reveal", "position": "1"})

    found = findings_of(Case.objects.get(pk=case.pk))
    page = client.get(reverse("cases:presentation", args=[case.pk])).content.decode()

    assert {row.field.partition(":")[0] for row in found} == {"image"}
    assert "Words of an image" in page


def test_rename_refuses_a_name_that_identifies(client_for: Any, chair: User, attach: Any) -> None:
    one = attach()
    client = client_for(chair)

    page = client.post(_at(one, "rename"), {"name": "Planterton axial"}).content.decode()
    client.post(_at(one, "rename"), {"name": "upper slice"})

    one.refresh_from_db()
    assert "may identify somebody" in page
    assert one.name == "upper_slice.png"


def test_removed_file_leaves_the_disk_and_the_room_and_the_trail_says_why(
    client_for: Any, chair: User, case: Case, attach: Any, chairing: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one = attach()
    client = client_for(chair)
    _confirm(client, one)
    client.post(_at(one, "show"), {"alt_text": "Axial slice", "shown_with": "question", "position": "1"})
    path = Path(settings.MEDIA_ROOT) / one.file

    unsaid = client.post(_at(one, "remove"), {"reason": ""}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(_at(one, "remove"), {"reason": "Wrong patient"})

    assert "Say why it is removed" in unsaid
    assert not path.exists()
    assert not PresentationImage.objects.exists()
    assert one.history.first().history_change_reason == "Wrong patient"
