"""Text burned into images is found where it stands, by Tesseract itself."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from apps.disclosure.domain.burned_in import can_search, search_pixels
from apps.disclosure.identifiers import KnownIdentifiers
from tests.support import sent_files as sent

KNOWN = KnownIdentifiers(patient_names=frozenset({"PLANTERTON^QUERIDA"}), staff_names=frozenset({"Olive Outsider"}))

pytestmark = pytest.mark.skipif(not can_search(), reason="Tesseract is not installed")


def _over_tissue(words: str) -> bytes:
    """White letters that run from black into grey, as the edge of a body does."""
    image = Image.new("L", (720, 500), 10)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((150, 20, 700, 480), radius=90, fill=150)
    draw.text((30, 60), words, fill=255, font=ImageFont.load_default(26))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (sent.png(("PLANTERTON QUERIDA",), (900, 600)), {"patient_name"}),
        (sent.png(("NHS 999 000 0034",), (900, 600)), {"nhs_number"}),
        (sent.png(("DOB 17/04/1951",), (900, 600)), {"date_of_birth"}),
        (sent.png(("ACC RX-2026-11872",), (900, 600)), {"accession_number"}),
        (sent.png(("R ERECT PA",), (900, 600)), set()),
        (sent.png((), (900, 600)), set()),
        (_over_tissue("NHS 999 000 0034"), {"nhs_number"}),
        (sent.as_file(sent.picture((900, 600), ("PLANTERTON QUERIDA",), "RGB"), "JPEG"), {"patient_name"}),
    ],
    ids=["name", "nhs", "birth", "accession", "side marker", "nothing", "over tissue", "jpeg"],
)
def test_what_may_identify_is_marked(content: bytes, kinds: set[str]) -> None:
    found = search_pixels(content, KNOWN)

    assert found is not None
    assert {kind for box in found for kind in box.kinds} == kinds


def test_box_lies_around_the_words() -> None:
    (box,) = search_pixels(sent.png(("PLANTERTON QUERIDA",), (900, 600)), KNOWN) or []

    where = box.rectangle
    assert (where.left < 22, where.top < 24, where.left + where.width > 250, where.top + where.height > 38) == (
        True, True, True, True,
    )  # fmt: skip
    assert where.width < 500


def test_without_the_program_there_is_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert search_pixels(sent.png(), KNOWN) is None
