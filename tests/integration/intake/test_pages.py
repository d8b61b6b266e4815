"""The pages of an import, as somebody goes through them; and what others may not see."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html as lxml_html
from openpyxl import load_workbook

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.intake.enums import ImportState
from apps.intake.models import CaseImport, ImportFile
from tests.factories import imports
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    with acting_as(command_actor("test")):
        return world()


@pytest.fixture
def chair(built: World, client_for: Any) -> Client:
    signed_in: Client = client_for(built.one(Role.CHAIR))
    return signed_in


def form_of(client: Client, path: str) -> dict[str, str]:
    """Every field of the page's form with what stands in it."""
    page = lxml_html.fromstring(client.get(path).content.decode())
    form = page.xpath("//main//form[@method='post'][.//button[@type='submit']]")[0]
    return {name: value or "" for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}


def send(client: Client, content: str, name: str = "old cases.csv") -> str:
    """Send a file; returns the address of the import."""
    data = {**form_of(client, "/imports/new/"), "file": SimpleUploadedFile(name, content.encode())}
    response = client.post("/imports/new/", data)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"]).removesuffix("headings/")


def go_through(client: Client, content: str, **columns: str) -> str:
    """From the file to checked rows, choosing what the pages propose and the constants that they ask for."""
    address = send(client, content)
    for step in ("headings/", "columns/", "words/"):
        data = form_of(client, f"{address}{step}")
        if step == "columns/":
            data |= {"same_how_discovered": "other", "same_patient_action": "no", **columns}
        response = client.post(f"{address}{step}", data)
        assert response.status_code == 302, response.content.decode()
    assert response["Location"] == address
    return address


def test_a_file_becomes_cases_and_goes_back_again(chair: Client, built: World) -> None:
    address = go_through(chair, imports.sheet(imports.GOOD_ROW, "2,05/03/2021,Misread,Called old.,MRI,,,Open"))
    page = chair.get(address).content.decode()
    assert "Import 2 cases" in page
    assert "A nodule behind the heart was not described." in page
    assert Case.objects.count() == 0

    chair.post(address, form_of(chair, address))

    assert set(Case.objects.values_list("status", "modality")) == {("closed", "CT"), ("received", "MR")}
    page = chair.get(address).content.decode()
    assert Case.objects.all()[0].reference in page
    assert not ImportFile.objects.exists()

    chair.post(f"{address}undo/", form_of(chair, f"{address}undo/"))

    assert Case.objects.count() == 0
    assert CaseImport.objects.get().state == ImportState.UNDONE
    assert "Undone by" in chair.get(address).content.decode()


def test_the_case_says_that_it_was_imported(chair: Client, built: World) -> None:
    address = go_through(chair, imports.sheet(imports.GOOD_ROW))
    chair.post(address, form_of(chair, address))

    page = chair.get(Case.objects.get().get_absolute_url()).content.decode()

    assert "Imported" in page
    assert "Row 2 of old_cases.csv." in page


def test_rows_with_faults_need_a_choice(chair: Client, built: World) -> None:
    address = go_through(chair, imports.ONE_BAD_ROW)
    page = chair.get(address).content.decode()
    assert "is a day that does not exist" in page

    without = chair.post(address, {**form_of(chair, address), "mode": ""})
    nothing = chair.post(address, {**form_of(chair, address), "mode": "all"})

    assert without.status_code == 200
    assert "Choose an answer" in without.content.decode()
    assert nothing.status_code == 409
    assert "1 rows have faults" in nothing.content.decode()
    assert Case.objects.count() == 0

    chair.post(address, {**form_of(chair, address), "mode": "good"})

    assert Case.objects.count() == 1
    assert "put them right and send them as a new file" in chair.get(address).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_faults_can_be_put_right_and_sent_again(chair: Client, built: World, kind: str) -> None:
    address = go_through(chair, imports.ONE_BAD_ROW)
    chair.post(address, {**form_of(chair, address), "mode": "good"})

    fetched = chair.get(f"{address}faults.{kind}")
    content = b"".join(fetched) if fetched.streaming else fetched.content

    if kind == "xlsx":
        book = load_workbook(BytesIO(content))
        rows = [[cell.value or "" for cell in row] for row in book.active.rows]
    else:
        rows = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    assert rows[0][:3] == ["Row in your file", "What is wrong", "How to put it right"]
    assert rows[1][0] == "3"
    assert "31/02/2020 is a day that does not exist" in rows[1][1]
    assert len(rows) == 2
    assert AccessEvent.objects.filter(action=AccessAction.DOWNLOAD, object_label="intake.caseimport").count() == 1
    again = [[str(one).replace("31/02/2020", "28/02/2020") for one in row] for row in rows]
    second = go_through(chair, "\n".join(",".join(row) for row in again))
    assert "Import 1 case" in chair.get(second).content.decode()


def test_what_every_case_needs_is_asked_for(chair: Client, built: World) -> None:
    address = send(chair, imports.sheet(imports.GOOD_ROW))
    chair.post(f"{address}headings/", form_of(chair, f"{address}headings/"))
    data = form_of(chair, f"{address}columns/")
    details = next(name for name, value in data.items() if value == "narrative")

    response = chair.post(f"{address}columns/", {**data, details: ""})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Match a column to “What happened”." in page
    assert "Match a column to “How it came to light”, or say what it is for every row." in page


