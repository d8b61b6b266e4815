"""Small counts of people never leave, and no star can be worked back from what is printed beside it."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.disclosure.domain.suppression import (
    CountTable,
    SuppressedTable,
    SuppressionRules,
    printed,
    rules_from_settings,
    suppress,
    suppressed_mean,
    suppressed_percentage,
)

PLAIN = SuppressionRules(max_suppressed=7, round_to=5, secondary=False)
UNROUNDED = SuppressionRules(max_suppressed=7, round_to=1)


def one_row(counts: list[int], rules: SuppressionRules) -> SuppressedTable:
    return suppress(CountTable(("row",), tuple(map(str, range(len(counts)))), (tuple(counts),)), rules)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (22, "20"), (23, "25")],
)
def test_worked_examples(count: int, shown: str) -> None:
    assert one_row([count], PLAIN).shown == ((shown,),)


def test_without_secondary_suppression_a_row_leaks() -> None:
    leaking = one_row([3, 20, 30], SuppressionRules(max_suppressed=7, round_to=1, secondary=False))
    assert leaking.counts == ((None, 20, 30),)
    assert leaking.row_totals == (53,)


def test_secondary_suppression_hides_a_second_count() -> None:
    table = one_row([3, 20, 30], UNROUNDED)
    assert table.counts == ((None, None, 30),)


def test_rounding_alone_protects_where_it_hides_enough() -> None:
    table = one_row([3, 20, 30], SuppressionRules())
    assert table.shown == (("*", "20", "30"),)
    assert printed(table.row_totals[0]) == "55"


def test_a_plain_list_is_a_table_of_one_column() -> None:
    table = suppress(CountTable.of_list("cases", {"CT": 3, "MR": 20}), UNROUNDED)
    assert table.counts == ((None,), (None,))
    assert table.total == 23


def test_an_empty_table_has_nothing_to_hide() -> None:
    assert suppress(CountTable((), (), ())).total == 0


@pytest.mark.parametrize("wrong", [{"max_suppressed": 1, "round_to": 5}, {"round_to": 0}, {"max_suppressed": -1}])
def test_rules_that_make_zero_ambiguous_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        SuppressionRules(**wrong)  # type: ignore[arg-type]  # only whole numbers are passed


def test_rules_come_from_settings_with_their_source(settings: object) -> None:
    assert rules_from_settings().source
    settings.SUPPRESSION_RULES = {"max_suppressed": 5, "round_to": 1}  # type: ignore[attr-defined]  # the fixture
    assert rules_from_settings().max_suppressed == 5


def test_means_and_percentages_need_eight_people_and_use_rounded_counts() -> None:
    assert suppressed_mean([1.0] * 7) is None
    assert suppressed_mean([1.0] * 8) == 1.0
    assert suppressed_percentage(3, 40) is None
    assert suppressed_percentage(12, 43) == pytest.approx(100 * 10 / 45)
    assert suppressed_percentage(0, 0) is None
    assert suppressed_percentage(38, 43, UNROUNDED) is None


def _candidates(shown: int | None, true_counts_up_to: int, rules: SuppressionRules) -> list[int]:
    """Every true count that would be printed like this, by trying them all."""
    if shown is None:
        return list(range(1, true_counts_up_to + 1))
    return [
        count
        for count in range(shown + rules.round_to + 1)
        if not rules.is_small(count) and rules.rounded(count) == shown
    ]


def _could_be(shown: int | None, count: int, rules: SuppressionRules) -> bool:
    if shown is None:
        return count >= 1
    return not rules.is_small(count) and rules.rounded(count) == shown


@settings(max_examples=150, deadline=None)
@given(
    shape=st.sampled_from([(1, 1), (1, 2), (1, 3), (2, 1), (4, 1), (2, 2)]),
    data=st.data(),
    max_suppressed=st.integers(1, 3),
    round_to=st.integers(1, 3),
)
def test_no_star_can_be_worked_back(
    shape: tuple[int, int], data: st.DataObject, max_suppressed: int, round_to: int
) -> None:
    assume(2 * (max_suppressed + 1) >= round_to)
    rules = SuppressionRules(max_suppressed=max_suppressed, round_to=round_to)
    height, width = shape
    row = st.lists(st.integers(0, 6), min_size=width, max_size=width)
    counts = data.draw(st.lists(row, min_size=height, max_size=height))
    table = suppress(
        CountTable(tuple(map(str, range(height))), tuple(map(str, range(width))), tuple(map(tuple, counts))), rules
    )
    highest = 6 + max_suppressed
    choices = [_candidates(shown, highest, rules) for line in table.counts for shown in line]
    possible: list[set[int]] = [set() for _ in choices]
    for guess in product(*choices):
        lines = [guess[r * width : (r + 1) * width] for r in range(height)]
        margins = [
            *zip(table.row_totals, map(sum, lines), strict=True),
            *zip(table.column_totals, map(sum, zip(*lines, strict=True)), strict=True),
            (table.total, sum(guess)),
        ]
        if all(_could_be(shown, count, rules) for shown, count in margins):
            for place, count in enumerate(guess):
                possible[place].add(count)
    for place, count in enumerate(count for line in counts for count in line):
        if rules.is_small(count):
            assert possible[place] >= set(range(1, max_suppressed + 1))
        elif table.counts[place // width][place % width] is None:
            assert len(possible[place]) > 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=5, max_size=5), min_size=1, max_size=6), st.booleans())
def test_no_small_count_is_printed_anywhere(counts: list[list[int]], rounded: bool) -> None:
    rules = SuppressionRules() if rounded else UNROUNDED
    table = suppress(CountTable(tuple(map(str, range(len(counts)))), tuple("abcde"), tuple(map(tuple, counts))), rules)
    shown = [count for line in table.counts for count in line]
    for count in (*shown, *table.row_totals, *table.column_totals, table.total):
        assert count is None or not rules.is_small(count)
    for line, true in zip(table.counts, counts, strict=True):
        assert all(shown == 0 for shown, count in zip(line, true, strict=True) if count == 0)
