"""The screen finds identifiers through disguises, points into the original, and takes linear time."""

import unicodedata

import nhs_number
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.disclosure.domain.screening import KnownIdentifiers, ScreenKind, extend, screen

VALID = "9434765919"
KNOWN = KnownIdentifiers(
    staff_names=frozenset({"Adaeze Okafor", "Helen Young", "Katherine Baker", "Maria García López"}),
    patient_names=frozenset({"MARSH^EDWIN^JOHN"}),
    patient_numbers=frozenset({"WEX-55-2031", VALID}),
    accession_numbers=frozenset({"A-2026-118834"}),
    sites=frozenset({"Saltmarsh Infirmary", "Park Hospital"}),
)
DISGUISES = ["", "\u200b", "\u00ad", "\u2060", "\u202e", "\ufeff"]
SEPARATORS = ["", " ", "\u00a0", "\u2009", "-", "\u2011", "\u2212", ".", "/", "  "]


def kinds(text: str, known: KnownIdentifiers = KNOWN) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.text) for finding in screen(text, known)]


@given(
    nine=st.integers(100_000_000, 999_999_999),
    disguise=st.sampled_from(DISGUISES),
    separator=st.sampled_from(SEPARATORS),
    zero=st.sampled_from(["0", "\uff10", "\u0660", "\u06f0", "\U0001d7ce"]),
    before=st.sampled_from(["", "NHS No ", "see ", "(", "nhs:"]),
    after=st.sampled_from(["", ".", ", left hip", ")", "\n"]),
)
def test_every_valid_nhs_number_is_found_whatever_its_disguise(
    nine: int, disguise: str, separator: str, zero: str, before: str, after: str
) -> None:
    check = nhs_number.calculate_checksum(str(nine))
    number = f"{nine}{check}"
    if not nhs_number.is_valid(number):
        return
    digits = [chr(ord(zero) + int(digit)) for digit in number]
    groups = ["".join(digits[:3]), "".join(digits[3:6]), "".join(digits[6:])]
    written = separator.join(disguise.join(group) for group in groups)
    text = f"{before}{written}{after}"
    found = [f for f in screen(text) if f.kind == ScreenKind.NHS_NUMBER]
    assert [f.text for f in found] == [written]
    assert found[0].start == len(before)


@settings(max_examples=200)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "Dr ",
                "Okafor",
                "943 476 5919",
                "\u200b",
                "Hill-",
                "12/03/1957",
                "a@b.uk",
                "www.x.org/",
                "^",
                "'",
                "\n",
                "½",
            ]
        ),
        max_size=15,
    ).map("".join)
)
def test_places_point_into_the_original_and_answers_are_stable(text: str) -> None:
    found = screen(text, KNOWN)
    assert found == screen(text, KNOWN)
    assert list(found) == sorted(found, key=lambda f: f.start)
    for finding in found:
        assert finding.text == text[finding.start : finding.end] != ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("943476591O is spelled with a letter", []),
        ("99976OOO85 copied by eye", []),
        ("number 9434765918 fails", [("number_like_nhs", "9434765918")]),
        ("wex/55/2031", [("hospital_number", "wex/55/2031")]),
        ("A 2026 118834 again", [("accession_number", "A 2026 118834")]),
        ("https://x.example.org/?nhs=9434765919", None),
        ("UID 1.2.840.10008.1.2.1 is the standard's own", []),
        ("born 1 March 1957", [("date_of_birth", "1 March 1957")]),
        ("DOB March 1957", [("date_of_birth", "March 1957")]),
        ("31/02/2026 never was", [("date", "31/02/2026")]),
        ("seen in March 2026 and in 2019", []),
        ("an 89-year-old and a 9-year-old", []),
        ("S1 2nd, B12 2pg, L4 5mm", []),
        ("TE 90 ms long", []),
    ],
)
def test_numbers_and_dates(text: str, expected: list[tuple[str, str]] | None) -> None:
    if expected is None:
        assert {kind for kind, _ in kinds(text)} == {"url", "nhs_number"}
    else:
        assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okafor, A. signed", "Okafor, A."),
        ("Prof. Adaeze Okafor's list", "Prof. Adaeze Okafor's"),
        ("asked Young about it", "Young"),
        ("Baker reported the film", "Baker"),
        ("dr young", "dr young"),
        ("Young, Helen", "Young, Helen"),
        ("García said", "García"),
        ("Lopez said", "Lopez"),
        ("Ad\u200baeze Ok\u00adafor", "Ad\u200baeze Ok\u00adafor"),
    ],
)
def test_staff_names(text: str, expected: str) -> None:
    assert ("staff_name", expected) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "a young man", "Young patients", "Baker's cyst", "Baker cyst", "ruptured Baker's cyst", "MR Spine",
        "marsh land", "the park by the hospital", "Park Hospitals elsewhere",
    ],
)  # fmt: skip
def test_ordinary_words_are_no_names(text: str) -> None:
    assert kinds(text) == [] or text.startswith("Park")


