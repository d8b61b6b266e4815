"""Which edition of a scheme is in use in a trust on a day."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.models import Taxonomy
from apps.cases.queries.taxonomies import chosen_in_use

TRUST, OTHER = UUID(int=1), UUID(int=2)
DAY = date(2026, 6, 1)
START = date(2000, 1, 1)


def edition(
    number: int, starts: date | None = START, trust: UUID | None = None, *, active: bool = True, code: str = "themes"
) -> Taxonomy:
    """An edition as the database would give it."""
    return Taxonomy(
        id=uuid4(), code=code, edition=number, title=code, trust_id=trust, active_from=starts, is_active=active
    )


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ([], None),
        ([edition(1)], 1),
        ([edition(1), edition(2)], 2),
        ([edition(1), edition(2, DAY)], 2),
        ([edition(1), edition(2, DAY + timedelta(days=1))], 1),
        ([edition(1), edition(2, DAY, TRUST)], 2),
        # One's own stands before a later one that ships.
        ([edition(1), edition(2, DAY - timedelta(days=9), TRUST), edition(3, DAY)], 2),
        # A draft, another trust's, one to come, one that the installation switched off.
        ([edition(1), edition(2, None, TRUST)], 1),
        ([edition(1), edition(2, DAY, OTHER)], 1),
        ([edition(1), edition(2, DAY + timedelta(days=1), TRUST)], 1),
        ([edition(1), edition(2, DAY, TRUST, active=False)], 1),
        ([edition(1, active=False)], None),
        # Two from the same day: the one with the higher number.
        ([edition(1), edition(3, DAY, TRUST), edition(2, DAY, TRUST)], 3),
        ([edition(2, DAY, TRUST), edition(3, DAY - timedelta(days=1), TRUST)], 2),
    ],
)
def test_the_edition_in_use(editions: list[Taxonomy], expected: int | None) -> None:
    found = chosen_in_use(editions, TRUST, DAY).get("themes")

    assert (found.edition if found else None) == expected


EDITIONS = st.lists(
    st.builds(
        edition,
        st.integers(1, 50),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.sampled_from([None, TRUST, OTHER]),
        active=st.booleans(),
        code=st.sampled_from(["themes", "factors"]),
    ),
    max_size=12,
)


@given(EDITIONS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.randoms())
def test_order_does_not_matter_and_nothing_else_is_chosen(editions: list[Taxonomy], day: date, chance: object) -> None:
    found = chosen_in_use(editions, TRUST, day)
    chance.shuffle(editions)  # type: ignore[attr-defined]  # hypothesis gives a Random

    again = chosen_in_use(editions, TRUST, day)

    def facts(one: Taxonomy) -> tuple[object, ...]:
        return one.trust_id, one.active_from, one.edition

    assert {code: facts(one) for code, one in found.items()} == {code: facts(one) for code, one in again.items()}
    for one in found.values():
        assert one.is_active
        assert one.trust_id in (None, TRUST)
        assert one.active_from is not None
        assert one.active_from <= day


@given(EDITIONS, st.dates(date(2026, 1, 1), date(2026, 12, 30)))
def test_what_another_trust_has_changes_nothing_and_time_only_brings_later_ones(
    editions: list[Taxonomy], day: date
) -> None:
    own = [one for one in editions if one.trust_id != OTHER]

    assert chosen_in_use(editions, TRUST, day) == chosen_in_use(own, TRUST, day)
    before, after = chosen_in_use(own, TRUST, day), chosen_in_use(own, TRUST, day + timedelta(days=1))
    assert set(before) <= set(after)
