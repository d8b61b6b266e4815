"""What is given to the trust's incident system, by hand: a table of codes and screened words; nothing is submitted.

Trusts reach LFPSE through their own system (DOMAIN 4.3), so this hands over a text and keeps what was handed over.
"""

import csv
import io
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from apps.cases.domain.screening import FieldFinding, unresolved_in
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.tracking import change
from apps.governance.domain.facts import facts_of
from apps.governance.domain.opening import person_of, record_for_change
from apps.governance.enums import NeverEvent, StepKind
from apps.governance.errors import GovernanceRefused
from apps.governance.models import CaseGovernance, HandOver
from apps.governance.queries.records import Whole, whole

SUBJECT = "governance.casegovernance"
# What a spreadsheet would take for a formula is given as text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(found: Whole) -> list[tuple[str, str]]:
    """Names and values in the order of the table. No name of a person: who decided stays in the record."""
    record, facts = found.record, facts_of(found.record, found.decisions, found.standing_steps)
    rows = [
        ("case", record.case.reference),
        ("incident_references", " ".join(found.references)),
        ("never_event", record.never_event),
        ("duty_of_candour", facts.decision.value),
        ("duty_of_candour_decided_on", str(facts.decided_on or "")),
    ]
    for kind in StepKind:
        step = facts.first(kind)
        rows.append((f"candour_{kind.value}_on", str(step.done_on) if step else ""))
    if found.choice and found.choice.keeps_lfpse:
        rows += [
            ("event_type", record.event_type),
            ("lfpse_physical_harm_code", _code(record.physical_harm)),
            ("lfpse_psychological_harm_code", _code(record.psychological_harm)),
        ]
    if found.choice and found.choice.keeps_psirf:
        rows += [("psirf_response", record.response), ("psirf_reason", record.response_reason)]
    return [*rows, ("account", record.handover_words)]


def _code(value: int | None) -> str:
    return "" if value is None else str(value)


def findings_in(record: CaseGovernance) -> list[FieldFinding]:
    """What the identifier screen finds in the words that would be handed over."""
    case = Case.objects.select_related("department").prefetch_related("case_studies", "readers").get(pk=record.case_id)
    texts = {"handover_words": record.handover_words, "response_reason": record.response_reason}
    return unresolved_in([case], texts, SUBJECT, record.pk)


def hand_over(*, actor: Actor, record_id: UUID) -> HandOver:
    """Make the table and keep it word for word, with its hash.

    Raises NotVisible, and GovernanceRefused while the words are missing or the screen finds somebody in them.
    """
    with change(reason="handed over to the incident system"):
        record = record_for_change(actor, record_id)
        if not record.handover_words:
            raise GovernanceRefused("no_account", _("Write the account for the incident system first."))
        if findings_in(record):
            raise GovernanceRefused(
                "not_clean", _("The words name or number somebody. Take out what the screen found, then try again.")
            )
        content = as_csv(rows_of(whole(record)))
        return HandOver.objects.create(
            record=record,
            made_at=now(),
            made_by_id=person_of(actor),
            content=content,
            content_sha256=sha256(content.encode()).hexdigest(),
        )


def as_csv(rows: list[tuple[str, str]]) -> str:
    """Two columns, name and value; a value that looks like a formula is given as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["field", "value"])
    for name, value in rows:
        writer.writerow([name, f"'{value}" if value.startswith(_FORMULA) else value])
    return out.getvalue()


def needs_investigation(record: CaseGovernance) -> bool:
    """Whether the record calls it a Never Event, for which a PSII is mandatory; it chooses nothing (DOMAIN 4.4)."""
    return record.never_event == NeverEvent.YES
