"""The case and everything that belongs to it."""

from apps.cases.models.attachments import CaseAttachment, PresentationImage
from apps.cases.models.case import Case, CaseChild, CaseReader, CaseStudy, CaseTransition
from apps.cases.models.coding import Finding, ReferenceChoice, ReferenceCoding, Taxonomy, TaxonomyTerm
from apps.cases.models.escalation_account import (
    EscalationContact,
    EscalationStep,
    EscalationTiming,
    EscalationTurn,
)
from apps.cases.models.failure import FailurePlace
from apps.cases.models.learning_side import PresentationCopy
from apps.cases.models.pace import LoggingPace
from apps.cases.models.patient_first import Escalation, FollowUpAction, GovernanceRecord
from apps.cases.models.review import CaseMessage, Opinion, ReviewAssignment, ReviewRequest
from apps.cases.models.search import CaseSearchText
from apps.cases.models.standing import ReportStanding, SecondOpinion

__all__ = [
    "LoggingPace",
    "Case",
    "CaseAttachment",
    "CaseChild",
    "CaseMessage",
    "CaseReader",
    "CaseSearchText",
    "CaseStudy",
    "CaseTransition",
    "Escalation",
    "EscalationContact",
    "EscalationStep",
    "EscalationTiming",
    "EscalationTurn",
    "FailurePlace",
    "Finding",
    "FollowUpAction",
    "GovernanceRecord",
    "Opinion",
    "PresentationCopy",
    "PresentationImage",
    "ReferenceChoice",
    "ReferenceCoding",
    "ReportStanding",
    "ReviewAssignment",
    "ReviewRequest",
    "SecondOpinion",
    "Taxonomy",
    "TaxonomyTerm",
]