def test_what_was_matched_is_remembered_but_never_that_nobody_needs_to_act(chair: Client, built: World) -> None:
    go_through(chair, imports.sheet("1,01/02/2020,Odd word,One.,CT,,,Closed"), same_kind="delay")

    address = send(chair, imports.sheet("2,01/02/2021,Odd word,Two.,CT,,,Closed"))
    chair.post(f"{address}headings/", form_of(chair, f"{address}headings/"))
    data = form_of(chair, f"{address}columns/")

    assert (data["same_how_discovered"], data["same_kind"]) == ("other", "delay")
    assert data["same_patient_action"] == ""


def test_two_columns_for_one_field_are_refused_and_what_was_chosen_stays(chair: Client, built: World) -> None:
    address = send(chair, imports.sheet(imports.GOOD_ROW))
    chair.post(f"{address}headings/", form_of(chair, f"{address}headings/"))
    data = form_of(chair, f"{address}columns/")
    ref = next(name for name, value in data.items() if value == "their_reference")

    response = chair.post(f"{address}columns/", {**data, ref: "kind"})

    page = lxml_html.fromstring(response.content.decode())
    assert "Two columns are matched to “Kind of case”" in response.content.decode()
    assert page.xpath(f"//select[@name='{ref}']//option[@selected]/@value") == ["kind"]


def test_a_page_that_is_out_of_date_says_so(chair: Client, built: World) -> None:
    address = go_through(chair, imports.sheet(imports.GOOD_ROW))
    old = form_of(chair, address)
    chair.post(f"{address}words/", form_of(chair, f"{address}words/"))

    response = chair.post(address, old)

    assert response.status_code == 409
    assert "Somebody changed this import" in response.content.decode()
    assert Case.objects.count() == 0


def test_an_import_can_be_given_up(chair: Client, built: World) -> None:
    address = send(chair, imports.sheet(imports.GOOD_ROW))

    chair.post(f"{address}discard/")
    chair.post(f"{address}discard/")

    assert CaseImport.objects.get().state == ImportState.DISCARDED
    assert not ImportFile.objects.exists()
    assert chair.get(f"{address}columns/")["Location"] == address


def test_who_may_not_triage_may_not_import(built: World, client: Client) -> None:
    found = imports.checked(built.north, built.one(Role.CHAIR), imports.ONE_BAD_ROW)
    for role in set(Role) - {Role.CHAIR, Role.DEPUTY}:
        client.force_login(built.one(role))
        for path in ("/imports/", "/imports/new/", f"/imports/{found.pk}/", f"/imports/{found.pk}/faults.csv"):
            assert client.get(path).status_code == 404, (role, path)


def test_another_department_reaches_nothing(built: World, client: Client) -> None:
    found = imports.imported(built.north, built.one(Role.CHAIR), imports.sheet(imports.GOOD_ROW))
    client.force_login(built.one(Role.CHAIR, built.south))

    assert str(found.pk) not in client.get("/imports/").content.decode()
    for step in ("", "headings/", "columns/", "words/", "undo/", "faults.csv", "faults.xlsx"):
        assert client.get(f"/imports/{found.pk}/{step}").status_code == 404, step
    for step in ("", "undo/", "discard/", "again/", "headings/"):
        assert client.post(f"/imports/{found.pk}/{step}", {"mode": "all"}).status_code == 404, step
    assert Case.objects.count() == 1
    foreign = {"department": str(built.north.pk), "file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}
    assert client.post("/imports/new/", foreign).status_code == 200
    assert CaseImport.objects.count() == 1


def test_a_large_file_is_read_checked_and_imported_by_a_worker(
    chair: Client, built: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("apps.intake.domain.importing.READ_AT_ONCE", 10)
    monkeypatch.setattr("apps.intake.domain.working.AT_ONCE", 0)
    address = send(chair, imports.sheet(imports.GOOD_ROW))
    found = CaseImport.objects.get(pk=UUID(address.split("/")[2]))
    assert found.state == ImportState.READING
    waiting = chair.get(address)
    assert waiting["Refresh"] == "3"
    assert "<progress" in waiting.content.decode()
    from apps.core.jobs import sweep

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 1
    found.refresh_from_db()
    assert found.state == ImportState.READ
    for step in ("headings/", "columns/", "words/", ""):
        data = form_of(chair, f"{address}{step}")
        if step == "columns/":
            data |= {"same_how_discovered": "other", "same_patient_action": "no"}
        with django_capture_on_commit_callbacks(execute=True):
            assert chair.post(f"{address}{step}", data).status_code == 302
    found.refresh_from_db()
    assert found.state == ImportState.IMPORTED
    case = Case.objects.get()
    version = case.history.get()
    assert (version.history_source, version.history_user_id) == ("job", built.one(Role.CHAIR).pk)


def test_words_are_matched_once_and_known_the_next_time(chair: Client, built: World) -> None:
    rows = imports.sheet("1,01/02/2020,Odd word,One.,CT,,,Closed")
    first = go_through(chair, rows)
    assert "Nobody has said what “Odd word” means" in chair.get(first).content.decode()
    data = form_of(chair, f"{first}words/")
    chair.post(f"{first}words/", {**data, "kind_0": "delay"})
    assert "Import 1 case" in chair.get(first).content.decode()

    second = go_through(chair, rows.replace("One.", "Two."))

    assert "Import 1 case" in chair.get(second).content.decode()
