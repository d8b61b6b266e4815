"""How what was typed is shown for copying."""

import pytest

from apps.core.kept_input import TypedField, typed_fields


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"narrative": ["one\ntwo"]}, [TypedField("Narrative", "one\ntwo")]),
        ({"how_it_came_to_light": ["a", "b"]}, [TypedField("How it came to light", "a\nb")]),
        ({"found_day": ["3"], "found_month": ["4"], "found_year": ["2026"], "found_time": ["14:05"]},
         [TypedField("Found", "3 4 2026 14:05")]),
        ({"found_day": [""], "found_month": [""], "found_year": [""]}, []),
        ({"best_day": ["Tuesday"], "best_time": [""]}, [TypedField("Best", "Tuesday")]),
        ({"lunch_time": ["noon"]}, [TypedField("Lunch time", "noon")]),
        ({"department": ["c64d1865-e70f-4bdc-8f68-deb3e276fe7f"]}, []),
        ({"empty": ["", "  "], "expected_version": ["3"], "submission_key": ["x"], "next": ["/"]}, []),
    ],
)  # fmt: skip
def test_typed_fields_are_what_a_person_typed(fields: dict[str, list[str]], shown: list[TypedField]) -> None:
    assert typed_fields(fields) == shown
