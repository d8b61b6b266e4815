"""The governance record of a case, and what a trust chose to keep in it."""

from apps.governance.models.candour import CandourDecision, CandourStep
from apps.governance.models.record import CaseGovernance, HandOver, IncidentReference
from apps.governance.models.trust import TrustChoice

__all__ = [
    "CandourDecision",
    "CandourStep",
    "CaseGovernance",
    "HandOver",
    "IncidentReference",
    "TrustChoice",
]
