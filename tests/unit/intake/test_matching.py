"""Headings, guesses and mappings: what is proposed, what is remembered, and what a mapping file may say."""

from typing import Any

import pytest

from apps.core.errors import Invalid
from apps.intake.domain.fields import BY_KEY, FIELDS, KINDS, NEEDED
from apps.intake.domain.headings import (
    columns_of,
    guessed_columns,
    guessed_heading_row,
    guessed_meaning,
    is_reference_score,
    words_of_column,
)
from apps.intake.domain.mapping import SheetMapping, mapping_from_json, plain, signature_of, what_is_missing
from apps.intake.domain.reading.table import Sheet

HEADINGS = ["Ref", "Date logged", "Type", "What happened", "Modality", "Radiologist", "NHS Number", "Status"]


def sheet(*rows: list[str], merged: Any = ()) -> Sheet:
    """A sheet of these rows."""
    return Sheet("Log", [list(one) for one in rows], merged=list(merged))


def headings(found: Sheet, row: int, rows: int = 1) -> list[str]:
    """The headings of a sheet."""
    return [one.heading for one in columns_of(found, row, rows)]


@pytest.mark.parametrize("above", [0, 1, 4])
def test_the_row_of_headings_is_found_below_titles(above: int) -> None:
    titles = [["Discrepancy register", "", "printed 2024"]] * above
    data = ["1", "01/02/2020", "Missed", "A nodule was not described.", "CT", "Dr X", "", "Closed"]

    assert guessed_heading_row(sheet(*titles, HEADINGS, data, data)) == above + 1


def test_two_rows_of_headings_are_joined_under_what_spans_them() -> None:
    found = sheet(["Study", "", "Case"], ["Date", "Modality", "Details"], ["x", "y", "z"], merged=[(1, 1, 1, 2)])

    assert headings(found, 1, 2) == ["Study – Date", "Study – Modality", "Case – Details"]


def test_headings_that_come_twice_are_numbered_and_our_own_columns_are_left_out() -> None:
    found = sheet(["Row in your file", "What is wrong", "How to put it right", "Date", "Date", ""], ["1"] * 6)

    assert headings(found, 1) == ["Date", "Date (2)"]


@pytest.mark.parametrize("row", [0, 3, 500])
def test_a_row_that_is_not_there_is_refused(row: int) -> None:
    with pytest.raises(Invalid):
        columns_of(sheet(HEADINGS, ["1"]), row)


def test_a_row_about_a_patient_is_not_taken_for_headings() -> None:
    with pytest.raises(Invalid, match="looks like a case"):
        columns_of(sheet(["9434765919", "01/02/2020", "Missed"]), 1)


def test_columns_are_guessed_by_their_words() -> None:
    assert guessed_columns(columns_of(sheet(HEADINGS), 1), {}) == {
        "Ref": "their_reference", "Date logged": "received", "Type": "kind", "What happened": "narrative",
        "Modality": "modality", "Radiologist": "author", "NHS Number": "nhs_number", "Status": "status",
    }  # fmt: skip


def test_what_was_chosen_before_goes_first() -> None:
    guesses = guessed_columns(columns_of(sheet(HEADINGS), 1), {"status": "kind", "radiologist": "verifier"})

    assert guesses["Status"] == "kind"
    assert "Type" not in guesses
    assert guesses["Radiologist"] == "verifier"


def test_every_heading_leads_to_one_field() -> None:
    known = [plain(one) for wanted in FIELDS for one in wanted.headings]

    assert {one for one in known if known.count(one) > 1} == set()


