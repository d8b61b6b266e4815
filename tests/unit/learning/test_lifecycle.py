"""The lifecycle of a learning summary, cell by cell."""

import pytest

from apps.learning.domain.lifecycle import LIFECYCLE, SummaryFacts
from apps.learning.domain.moving import wrong_state
from apps.learning.enums import SummaryEvent as E
from apps.learning.enums import SummaryStatus as S

GOES = {
    (S.DRAFT, E.EDIT): S.DRAFT,
    (S.SUBMITTED, E.EDIT): S.DRAFT,
    (S.APPROVED, E.EDIT): S.DRAFT,
    (S.DRAFT, E.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, E.SEND_BACK): S.DRAFT,
    (S.APPROVED, E.SEND_BACK): S.DRAFT,
    (S.SUBMITTED, E.APPROVE): S.APPROVED,
    (S.APPROVED, E.PUBLISH): S.PUBLISHED,
    (S.DRAFT, E.ABANDON): S.ABANDONED,
    (S.SUBMITTED, E.ABANDON): S.ABANDONED,
    (S.APPROVED, E.ABANDON): S.ABANDONED,
}


@pytest.mark.parametrize("event", E)
@pytest.mark.parametrize("status", S)
def test_each_cell_of_the_table(status: S, event: E) -> None:
    refused = LIFECYCLE.refusal(event, status, SummaryFacts(status=status), lambda: wrong_state(event, status))

    if (status, event) in GOES:
        rule = LIFECYCLE.rule(event, status)
        assert refused is None
        assert rule is not None
        assert rule.target == GOES[status, event]
    else:
        assert refused is not None
        assert refused.code == "wrong_state"


@pytest.mark.parametrize(
    ("status", "event", "facts", "code"),
    [
        (S.DRAFT, E.SUBMIT, {"has_learning_point": False}, "learning_point_missing"),
        (S.DRAFT, E.SUBMIT, {"screen_is_clean": False}, "identifiers_found"),
        (S.SUBMITTED, E.APPROVE, {"screen_is_clean": False}, "identifiers_found"),
        (S.APPROVED, E.PUBLISH, {"approval_matches": False}, "approval_void"),
        (S.APPROVED, E.PUBLISH, {"screen_is_clean": False}, "identifiers_found"),
    ],
    ids=lambda value: str(value),
)
def test_each_guard_refuses_with_its_code(status: S, event: E, facts: dict[str, bool], code: str) -> None:
    refused = LIFECYCLE.refusal(event, status, SummaryFacts(status=status, **facts), lambda: wrong_state(event, status))

    assert refused is not None
    assert refused.code == code


def test_every_state_is_reached() -> None:
    assert LIFECYCLE.reachable() == frozenset(S)
