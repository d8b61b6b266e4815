"""The setting that says what a trust's hospital numbers look like."""

import pytest

from learning_platform.settings.env import Environment


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("RIV=A9999999;99-9999, MOO=9999999A", {"RIV": ("A9999999", "99-9999"), "MOO": ("9999999A",)}),
        ("RIV", None),
        ("RIV=", None),
        ("=A9999", None),
        ("RIV=A99", None),
        ("RIV=(9999)+", None),
    ],
)
def test_shapes_are_read_by_trust_and_checked(typed: str, read: dict[str, tuple[str, ...]] | None) -> None:
    env = Environment({"HOSPITAL_NUMBER_SHAPES": typed})

    found = env.shapes("HOSPITAL_NUMBER_SHAPES")

    assert (found or None) == read
    assert ("HOSPITAL_NUMBER_SHAPES" in env.problems) == (read is None)
