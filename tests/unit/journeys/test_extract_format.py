"""Encodings, separators and headers of extracts."""

from pathlib import Path

import pytest

from apps.journeys.domain.importing.extract_format import UnusableExtract, open_extract

HEADER = "accession_number,nhs_number,author\n"


def written(path: Path, content: str | bytes) -> Path:
    file = path / "extract.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    text = separator.join(["Accession No", "Reported By"]) + "\r\n" + separator.join(["A1", "Zoë Örn"]) + "\r\n"

    (row,) = open_extract(written(tmp_path, text.encode(encoding))).rows

    assert (row.number, row.cells, row.trouble) == (2, {"accession_number": "A1", "author": "Zoë Örn"}, "")


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    text = HEADER + "A1,,\n\n" + 'A2,,"two\nlines"\nA3,,x\n'

    assert [row.number for row in open_extract(written(tmp_path, text)).rows] == [2, 4, 5]


def test_unused_columns_are_named(tmp_path: Path) -> None:
    extract = open_extract(written(tmp_path, "Accession,Colour,Smell\nA1,red,\n"))

    assert extract.unused_columns == ("Colour", "Smell")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no rows"),
        ("\n\n", "holds no rows"),
        ("name,colour\nx,y\n", "must name the columns"),
        ("accession,accession_no\nA,B\n", "mean the same"),
        (b"PK\x03\x04rest of a workbook", "Save it as CSV"),
        (b"\x00\x01\x02\x03" * 50, "must name the columns"),
    ],
)
def test_unusable_file_is_refused_with_advice(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(UnusableExtract, match=words):
        open_extract(written(tmp_path, content))


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnusableExtract, match="cannot be opened"):
            open_extract(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A1,,x,surplus", "more cells"),
        ("A1,," + "x" * 200_000, "too long"),
    ],
)
def test_broken_row_is_reported_and_the_next_is_read(tmp_path: Path, line: str, words: str) -> None:
    broken, sound = open_extract(written(tmp_path, HEADER + line + "\nA2,,\n")).rows

    assert words in broken.trouble
    assert sound.cells["accession_number"] == "A2"


def test_byte_without_a_meaning_is_reported_with_its_column(tmp_path: Path) -> None:
    content = b"accession_number,author\nA1,Zo\xeb \x81\n"

    (row,) = open_extract(written(tmp_path, content)).rows

    assert row.trouble == "author holds a character that cannot be read; save the file as UTF-8"
