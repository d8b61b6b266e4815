"""The document's lifecycle: every cell of state and event."""

import pytest

from apps.core.lifecycle import Refusal
from apps.documents.domain.lifecycle import LIFECYCLE, DocumentFacts
from apps.documents.enums import DocumentEvent as Event
from apps.documents.enums import DocumentState as State

ALLOWED = {
    (Event.START, State.REQUESTED): State.RENDERING,
    (Event.START, State.RENDERING): State.RENDERING,
    (Event.START, State.FAILED): State.RENDERING,
    (Event.FINISH, State.RENDERING): State.READY,
    (Event.FAIL, State.REQUESTED): State.FAILED,
    (Event.FAIL, State.RENDERING): State.FAILED,
    (Event.RETRY, State.FAILED): State.REQUESTED,
    (Event.SUPERSEDE, State.READY): State.SUPERSEDED,
    **{(Event.WITHDRAW, state): State.WITHDRAWN for state in State if state is not State.WITHDRAWN},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_cell(event: Event, state: State) -> None:
    rule = LIFECYCLE.rule(event, state)

    assert (rule.target if rule else None) == ALLOWED.get((event, state))


def test_every_state_can_be_reached() -> None:
    assert LIFECYCLE.reachable() == frozenset(State)


def test_nothing_leads_out_of_withdrawn() -> None:
    assert LIFECYCLE.possible(State.WITHDRAWN) == []


def test_only_a_newer_version_supersedes() -> None:
    refused = LIFECYCLE.refusal(Event.SUPERSEDE, State.READY, DocumentFacts(), lambda: Refusal("x", "x"))

    assert refused is not None
    assert refused.code == "no_newer_version"
