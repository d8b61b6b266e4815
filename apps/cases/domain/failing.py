"""Recording where on its way an examination failed: at which step, in whose hands, and how (DOMAIN 2.1, 11.4)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words, required_person
from apps.cases.enums import FINAL
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, FailurePlace
from apps.cases.queries.choosing import failing_terms
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change
from apps.journeys.enums import JourneyStage, ResponsibleRole

LONGEST_NOTE = 300
MOST_PLACES = 20


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place; an empty step or party is not known, and at least one of the three says something."""

    stage: str = ""
    party: str = ""
    failing_id: UUID | None = None
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether it names a step, a party or a failing."""
        return bool(self.stage or self.party or self.failing_id)


def may_record_failure(actor: Actor, case: Case) -> bool:
    """Whether this person may say where it failed: who chairs, and a reviewer whose view is committed."""
    return case.status not in FINAL and bool(may(actor, P.CASE_CODE, case.access_facts()))


def record_failure(*, actor: Actor, case_id: UUID, place: Place, key: UUID | None = None) -> FailurePlace:
    """Add one place to a case, which may have several; the same place again changes nothing.

    `key` becomes its id, so that sending it again adds nothing. Raises NotVisible, Forbidden, TransitionRefused for a
    closed case, and Invalid by field.
    """
    with change(reason="failure place recorded"):
        case = _case_for(actor, case_id)
        earlier = FailurePlace.objects.filter(pk=key, case=case).first() if key else None
        return earlier or add_place(case, actor, place, key)


def add_place(case: Case, actor: Actor, place: Place, key: UUID | None = None) -> FailurePlace:
    """Write the place in the caller's transaction; the caller asked who may. Raises Invalid by field."""
    note = _check(case, place)
    there = FailurePlace.objects.filter(case=case)
    same = there.filter(stage=place.stage, party=place.party, failing=place.failing_id).first()
    if same is not None:
        return same
    if there.count() >= MOST_PLACES:
        raise Invalid("too_many", _("There are enough places."), {"stage": _("Take one off before you add another.")})
    return FailurePlace.objects.create(
        id=key or uuid4(),
        case=case,
        stage=place.stage,
        party=place.party,
        failing_id=place.failing_id,
        note=note,
        recorded_at=now(),
        recorded_by_id=required_person(actor),
    )


def take_off_failure(*, actor: Actor, case_id: UUID, place_id: UUID, reason: str) -> Case:
    """Take a place off again, with a reason; the trail keeps it. Taking it off again changes nothing.

    Raises NotVisible, Forbidden, TransitionRefused for a closed case, and Invalid without a reason.
    """
    words = clean_words(reason, "reason", 2_000)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is taken off.")})
    with change(reason=words):
        case = _case_for(actor, case_id)
        found = FailurePlace.objects.filter(case=case, pk=place_id).first()
        if found is not None:
            found.delete()
        return case


def _case_for(actor: Actor, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.CASE_CODE, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status in FINAL:
        raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to say where it failed."))
    return case


def _check(case: Case, place: Place) -> str:
    """The note as it is stored; raises Invalid naming every field that cannot be taken."""
    problems: dict[str, str] = {}
    if place.stage and place.stage not in JourneyStage.values:
        problems["stage"] = _("Choose a step from the list.")
    if place.party and place.party not in ResponsibleRole.values:
        problems["party"] = _("Choose from the list in whose hands it was.")
    if place.failing_id is not None and not _is_on_offer(case, place.failing_id):
        problems["failing"] = _("Choose a failing from the list.")
    if not place.says_something:
        problems["stage"] = _("Say at which step it failed, in whose hands it was, or how it failed.")
    if problems:
        raise Invalid("invalid", _("Check where it failed."), problems)
    return clean_words(place.note, "note", LONGEST_NOTE)


def _is_on_offer(case: Case, failing_id: UUID) -> bool:
    """One in use; or one that the case carries already, whatever edition it came from."""
    offered = failing_terms(case.department.trust_id).filter(pk=failing_id).exists()
    return offered or FailurePlace.objects.filter(case=case, failing=failing_id).exists()
