"""The commands of the screen, run as a user runs them."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Department, Site, Trust, User
from apps.core.actor import acting_as, command_actor
from apps.disclosure.queries.known import known_everywhere, known_for_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust() -> Trust:
    with acting_as(command_actor("test")):
        trust = Trust.objects.create(code="RWX", name="Wexbourne and Northmere NHS Trust")
        other = Trust.objects.create(code="RQQ", name="Harrow Vale NHS Trust")
        Site.objects.create(trust=trust, code="S", name="Saltmarsh Infirmary")
        Site.objects.create(trust=other, code="B", name="Brannoc Infirmary")
        Department.objects.create(trust=trust, code="RWX-R", name="Radiology")
        User.objects.create_user(email="okafor@example.org", full_name="Adaeze Okafor")
    return trust


def screened(file: str) -> list[dict[str, object]]:
    output = io.StringIO()
    call_command("screen_text", file, stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_screen_text_knows_the_staff_and_sites_of_the_database(trust: Trust, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("Réad by Okafor\r\nat Saltmarsh Infirmary, 12 mm.\r\n".encode())
    assert screened(str(file)) == [
        {"kind": "staff_name", "start": 8, "end": 14, "text": "Okafor"},
        {"kind": "site_name", "start": 19, "end": 38, "text": "Saltmarsh Infirmary"},
    ]


def test_places_count_code_points_of_the_decoded_text(trust: Trust, tmp_path: Path) -> None:
    text = "\ufeffSeen 🫁 👩🏽‍⚕️\r\n\r\nNHS 943 476 5919\r\nRéad by Okafor\u2028"
    file = tmp_path / "odd.txt"
    file.write_bytes(text.encode())

    found = screened(str(file))

    assert [one["kind"] for one in found] == ["nhs_number", "staff_name"]
    assert [text[int(str(one["start"])) : int(str(one["end"]))] for one in found] == ["943 476 5919", "Okafor"]


def test_shapes_of_a_trusts_hospital_numbers_are_found(trust: Trust, settings: Any, tmp_path: Path) -> None:
    settings.HOSPITAL_NUMBER_SHAPES = {"RWX": ("99-9999",), "RQQ": ("QA9999",)}
    file = tmp_path / "text.txt"
    file.write_text("Her number 55-2031, or 552031; the other trust has qz4711. Level 5-203.")

    assert [one["text"] for one in screened(str(file)) if one["kind"] == "hospital_number"] == [
        "55-2031",
        "552031",
        "qz4711",
    ]
    assert known_for_trust([trust.pk]).number_shapes == frozenset({"99-9999"})


def test_screen_text_reads_standard_input(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"NHS 943 476 5919")))
    assert [finding["kind"] for finding in screened("-")] == ["nhs_number"]


def test_a_clean_text_prints_nothing(tmp_path: Path) -> None:
    file = tmp_path / "clean.txt"
    file.write_text("A 12 mm nodule.")
    assert screened(str(file)) == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_exit_two_with_a_message(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "broken.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"broken\.txt") as refused:
        screened(str(file))
    assert refused.value.returncode == 2


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        screened(str(tmp_path))
    assert refused.value.returncode == 2


def test_measure_screen_prints_a_line_for_each_kind() -> None:
    output = io.StringIO()
    call_command("measure_screen", stdout=output)
    assert "staff_name" in output.getvalue()
    assert "held_out: 168 sentences" in output.getvalue()


def test_measure_screen_names_a_folder_that_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("measure_screen", folder=tmp_path)


def test_a_trust_knows_its_own_places_and_people_of_no_other(trust: Trust) -> None:
    known = known_for_trust([trust.id])
    assert known.sites == {"Wexbourne and Northmere NHS Trust", "Saltmarsh Infirmary", "Radiology"}
    assert known.staff_names == {"Adaeze Okafor"}
    assert "Brannoc Infirmary" in known_everywhere().sites
