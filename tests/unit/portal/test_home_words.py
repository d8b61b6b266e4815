"""The words at the top of the home page, the count that stops, and the steps that are told."""

import pytest

from apps.access.roles import ROLES, Role
from apps.cases.enums import CaseEvent
from apps.portal.presenters.home import Section, count_words, jumps, lead, patients_first, section, unread_words
from apps.portal.presenters.tour import STEPS as TOUR
from apps.portal.queries.few import COUNT_CAP, Few
from apps.portal.telling.cases import STEPS


def made(count: int, *, urgent: bool = False) -> Section:
    """A section with one card and that count."""
    return Section(
        anchor=f"s{count}",
        title=f"Section {count}",
        cards=[{"urgent": urgent}],
        ids=[],
        total=count_words(count),
        count=count,
        more_href="",
        more_text="",
    )


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ([], ""),
        ([made(1)], "1 thing waits for you."),
        ([made(1), made(50)], "51 things wait for you."),
        ([made(2, urgent=True)], "2 things wait for you. Patients come first."),
        ([made(1), made(COUNT_CAP)], "More than 100 things wait for you."),
    ],
)
def test_lead_says_how_much_waits(sections: list[Section], words: str) -> None:
    assert lead(sections) == words


@pytest.mark.parametrize(("n", "words"), [(1, "1"), (99, "99"), (100, "99+")])
def test_count_words_stop_at_the_cap(n: int, words: str) -> None:
    assert count_words(n) == words


def test_unread_words() -> None:
    assert [unread_words(n) for n in (0, 1, 2, 100)] == [
        "",
        "1 new notification",
        "2 new notifications",
        "99+ new notifications",
    ]


def test_jumps_are_there_only_where_the_page_is_long() -> None:
    assert jumps([made(1), made(2)]) == []
    assert [one["href"] for one in jumps([made(1), made(2), made(3)])] == ["#s1", "#s2", "#s3"]


def test_section_without_rows_is_left_out() -> None:
    assert section("a", "Title", Few([], 0), dict, "/") is None


def test_each_event_that_somebody_else_may_cause_has_words_for_the_submitter() -> None:
    assert set(CaseEvent) - set(STEPS) == {CaseEvent.ANSWER}


def test_each_role_has_a_tour() -> None:
    assert set(TOUR) == set(ROLES) == set(Role)


@pytest.mark.parametrize(
    ("urgent", "order"),
    [
        ([], ["alerts", "actions", "triage"]),
        (["triage"], ["triage", "alerts", "actions"]),
        (["actions", "triage"], ["actions", "triage", "alerts"]),
        (["alerts"], ["alerts", "actions", "triage"]),
    ],
)
def test_what_is_about_a_patient_stands_first_and_the_rest_keeps_its_order(urgent: list[str], order: list[str]) -> None:
    made = [
        Section(
            anchor=name, title=name, cards=[{}, {"urgent": name in urgent}], ids=[], total="2", count=2, more_href="",
            more_text="",
        )
        for name in ("alerts", "actions", "triage")
    ]  # fmt: skip
    assert [one.anchor for one in patients_first(made)] == order