def test_scores_of_another_scheme_are_known_and_not_mapped() -> None:
    assert is_reference_score("RADPEER score")
    assert guessed_columns(columns_of(sheet(["RADPEER score", "Details"]), 1), {}) == {"Details": "narrative"}


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        ("kind", "MISSED", "missed"), ("kind", "Misinterpretation", "misread"), ("kind", "Good catch", "good_spot"),
        ("kind", "Something else", ""), ("status", "Open", "received"), ("status", "complete", "closed"),
        ("modality", "CT chest", "CT"), ("modality", "X-Ray", "XR"), ("modality", "CXR", "XR"), ("modality", "?", ""),
        ("how_discovered", "Datix", "incident"), ("patient_action", "Y", "yes"), ("patient_action", "?", "unknown"),
    ],
)  # fmt: skip
def test_words_are_guessed_only_when_they_are_plain(key: str, word: str, code: str) -> None:
    assert guessed_meaning(key, word) == code


def test_each_option_has_its_own_words() -> None:
    for wanted in FIELDS:
        known = [plain(word) for one in wanted.options for word in {one.code, str(one.label), *one.words}]
        twice = {one for one in known if known.count(one) > 1}
        owners = {
            one: {o.code for o in wanted.options if one in {plain(w) for w in (o.code, str(o.label), *o.words)}}
            for one in twice
        }
        assert {one: codes for one, codes in owners.items() if len(codes) > 1} == {}, wanted.key


def test_every_kind_can_be_chosen() -> None:
    assert {one.code for one in BY_KEY["kind"].options} == set(KINDS)


def test_the_words_of_a_column_hold_no_long_numbers() -> None:
    rows = [["CT"], ["ct"], ["MRI"], ["9434765919"], ["x" * 100], []]
    found = words_of_column("modality", columns_of(sheet(["Modality"]), 1)[0], rows)

    assert found.words == (("CT", 2), ("MRI", 1))
    assert found.others == 2


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ([], "mapping"),
        ({"colums": {}}, "mapping"),
        ({"heading_row": 0}, "heading_row"),
        ({"heading_row": True}, "heading_row"),
        ({"heading_row": "1"}, "heading_row"),
        ({"heading_rows": 3}, "heading_rows"),
        ({"dates": "whichever"}, "dates"),
        ({"columns": []}, "columns"),
        ({"columns": {"A": "no_such_field"}}, "columns"),
        ({"columns": {"A": 5}}, "columns"),
        ({"columns": {"A": "kind", "B": "kind"}}, "columns"),
        ({"constants": {"narrative": "x"}}, "constants"),
        ({"constants": {"kind": "nonsense"}}, "constants"),
        ({"constants": {"kind": ["missed"]}}, "constants"),
        ({"values": {"kind": "missed"}}, "values"),
        ({"values": {"narrative": {}}}, "values"),
        ({"values": {"kind": {"x": "nonsense"}}}, "values"),
        ({"values": {"kind": {"x": "-"}}}, "values"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_by_part(data: Any, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        mapping_from_json(data)

    assert part in refused.value.fields


def test_a_mapping_comes_back_as_it_was_kept() -> None:
    given = mapping_from_json(
        {
            "columns": {"A": "narrative", "B": "narrative", "C": "kind", "D": ""},
            "constants": {"status": "closed", "kind": ""},
            "values": {"kind": {"Missed  it": "missed"}, "modality": {"none": "-"}},
        }
    )

    assert mapping_from_json(given.as_json()) == given
    assert given.columns == {"A": "narrative", "B": "narrative", "C": "kind"}
    assert given.meaning("kind", "missed IT") == "missed"
    assert given.meaning("modality", "None") == "-"
    assert given.meaning("kind", "other") is None


def test_what_every_case_needs_is_named() -> None:
    assert set(what_is_missing(SheetMapping())) == {one.key for one in NEEDED if not one.default}
    full = SheetMapping(
        columns={"A": "narrative"},
        constants={"kind": "missed", "how_discovered": "mdt", "patient_action": "no", "status": "closed"},
    )
    assert what_is_missing(full) == []


def test_the_same_headings_have_the_same_signature() -> None:
    assert signature_of(["NHS No.", "Date"]) == signature_of(["nhs no", " DATE "])
    assert signature_of(["Date", "NHS No."]) != signature_of(["NHS No.", "Date"])