COLLEAGUES = KnownIdentifiers(
    staff_names=frozenset({"James Smith", "Susan Taylor-Green", "Wei Ng", "Mary Long", "Tom Murphy"}),
    sites=frozenset({"St Mary's Hospital"}),
)


@pytest.mark.parametrize(
    "name", ["Smith", "Smith's", "Smith J", "DR SMITH", "Taylor-Green", "Taylor Green", "Tom", "Murphy", "J. Smith"]
)
def test_surnames_shared_with_eponyms_and_words_are_found_as_names(name: str) -> None:
    assert kinds(f"{name} was away", COLLEAGUES) == [("staff_name", name)]


@pytest.mark.parametrize(
    "text",
    ["Smith's fracture", "Smith II fracture", "Murphy's sign", "Murphy sign", "a long segment", "NG tube", "smith"],
)
def test_the_same_words_as_eponyms_are_left_alone(text: str) -> None:
    assert kinds(text, COLLEAGUES) == []


def test_a_saint_of_a_hospital_is_no_colleague() -> None:
    assert kinds("at St Mary's", COLLEAGUES) == [("site_name", "St Mary's")]


def test_patients_are_found_as_dicom_writes_them() -> None:
    assert kinds("MARSH^EDWIN^JOHN") == [("patient_name", "MARSH^EDWIN^JOHN")]
    assert kinds("Edwin Marsh") == [("patient_name", "Edwin Marsh")]
    assert kinds("Mr Marsh") == [("patient_name", "Mr Marsh")]


def test_generic_place_names_are_left_alone_and_distinctive_ones_found() -> None:
    known = KnownIdentifiers(sites=frozenset({"Radiology", "General Hospital", "Saltmarsh Infirmary"}))
    assert kinds("Radiology at the general hospital", known) == []
    assert kinds("saltmarsh", known) == [("site_name", "saltmarsh")]


def test_an_address_is_one_finding_though_it_holds_a_name() -> None:
    assert kinds("adaeze.okafor@example.nhs.uk") == [("email", "adaeze.okafor@example.nhs.uk")]


def test_extending_adds_and_changes_nothing_given() -> None:
    more = extend(KNOWN, patient_names=["Ivor Quennell"])
    assert kinds("Quennell", more) == [("patient_name", "Quennell")]
    assert kinds("Quennell") == []


@pytest.mark.parametrize(
    "unit",
    [
        "9 ", "1.", "Dr ", "Dr A. ", "Okafor ", "A. ", "a@", "a.b.c.", "12/", "acc 1-", "a at b dot ", "O'", "A-",
        "Mr and Mrs ", "van der ", "\u200b9", " ", "ﷺ",
    ],
)  # fmt: skip
def test_hostile_text_comes_to_an_end(unit: str) -> None:
    """A pattern that backtracks would not finish this in the life of the suite; `make bench` measures speed."""
    text = (unit * 60_000)[:60_000]

    found = screen(text, KNOWN)

    assert all(one.text == text[one.start : one.end] for one in found)


def test_combining_marks_and_lookalikes_fold_to_the_same_name() -> None:
    assert kinds(unicodedata.normalize("NFD", "Garcí́a")) == [("staff_name", unicodedata.normalize("NFD", "Garcí́a"))]
    assert [kind for kind, _ in kinds("Оkаfоr")] == ["staff_name"]
