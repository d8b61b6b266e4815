"""The case and everything that belongs to it."""

from apps.cases.models.case import Case, CaseChild, CaseReader, CaseStudy, CaseTransition
from apps.cases.models.learning_side import Finding, PresentationCopy, Taxonomy, TaxonomyTerm
from apps.cases.models.pace import LoggingPace
from apps.cases.models.patient_first import Escalation, FollowUpAction, GovernanceRecord
from apps.cases.models.review import CaseMessage, Opinion, ReviewAssignment, ReviewRequest
from apps.cases.models.search import CaseSearchText

__all__ = [
    "LoggingPace",
    "Case",
    "CaseChild",
    "CaseMessage",
    "CaseReader",
    "CaseSearchText",
    "CaseStudy",
    "CaseTransition",
    "Escalation",
    "Finding",
    "FollowUpAction",
    "GovernanceRecord",
    "Opinion",
    "PresentationCopy",
    "ReviewAssignment",
    "ReviewRequest",
    "Taxonomy",
    "TaxonomyTerm",
]
