"""Reading spreadsheets: each way in which they come badly, and the words with which they are refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from apps.intake.domain.reading.files import read_table
from apps.intake.domain.reading.table import ERROR, FORMULA, MERGED, Sheet, Table
from apps.intake.errors import Unreadable

ROWS = [["Ref", "Details", "Reader"], ["1", "Nodule, left", "Dr Café"], ["2", "Fracture", ""]]


def delimited(rows: list[list[str]], delimiter: str = ",") -> str:
    """CSV with every cell in quotation marks."""
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def book(fill: Callable[[Any], None]) -> bytes:
    """A workbook whose first sheet `fill` fills."""
    made = Workbook()
    fill(made.active)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with each part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one.filename, change(one.filename, old.read(one.filename)))
    return out.getvalue()


def first(content: bytes, name: str = "cases.csv") -> Sheet:
    """The first sheet of a file."""
    return read_table(content, name).sheets[0]


def why_not(content: bytes) -> str:
    """Why a file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        read_table(content, "cases")
    return refused.value.message


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_dialect_reads_the_same(delimiter: str, encoding: str) -> None:
    found = first(delimited(ROWS, delimiter).encode(encoding))

    assert found.rows == [["Ref", "Details", "Reader"], ["1", "Nodule, left", "Dr Café"], ["2", "Fracture"]]
    assert bool(found.notes) is (encoding == "cp1252")


def test_a_spreadsheet_program_may_name_the_delimiter() -> None:
    assert first(b"sep=;\r\na;b,c\r\n1;2\r\n").rows == [["a", "b,c"], ["1", "2"]]


def test_lines_inside_a_cell_and_old_line_ends() -> None:
    assert first(b'a,b\r1,"two\nlines"\r').rows == [["a", "b"], ["1", "two\nlines"]]


def test_a_quotation_mark_that_is_never_closed_names_its_line() -> None:
    text = 'a,b\n1,x\n2,"open\n' + "3,x\n" * 500

    assert "line 3" in why_not(text.encode())


@pytest.mark.parametrize("word", ["=1+1", "+44 161", "-5", "@x"])
def test_a_mark_before_what_looks_like_a_formula_is_taken_off(word: str) -> None:
    assert first(f"a,b\n'{word},x\n".encode()).rows[1] == [word, "x"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old kind (.xls)"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not a spreadsheet"),
        (bytes(range(256)) * 8, "neither a workbook"),
        (b"PK\x03\x04 and no archive", "damaged"),
        (",".join(f"c{n}" for n in range(16_000)).encode(), "more than 200 columns"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in why_not(content)


def test_too_many_rows(settings: Any) -> None:
    settings.IMPORT_ROW_LIMIT = 100

    assert "more than 100 rows" in why_not(b"a,b\n" + b"1,2\n" * 151)
    assert len(first(b"a,b\n" + b"1,2\n" * 100 + b"\n" * 400).rows) == 101


def test_a_workbook_with_days_numbers_and_several_sheets() -> None:
    made = Workbook()
    sheet: Any = made.active
    sheet.title = "Log 2024"
    sheet.append(["Day", "Time", "Number", "Point", "Yes", "Text"])
    sheet.append([date(2024, 3, 1), datetime.combine(date(2024, 3, 1), time(14, 5)), 12, 1.5, True, " words "])
    made.create_sheet("Empty")
    other: Any = made.create_sheet("Other")
    other.append(["x"])
    out = io.BytesIO()
    made.save(out)

    table = read_table(out.getvalue(), "cases.xlsx")

    assert [one.name for one in table.sheets] == ["Log 2024", "Other"]
    assert table.sheets[0].rows[1] == ["2024-03-01", "2024-03-01T14:05", "12", "1.5", "TRUE", "words"]
    assert Table.unpacked(table.packed()) == table
    with pytest.raises(Unreadable, match="Log 2024, Other"):
        table.sheet("Third")


def test_a_formula_without_a_value_is_marked_and_one_with_a_value_is_read() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Name", "Sum", "Empty"])
        sheet.append(["a", "=1+1", '=IF(1,"",1)'])
        sheet.append(["b", "#REF!", ""])

    def computed(name: str, part: bytes) -> bytes:
        return part.replace(b'<f>IF(1,"",1)</f><v></v>', b'<f>IF(1,"",1)</f><v></v>').replace(
            b'<c r="C2"><f>', b'<c r="C2" t="str"><f>'
        )

    found = first(rewritten(book(fill), computed))

    assert found.rows[1] == ["a", FORMULA]
    assert found.rows[2] == ["b", f"{ERROR}#REF!"]
    assert "1 formula has no value" in found.notes[0]

    with_value = rewritten(book(fill), lambda _n, part: part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
    assert first(with_value).rows[1][1] == "2"


def test_merged_cells_count_for_each_row_and_say_so() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["CT", "Details"])
        sheet.append(["Missed", "One"])
        sheet.append([None, "Two"])
        sheet.append(["x", "Three"])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C1:D1")

    found = first(book(fill))

    assert [row[0] for row in found.rows] == ["CT", f"{MERGED}2:3:Missed", f"{MERGED}2:3:Missed", "x"]
    assert "2 merged areas" in found.notes[0]


def test_a_workbook_with_16000_columns_is_refused_with_its_row() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b"])
        sheet.cell(3, 16_000, "far out")

    assert "Row 3 of “Sheet” has more than 200 columns" in why_not(book(fill))


def test_empty_cells_with_a_format_are_no_columns() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b"])
        sheet.cell(2, 16_000).number_format = "0.00"

    assert first(book(fill)).rows == [["a", "b"]]


def _plain(sheet: Any) -> None:
    sheet.append(["a", "b"])


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    def grown(name: str, part: bytes) -> bytes:
        return part + b" " * (40 * 1024**2) if name == "xl/worksheets/sheet1.xml" else part

    assert "unpacks to far more" in why_not(rewritten(book(_plain), grown))


def test_entities_are_refused() -> None:
    def laughing(name: str, part: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part if name == "xl/worksheets/sheet1.xml" else part

    assert "damaged" in why_not(rewritten(book(_plain), laughing))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("broken", [b"", b"<x", b"\x00\x01", b"<worksheet/>"])
def test_a_broken_part_is_no_fault_of_ours(part: str, broken: bytes) -> None:
    content = rewritten(book(_plain), lambda name, old: broken if name == part else old)

    assert why_not(content) if part != "xl/styles.xml" or broken != b"<worksheet/>" else True


def test_a_far_row_is_refused_and_not_walked_to() -> None:
    def far(name: str, part: bytes) -> bytes:
        return part.replace(b'<row r="1"', b'<row r="999999999"').replace(b'r="A1"', b'r="A999999999"')

    assert why_not(rewritten(book(_plain), far))


def test_another_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert "no workbook of the .xlsx kind" in why_not(out.getvalue())
