"""`manage.py import_cases`: the sample in the documentation, every way of calling it, and what it prints."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from apps.access.roles import Role
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.intake.models import CaseImport, ImportFile
from tests.factories import imports
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

SAMPLES = Path(settings.BASE_DIR) / "docs" / "samples"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def built() -> World:
    with acting_as(command_actor("test")):
        return world()


@pytest.fixture
def run(built: World, tmp_path: Path) -> Run:
    """Call the command on a file and a mapping; gives the exit status and everything printed."""

    def call(content: str, *options: str, mapping: Any = imports.MAPPING, who: bool = True) -> tuple[int, str]:
        sheet, kept = tmp_path / "cases.csv", tmp_path / "mapping.json"
        sheet.write_text(content, encoding="utf-8")
        kept.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping), encoding="utf-8")
        person = ["--department", built.north.code, "--as", built.one(Role.CHAIR).email] if who else []
        out = StringIO()
        try:
            call_command("import_cases", str(sheet), "--mapping", str(kept), *person, *options, stdout=out, stderr=out)
        except CommandError as error:
            return error.returncode, f"{out.getvalue()}{error}"
        return 0, out.getvalue()

    return call


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.csv"])
def test_the_sample_comes_in_with_its_mapping(built: World, name: str) -> None:
    out = StringIO()
    who = {"department": built.north.code, "email": built.one(Role.CHAIR).email}

    for _time in range(2):
        call_command(
            "import_cases", str(SAMPLES / name), mapping=SAMPLES / "cases-mapping.json", stdout=out, stderr=out, **who
        )

    assert out.getvalue().count("Cases imported: 36") == 1
    assert Case.objects.count() == Case.history.count() == 36
    assert set(Case.objects.values_list("status", flat=True)) == {"closed", "discussed", "received", "declined"}
    assert {one.actor_kind for one in Case.history.all()} == {"command"}
    assert ImportFile.objects.count() == 1  # the second time there was nothing to import; its rows go after a day


def test_the_sample_mapping_names_the_demonstration() -> None:
    mapping = json.loads((SAMPLES / "cases-mapping.json").read_text(encoding="utf-8"))

    assert (mapping["department"], mapping["as"]) == ("WYR-RAD", "chair@demo.example")


def test_a_dry_run_says_everything_and_changes_nothing(run: Run) -> None:
    status, printed = run(imports.ONE_BAD_ROW, "--dry-run")

    assert status == 1
    assert "Rows: 2" in printed
    assert "Row 3: “Logged”: 31/02/2020 is a day that does not exist. Write the day as 27/03/2024." in printed
    assert (Case.objects.count(), CaseImport.objects.count(), CaseImport.history.count()) == (0, 0, 0)
    assert run(imports.sheet(imports.GOOD_ROW), "--dry-run")[0] == 0


def test_a_row_with_faults_keeps_all_out_unless_it_is_said_otherwise(run: Run, tmp_path: Path) -> None:
    assert run(imports.ONE_BAD_ROW)[0] == 1
    assert Case.objects.count() == 0

    status, printed = run(imports.ONE_BAD_ROW, "--good-rows", "--errors", str(tmp_path / "bad.xlsx"))

    assert (status, Case.objects.count()) == (0, 1)
    assert "Cases imported: 1" in printed
    rows = list(load_workbook(tmp_path / "bad.xlsx").active.values)
    assert [row[0] for row in rows] == ["Row in your file", "3"]


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("not json", "not JSON"),
        ("[]", "JSON object"),
        ({"columns": {"A": "nonsense"}}, "“nonsense” is not a field"),
        ({**imports.MAPPING, "surprise": 1}, "not part of a mapping"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_wrong_use(run: Run, mapping: Any, words: str) -> None:
    status, printed = run(imports.sheet(imports.GOOD_ROW), mapping=mapping)

    assert status == 2
    assert words in printed


def test_a_sheet_that_lacks_what_the_mapping_needs(run: Run) -> None:
    status, printed = run("Something,Else\n1,2\n")

    assert status == 1
    assert "Match a column to “What happened”." in printed
    assert Case.objects.count() == 0


def test_who_imports_must_be_said_and_must_be_allowed_to(run: Run, built: World) -> None:
    content = imports.sheet(imports.GOOD_ROW)
    lead = {"department": built.north.code, "as": built.one(Role.LEAD).email}
    chair = {"department": built.north.code, "as": built.one(Role.CHAIR).email}

    assert run(content, who=False)[0] == 2
    status, printed = run(content, who=False, mapping={**imports.MAPPING, **lead})
    assert (status, Case.objects.count()) == (2, 0)
    assert "may not import cases into" in printed
    assert run(content, who=False, mapping={**imports.MAPPING, **chair})[0] == 0


def test_files_that_are_not_there(built: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as missing:
        call_command("import_cases", str(tmp_path / "none.csv"), mapping=tmp_path / "none.json")

    assert missing.value.returncode == 2
