"""What an import did, counted and named, for the person who ran it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from apps.journeys.domain.study_facts import Outcome, OutcomeKind


@dataclass(frozen=True)
class Trouble:
    """A file, row or study that was skipped or of which something was left out: its name and the reason."""

    name: str
    reason: str


@dataclass
class ImportReport:
    """The running result of an import; holds names of files and rows, never identifiers."""

    files_seen: int = 0
    files_read: int = 0
    studies: Counter[OutcomeKind] = field(default_factory=Counter)
    skipped: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)

    def skip(self, name: str, reason: str) -> None:
        """Note that something was not imported."""
        self.skipped.append(Trouble(name, reason))

    def note(self, name: str, reason: str) -> None:
        """Note that something was imported without a part of it."""
        self.notes.append(Trouble(name, reason))

    def count(self, outcome: Outcome) -> None:
        """Count what became of a study."""
        self.studies[outcome.kind] += 1
        if outcome.kind is OutcomeKind.SKIPPED:
            self.skip(outcome.name, outcome.reason)
