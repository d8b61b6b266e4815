"""Second opinions and MDT re-reads: whose opinion, when, on what occasion, and what it says (DOMAIN 1.3)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.models import User
from apps.cases.domain.clinical_times import check_past
from apps.cases.domain.payloads import clean_words, required_person
from apps.cases.enums import FINAL, OpinionContext
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, SecondOpinion
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import ClinicalTime, now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change


@dataclass(frozen=True, kw_only=True)
class SecondOpinionFacts:
    """A person of this trust by id, or a name; `in_mdt_record` is None where that is not known."""

    giver_id: UUID | None = None
    giver_name: str = ""
    context: str
    given: ClinicalTime
    opinion: str
    in_mdt_record: bool | None = None


def record_second_opinion(
    *, actor: Actor, case_id: UUID, facts: SecondOpinionFacts, key: UUID | None = None
) -> SecondOpinion:
    """Keep a second opinion with the case; by its submitter or by those who chair.

    `key` becomes its id, so that sending it again adds nothing. Raises NotVisible, Forbidden, TransitionRefused for a
    closed case, and Invalid by field.
    """
    with change(reason="second opinion recorded"):
        case = case_for_change(case_id)
        access = case.access_facts()
        if not may(actor, P.CASE_VIEW, access):
            raise NotVisible
        decision = may(actor, P.CASE_AMEND, access)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        earlier = SecondOpinion.objects.filter(pk=key, case=case).first() if key else None
        if earlier:
            return earlier
        if case.status in FINAL:
            raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to add an opinion."))
        return add_second_opinion(case, actor, facts, key)


def add_second_opinion(case: Case, actor: Actor, facts: SecondOpinionFacts, key: UUID | None = None) -> SecondOpinion:
    """Write it down for a case that the caller has asked the policy about; raises Invalid by field."""
    name, words = clean_words(facts.giver_name, "giver_name", 200), clean_words(facts.opinion, "opinion", 5_000)
    _check(case, facts, name, words)
    return SecondOpinion.objects.create(
        id=key or uuid4(),
        case=case,
        giver_id=facts.giver_id,
        giver_name="" if facts.giver_id else name,
        context=facts.context,
        given_at=facts.given.at,
        given_precision=facts.given.precision.value,
        given_zone=facts.given.zone,
        opinion=words,
        in_mdt_record=facts.in_mdt_record,
        recorded_at=now(),
        recorded_by_id=required_person(actor),
    )


def _check(case: Case, facts: SecondOpinionFacts, name: str, words: str) -> None:
    wrong: dict[str, str] = {}
    if facts.giver_id is None and not name:
        wrong["giver_name"] = _("Choose a person or type a name.")
    if facts.context not in OpinionContext.values:
        wrong["context"] = _("Choose an occasion from the list.")
    if not words:
        wrong["opinion"] = _("Say what the second opinion is.")
    trust = case.department.trust_id
    if facts.giver_id and not User.objects.filter(pk=facts.giver_id, memberships__department__trust=trust).exists():
        wrong["giver"] = _("There is no such person here.")
    if wrong:
        raise Invalid("invalid", _("Check what you entered."), wrong)
    check_past(facts.given, "given")
