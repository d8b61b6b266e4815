"""Where the duty of candour stands: pure, from the decision and the steps. It knows no grade, so it can use none.

The regulation sets no number of days (DOMAIN 4.1): a limit is the trust's own, and every answer that uses one says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from apps.core.lifecycle import Refusal
from apps.governance.enums import ATTEMPTS, Decision, Standing, StepKind


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was done, on which day."""

    kind: StepKind
    done_on: date
    apology_given: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is judged: the latest decision, the steps that stand, and whether somebody closed it."""

    decision: Decision = Decision.UNDECIDED
    decided_on: date | None = None
    steps: tuple[Step, ...] = ()
    is_closed: bool = False

    def first(self, kind: StepKind) -> Step | None:
        """The first step of that kind."""
        return min((one for one in self.steps if one.kind is kind), key=lambda one: one.done_on, default=None)

    @property
    def was_tried(self) -> bool:
        """Whether contact was refused, or tried without success."""
        return any(one.kind in ATTEMPTS for one in self.steps)


def standing(facts: Facts) -> Standing:
    """Where it stands. Steps taken before or without a decision count as soon as the threshold is met."""
    if facts.is_closed:
        return Standing.CLOSED
    if facts.decision is not Decision.MET:
        return Standing.NOT_MET if facts.decision is Decision.NOT_MET else Standing.UNDECIDED
    if facts.first(StepKind.WRITTEN) and (facts.first(StepKind.IN_PERSON) or facts.was_tried):
        return Standing.WRITTEN
    if facts.first(StepKind.IN_PERSON):
        return Standing.TOLD
    return Standing.UNREACHED if facts.was_tried else Standing.OWED


def why_not_closed(facts: Facts) -> Refusal | None:
    """Why candour cannot be closed; None when it can. It can always be recorded, late or out of order."""
    if facts.is_closed:
        return Refusal("already_done", _("It is closed already. Reopen it to change anything."))
    if facts.decision is Decision.UNDECIDED:
        return Refusal("undecided", _("Record first whether the threshold is met, by whom and why."))
    if facts.decision is Decision.NOT_MET:
        return None
    told = facts.first(StepKind.IN_PERSON)
    if told is None and not facts.was_tried:
        return Refusal(
            "not_told", _("Record who told the patient or family in person, or that contact was refused or failed.")
        )
    if told is not None and not any(one.apology_given for one in facts.steps if one.kind is StepKind.IN_PERSON):
        return Refusal("no_apology", _("Record the apology. To be sorry is not to admit fault."))
    if facts.first(StepKind.WRITTEN) is None and not facts.was_tried:
        return Refusal("not_written", _("Record the written notice that follows the conversation."))
    return None


def flags(facts: Facts) -> list[str]:
    """What is out of the order in which the regulation names the steps; recorded, never refused."""
    told, written = facts.first(StepKind.IN_PERSON), facts.first(StepKind.WRITTEN)
    found = []
    if told and written and written.done_on < told.done_on:
        found.append(str(_("The written notice is dated before the conversation.")))
    if written and not told and not facts.was_tried:
        found.append(str(_("A written notice is recorded, and no conversation.")))
    if facts.decision is Decision.MET and facts.steps and not facts.first(StepKind.SUPPORT):
        found.append(str(_("No offer of support is recorded.")))
    return found


@dataclass(frozen=True)
class LocalLimit:
    """A day by which a step is due by the trust's own rule, which is not in the regulation."""

    kind: StepKind
    due_on: date
    done_on: date | None

    def is_late(self, day: date) -> bool:
        """Whether it was done after that day, or was not done and the day is over."""
        return (self.done_on or day) > self.due_on


def local_limits(facts: Facts, in_person_days: int | None, written_days: int | None) -> list[LocalLimit]:
    """The trust's own limits from the day of the decision, where it has any and the threshold is met."""
    if facts.decision is not Decision.MET or facts.decided_on is None:
        return []
    days: Iterable[tuple[StepKind, int | None]] = (
        (StepKind.IN_PERSON, in_person_days),
        (StepKind.WRITTEN, written_days),
    )
    found = []
    for kind, allowed in days:
        if allowed is not None:
            step = facts.first(kind)
            found.append(LocalLimit(kind, facts.decided_on + timedelta(days=allowed), step.done_on if step else None))
    return found
