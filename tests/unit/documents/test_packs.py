"""The allow-list: what a document can say, its canonical form and its hash."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Invalid
from apps.documents.domain.packs import (
    PACKS,
    CaseLearningPack,
    LearningTopic,
    MeetingLearningPack,
    canonical,
    content_hash,
    read_pack,
    tidy,
)
from apps.documents.enums import DocumentKind
from tests.unit.documents.packs import NORMAL, SAMPLES

CASE = DocumentKind.CASE_LEARNING_SUMMARY
FORBIDDEN = (
    "patient", "reader", "author", "verifier", "submitter", "site", "hospital", "trust", "department",
    "accession", "nhs", "number", "name", "harm", "grade", "score", "severity", "birth", "age", "uid", "date",
)  # fmt: skip


@pytest.mark.parametrize("pack", [CaseLearningPack, MeetingLearningPack, LearningTopic], ids=lambda pack: pack.__name__)
def test_no_field_could_hold_an_identity_or_a_score(pack: type) -> None:
    names = [field.name for field in fields(pack)]

    assert [name for name in names if any(word in name for word in FORBIDDEN)] == []


def test_every_kind_has_a_pack() -> None:
    assert set(PACKS) == set(DocumentKind)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_pack_survives_storage_with_the_same_hash(sample: tuple) -> None:
    kind, pack = sample

    stored = read_pack(kind, pack.to_json())

    assert content_hash(kind, stored) == content_hash(kind, pack)
    assert read_pack(kind, stored.to_json()) == stored


def test_hash_does_not_depend_on_the_unicode_form_or_on_line_ends() -> None:
    composed = replace(NORMAL, vignette="caf\u00e9\nline")
    decomposed = replace(NORMAL, vignette="  cafe\u0301\r\nline\u0000 ")

    assert content_hash(CASE, composed) == content_hash(CASE, decomposed)


@given(st.text(max_size=200))
def test_any_text_can_be_hashed_and_read_back(text: str) -> None:
    pack = replace(NORMAL, vignette=text, pitfalls=(text,))

    assert read_pack(CASE, pack.to_json()).vignette == tidy(text)
    assert canonical(CASE, pack).decode("utf-8")


def test_one_changed_letter_changes_the_hash() -> None:
    assert content_hash(CASE, NORMAL) != content_hash(CASE, replace(NORMAL, kind="Missed findinq"))


@pytest.mark.parametrize(
    "data",
    [
        {"title": "A", "patient_name": "Somebody"},
        {"title": "A", "learning_points": "not a list"},
        {"title": "A", "learning_points": [1]},
        {"title": "A", "vignette": ["a list"]},
        {"title": "A", "discussed_month": "2026-13"},
        {"title": "A", "discussed_month": "March"},
        {"title": " \u0000 "},
        {},
        [],
        "text",
        None,
    ],
    ids=str,
)
def test_content_of_another_shape_is_refused(data: object) -> None:
    with pytest.raises(Invalid) as refused:
        read_pack(CASE, data)

    assert refused.value.code == "document_content"


def test_topic_with_a_forbidden_field_is_refused() -> None:
    with pytest.raises(Invalid):
        read_pack(
            DocumentKind.MEETING_LEARNING_SUMMARY,
            {"title": "A", "topics": [{"heading": "B", "original_reader": "Somebody"}]},
        )
