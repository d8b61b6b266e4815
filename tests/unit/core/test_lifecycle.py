"""The lifecycle engine over a small table: the door of a reading room."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from apps.core.lifecycle import Lifecycle, Refusal, Rule, missing_demands


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    LOCKED = "locked"
    BRICKED = "bricked"


class Turn(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCK = "lock"


class May(StrEnum):
    USE = "use"


@dataclass(frozen=True)
class Facts:
    has_key: bool = False
    is_oiled: bool = True


def key_is_there(facts: Facts) -> Refusal | None:
    return None if facts.has_key else Refusal("no_key", "Fetch the key first.")


def hinge_is_oiled(facts: Facts) -> Refusal | None:
    return None if facts.is_oiled else Refusal("dry_hinge", "Oil the hinge first.")


DOOR: Lifecycle[Facts] = Lifecycle(
    initial=Door.SHUT,
    rules=(
        Rule(event=Turn.OPEN, sources=frozenset({Door.SHUT}), target=Door.OPEN, permission=May.USE, label="Open",
             guards=(hinge_is_oiled,)),
        Rule(event=Turn.SHUT, sources=frozenset({Door.OPEN}), target=Door.SHUT, permission=May.USE, label="Shut"),
        Rule(event=Turn.LOCK, sources=frozenset({Door.SHUT}), target=Door.LOCKED, permission=May.USE, label="Lock",
             guards=(hinge_is_oiled, key_is_there), demands=("reason", "witnesses")),
    ),
)  # fmt: skip

WRONG = Refusal("wrong_state", "Not in this state.")


@pytest.mark.parametrize(
    ("event", "status", "facts", "code"),
    [
        (Turn.OPEN, Door.SHUT, Facts(), None),
        (Turn.OPEN, Door.OPEN, Facts(), "wrong_state"),
        (Turn.OPEN, Door.LOCKED, Facts(), "wrong_state"),
        (Turn.SHUT, Door.OPEN, Facts(), None),
        (Turn.LOCK, Door.SHUT, Facts(has_key=True), None),
        (Turn.LOCK, Door.SHUT, Facts(), "no_key"),
        (Turn.LOCK, Door.SHUT, Facts(is_oiled=False), "dry_hinge"),
    ],
)
def test_refusal_is_the_first_reason(event: Turn, status: Door, facts: Facts, code: str | None) -> None:
    refused = DOOR.refusal(event, status, facts, lambda: WRONG)

    assert (refused.code if refused else None) == code


def test_possible_lists_the_ways_out_in_table_order() -> None:
    assert [rule.event for rule in DOOR.possible(Door.SHUT)] == [Turn.OPEN, Turn.LOCK]
    assert DOOR.possible(Door.LOCKED) == []


def test_reachable_leaves_out_what_no_event_leads_to() -> None:
    assert DOOR.reachable() == {Door.SHUT, Door.OPEN, Door.LOCKED}


@pytest.mark.parametrize(
    ("payload", "missing"),
    [
        ({}, ("reason", "witnesses")),
        ({"reason": "night", "witnesses": ["Ann"]}, ()),
        ({"reason": "", "witnesses": []}, ("reason", "witnesses")),
        ({"reason": "night", "witnesses": None}, ("witnesses",)),
    ],
)
def test_demands_must_be_there_and_not_empty(payload: dict[str, object], missing: tuple[str, ...]) -> None:
    rule = DOOR.rule(Turn.LOCK, Door.SHUT)

    assert rule is not None
    assert missing_demands(rule, payload) == missing
