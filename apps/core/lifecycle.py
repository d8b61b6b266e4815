"""The lifecycle engine: one table of rules per record, and the two questions asked of it.

Pure: no ORM and no request. The case, the meeting, the escalation, the follow-up action and the stored
document each bring their own table; buttons, API actions, diagrams and tests read the same one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

F = TypeVar("F")  # the facts that guards judge


@dataclass(frozen=True)
class Refusal:
    """Why an event is not possible now: a stable code and words that say how to put it right; by field, if any."""

    code: str
    message: str | Promise
    fields: Mapping[str, str] = field(default_factory=dict)


Guard = Callable[[F], Refusal | None]


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[F]):
    """One row of a lifecycle table.

    `demands` names the payload fields that must come with the event and not be empty. `door` names the app
    through which the event must come when a plain button is not enough: the agenda schedules, not the case page.
    """

    event: StrEnum
    sources: frozenset[StrEnum]
    target: StrEnum
    permission: StrEnum
    label: str | Promise
    guards: tuple[Guard[F], ...] = ()
    demands: tuple[str, ...] = ()
    door: str = ""
    is_final_step: bool = False


@dataclass(frozen=True)
class Lifecycle(Generic[F]):
    """A table of rules with its first state."""

    initial: StrEnum
    rules: tuple[Rule[F], ...]

    def rule(self, event: StrEnum, status: StrEnum) -> Rule[F] | None:
        """The rule for that event in that state; None when there is none."""
        for rule in self.rules:
            if rule.event == event and status in rule.sources:
                return rule
        return None

    def refusal(self, event: StrEnum, status: StrEnum, facts: F, wrong_state: Callable[[], Refusal]) -> Refusal | None:
        """The first reason why the event cannot happen; None when it can."""
        rule = self.rule(event, status)
        if rule is None:
            return wrong_state()
        for guard in rule.guards:
            refused = guard(facts)
            if refused:
                return refused
        return None

    def possible(self, status: StrEnum) -> Sequence[Rule[F]]:
        """The rules that lead out of a state, in table order."""
        return [rule for rule in self.rules if status in rule.sources]

    def reachable(self) -> frozenset[StrEnum]:
        """Every state that some path of events leads to."""
        seen, frontier = {self.initial}, [self.initial]
        while frontier:
            status = frontier.pop()
            for rule in self.possible(status):
                if rule.target not in seen:
                    seen.add(rule.target)
                    frontier.append(rule.target)
        return frozenset(seen)


def missing_demands(rule: Rule[Any], payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The demanded payload fields that are absent or empty."""
    return tuple(name for name in rule.demands if payload.get(name) in (None, "", [], ()))
