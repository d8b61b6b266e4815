"""What a case asks for, by kind and by step: the one table that page, API, lifecycle and documentation read.

Pure: no database, no request. A cell of the table is one of three. A stage: needed from that step on. OFFERED: asked
for, and never needed. No cell: not asked of that kind. `domain/holding.py` says what a case lacks; who may put it
right is the policy's to say, and `righted_by` is in its words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.cases.enums import CaseEvent, CaseField, CaseKind, CaseStatus, RightedBy, Stage
from apps.core.lifecycle import Refusal

F, K = CaseField, CaseKind
OFFERED = "offered"
Cell = Stage | str

EVERY = frozenset(CaseKind)
# In these something that was reported, or done about a report, is in question.
ABOUT_A_REPORT = frozenset({K.DISCREPANCY, K.DELAY, K.COMMUNICATION, K.SECOND_OPINION})
# In these an issued report is said to differ from what is now thought (DOMAIN 1.3).
REPORT_DIFFERS = frozenset({K.DISCREPANCY, K.SECOND_OPINION})
# Nothing went wrong in these, so nothing came to light and nobody wrote an incident report.
NOTHING_WENT_WRONG = frozenset({K.GOOD_SPOT, K.EDUCATIONAL})
# Nobody's report is in question in these; who read it matters only to whoever is asked for a first view.
NOBODYS_REPORT = frozenset({K.SYSTEM_EVENT, K.EDUCATIONAL})


def _row(*cells: tuple[Iterable[CaseKind], Cell]) -> Mapping[CaseKind, Cell]:
    return {kind: cell for kinds, cell in cells for kind in kinds}


TABLE: Mapping[CaseField, Mapping[CaseKind, Cell]] = {
    F.KIND: _row((EVERY, Stage.SUBMIT)),
    F.NARRATIVE: _row((EVERY, Stage.SUBMIT)),
    # The patient first: every log asks, a good spot too (DESIGN C0; ADR 0028).
    F.PATIENT_ACTION: _row((EVERY, Stage.SUBMIT)),
    F.DISCREPANCY_TYPE: _row(({K.DISCREPANCY}, Stage.ACCEPT)),
    F.STUDIES: _row((EVERY, OFFERED)),
    F.IMAGING: _row((EVERY, OFFERED), (ABOUT_A_REPORT | {K.EDUCATIONAL}, Stage.ACCEPT)),
    # An unknown reader never counts as no conflict (DESIGN C0): nobody gives a first view of anything without it.
    F.READERS: _row((EVERY - NOBODYS_REPORT, Stage.ACCEPT), (NOBODYS_REPORT, Stage.REVIEW)),
    # The annual report counts cases by source (DOMAIN 1.2); a second opinion has its occasion instead.
    F.HOW_DISCOVERED: _row(
        (EVERY - NOTHING_WENT_WRONG - {K.SECOND_OPINION}, OFFERED),
        (ABOUT_A_REPORT - {K.SECOND_OPINION}, Stage.SCHEDULE),
    ),
    F.DISCOVERED: _row((EVERY - NOTHING_WENT_WRONG, OFFERED)),
    F.PROCEDURE: _row(({K.COMPLICATION}, Stage.ACCEPT)),
    F.SYSTEM_AFFECTED: _row(({K.SYSTEM_EVENT}, Stage.ACCEPT)),
    # Recorded means: who gave it, when, on what occasion (DOMAIN 1.3).
    F.SECOND_OPINION: _row(({K.SECOND_OPINION}, Stage.ACCEPT)),
    F.INCIDENT_REFERENCE: _row((EVERY - NOTHING_WENT_WRONG, OFFERED)),
    F.PRESENTATION: _row((EVERY, Stage.SCHEDULE)),
    F.REPORT_STANDS: _row((REPORT_DIFFERS, Stage.PUBLISH)),
    F.REPORT_SETTLED: _row((REPORT_DIFFERS, Stage.CLOSE)),
    F.CODING: _row((REPORT_DIFFERS, Stage.CLOSE)),
}

# Asked for on the screen that logs a case. What only a review or a later step needs is asked for there.
LOGGED = frozenset(
    {
        F.KIND, F.NARRATIVE, F.PATIENT_ACTION, F.DISCREPANCY_TYPE, F.STUDIES, F.IMAGING, F.READERS, F.HOW_DISCOVERED,
        F.DISCOVERED, F.PROCEDURE, F.SYSTEM_AFFECTED, F.SECOND_OPINION, F.INCIDENT_REFERENCE,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Wanting:
    """What is said where a field is needed and not there: a stable code, how to put it right, and who can."""

    code: str
    words: Any
    righted_by: tuple[RightedBy, ...]


_BOTH = (RightedBy.SUBMITTER, RightedBy.CHAIR)
_CHAIR = (RightedBy.CHAIR,)

WANTING: Mapping[CaseField, Wanting] = {
    F.KIND: Wanting("kind_needed", _("Choose what it was."), _BOTH),
    F.NARRATIVE: Wanting("narrative_needed", _("Say what happened, in a sentence or two."), _BOTH),
    F.PATIENT_ACTION: Wanting(
        "patient_action_needed", _("Say whether anyone still needs to act for this patient."), _BOTH
    ),
    F.DISCREPANCY_TYPE: Wanting("discrepancy_type_needed", _("Say whether it was missed or misread."), _BOTH),
    F.IMAGING: Wanting("imaging_needed", _("Add the study, or say at least which modality it was."), _BOTH),
    F.READERS: Wanting(
        "readers_unknown",
        _("Name the original readers first, or say why they are not known. Otherwise nobody can rule out a conflict."),
        _BOTH,
    ),
    F.HOW_DISCOVERED: Wanting("how_discovered_needed", _("Say how it came to light."), _BOTH),
    F.PROCEDURE: Wanting("procedure_needed", _("Say which procedure it was."), _BOTH),
    F.SYSTEM_AFFECTED: Wanting("system_needed", _("Say which system or equipment got in the way."), _BOTH),
    F.SECOND_OPINION: Wanting(
        "second_opinion_needed", _("Add the second opinion: whose, when and on what occasion."), _BOTH
    ),
    F.PRESENTATION: Wanting(
        "presentation_not_screened",
        _("Write the presentation copy and clear the identifier screen first. The room sees only that copy."),
        _CHAIR,
    ),
    F.REPORT_STANDS: Wanting(
        "report_stands_needed", _("Say whether an issued report still stands wrong; “don’t know yet” will do."), _CHAIR
    ),
    F.REPORT_SETTLED: Wanting(
        "report_settled_needed",
        _("Find out whether an issued report still stands wrong, and answer yes or no."),
        _CHAIR,
    ),
    F.CODING: Wanting("coding_needed", _("Code the finding, so that it counts under its theme."), _CHAIR),
}

# Which stages each event of the lifecycle asks about. What has no row here asks for nothing.
ASKED_BY: Mapping[CaseEvent, tuple[Stage, ...]] = {
    CaseEvent.ACCEPT: (Stage.ACCEPT,),
    CaseEvent.GIVE_FEEDBACK: (Stage.ACCEPT,),
    CaseEvent.SEND_TO_REVIEW: (Stage.ACCEPT, Stage.REVIEW),
    CaseEvent.SCHEDULE: (Stage.ACCEPT, Stage.SCHEDULE),
    CaseEvent.PUBLISH: (Stage.PUBLISH,),
    CaseEvent.CLOSE: (Stage.CLOSE,),
}

# What a decision that was made rests on: an amendment may not take it away again.
RESTS_ON: Mapping[CaseStatus, tuple[Stage, ...]] = {
    CaseStatus.UNDER_REVIEW: (Stage.ACCEPT, Stage.REVIEW),
    CaseStatus.READY: (Stage.ACCEPT,),
    CaseStatus.SCHEDULED: (Stage.ACCEPT,),
}


@dataclass(frozen=True)
class Need:
    """One thing that a case still lacks, and the step that asks for it."""

    field: CaseField
    stage: Stage

    @property
    def code(self) -> str:
        """The code that a refusal has, too."""
        return WANTING[self.field].code

    @property
    def words(self) -> str:
        """How to put it right, in the words of the refusal."""
        return str(WANTING[self.field].words)

    @property
    def righted_by(self) -> tuple[RightedBy, ...]:
        """Who can."""
        return WANTING[self.field].righted_by


def cell(field: CaseField, kind: CaseKind) -> Cell | None:
    """The stage from which it is needed, OFFERED, or None where it is not asked."""
    return TABLE[field].get(kind)


def asked_when_logged(field: CaseField, kind: CaseKind) -> bool:
    """Whether the screen that logs a case asks it of that kind."""
    return field in LOGGED and cell(field, kind) not in (None, Stage.REVIEW)


def kinds_asked(field: CaseField) -> tuple[CaseKind, ...]:
    """The kinds of which the log screen asks it, in the order of the list."""
    return tuple(kind for kind in CaseKind if asked_when_logged(field, kind))


def needed(kind: CaseKind, stages: Iterable[Stage]) -> tuple[Need, ...]:
    """Everything that these stages ask of that kind, in the order of the stages and of the table."""
    asked = tuple(stages)
    return tuple(
        Need(field, stage) for stage in Stage if stage in asked for field in TABLE if cell(field, kind) == stage
    )


def still_needed(kind: CaseKind, lacks: Iterable[CaseField], stages: Iterable[Stage]) -> tuple[Need, ...]:
    """The same, of what is not there."""
    absent = frozenset(lacks)
    return tuple(one for one in needed(kind, stages) if one.field in absent)


def refusal_for(event: CaseEvent, kind: CaseKind, lacks: Iterable[CaseField]) -> Refusal | None:
    """Why an event cannot happen yet: the code of the first thing that is wanting, and what to do about each."""
    wanting = still_needed(kind, lacks, ASKED_BY.get(event, ()))
    if not wanting:
        return None
    words = " ".join(one.words for one in wanting)
    return Refusal(wanting[0].code, words, {one.field.value: one.words for one in wanting})


def words_for(field: CaseField) -> Any:
    """What is said where it is missing."""
    return WANTING[field].words


def is_needed_to_log(field: CaseField) -> bool:
    """Whether the first save needs it, whatever the kind."""
    return all(cell(field, kind) == Stage.SUBMIT for kind in CaseKind)
