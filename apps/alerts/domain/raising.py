"""Raising an alert about a study's report, with its first notice and every clock, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.accounts.models import Department
from apps.alerts.domain.asking import address, bad, require, words
from apps.alerts.domain.checkpoints import Checkpoint, reached
from apps.alerts.domain.journeying import note_in_journey
from apps.alerts.domain.steps import ask_for_call, limit_of, start_clocks
from apps.alerts.enums import CallReason, CancerKind
from apps.alerts.errors import AlertRefused
from apps.alerts.models import Alert, AlertCategory, AlertRecipient
from apps.alerts.queries.settings import calendar_of, categories_in_use, is_on
from apps.core.actor import Actor
from apps.core.clock import UNKNOWN_TIME, ClinicalTime, now
from apps.core.errors import Invalid, NotVisible
from apps.core.ids import next_reference
from apps.core.tracking import change
from apps.disclosure.domain.screening import ScreenFinding, extend, screen
from apps.disclosure.queries.known import known_for_trust
from apps.journeys.models import Study
from apps.journeys.queries.patient_names import identifiers_of_studies
from apps.journeys.queries.visible import visible_to as visible_studies

FINDING_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class RecipientFacts:
    """Who has to read the report, and how to reach them; one way at least."""

    name: str
    organisation: str = ""
    email: str = ""
    team_email: str = ""
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertFacts:
    """What is said when an alert is raised. `keep_words`: what the screen found in the finding identifies nobody."""

    study_id: UUID
    category_id: UUID
    finding: str
    recipient: RecipientFacts
    primary_site: str = ""
    cancer_kind: str = ""
    reported: ClinicalTime = UNKNOWN_TIME
    team: str = ""
    keep_words: bool = False
    key: UUID | None = field(default=None)


def raise_alert(*, actor: Actor, facts: AlertFacts) -> Alert:
    """Open an alert: when this returns it is on the worklist, in the journey, and every step has its clock.

    The same `key` from the same person returns the first alert. Raises NotVisible for a study that the actor does
    not see, Forbidden, AlertRefused while the department has alerts off, and Invalid by field.
    """
    study = visible_studies(actor).select_related("department__trust").filter(pk=facts.study_id).first()
    if study is None:
        raise NotVisible
    require(actor, P.ALERT_RAISE, study.access_facts())
    earlier = _earlier(actor, facts.key)
    if earlier is not None:
        return earlier
    if not is_on(study.department_id):
        raise AlertRefused(
            "alerts_off", _("This department has not switched alerts on. Tell the referrer as you do today.")
        )
    category = categories_in_use(study.department_id).filter(pk=facts.category_id).first()
    if category is None:
        raise bad("category", _("Choose a category that is in use."))
    values = _checked(facts, category)
    recipient = checked_recipient(facts.recipient)
    _check_screen(facts, study, values["finding"])
    try:
        with change(reason=_("alert raised")):
            alert = _create(actor, study, category, facts, values, recipient)
            reached(Checkpoint.BEFORE_RAISE_COMMIT)
    except IntegrityError:
        # Two requests with one key at the same moment: the first one won, and it is the answer to both.
        earlier = _earlier(actor, facts.key)
        if earlier is None:
            raise
        return earlier
    reached(Checkpoint.RAISED)
    return alert


def _earlier(actor: Actor, key: UUID | None) -> Alert | None:
    if key is None:
        return None
    with transaction.atomic():
        return Alert.objects.filter(raise_key=key, raised_by=actor.user_id).first()


def _create(
    actor: Actor,
    study: Study,
    category: AlertCategory,
    facts: AlertFacts,
    values: Mapping[str, Any],
    recipient: Mapping[str, str],
) -> Alert:
    department: Department = study.department
    if actor.user_id is None:
        raise NotVisible
    moment = now()
    alert = Alert(
        reference=next_reference("FSA"),
        department=department,
        study=study,
        category=category,
        raised_at=moment,
        raised_by_id=actor.user_id,
        raise_key=facts.key,
        reported_at=facts.reported.at,
        reported_precision=facts.reported.precision.value,
        **values,
    )
    alert.limit_at = limit_of(alert, calendar_of(department.trust_id))
    alert.save()
    AlertRecipient.objects.create(alert=alert, added_at=moment, **recipient)
    start_clocks(alert, department.trust_id)
    if category.needs_direct_contact:
        ask_for_call(alert, CallReason.DIRECT_CONTACT)
    note_in_journey(study.pk)
    return alert


def _checked(facts: AlertFacts, category: AlertCategory) -> dict[str, Any]:
    values: dict[str, Any] = {
        "finding": words(facts.finding, "finding", FINDING_LENGTH, missing=_("Say in a few words what was found.")),
        "team": words(facts.team, "team", 200),
        "primary_site": words(facts.primary_site, "primary_site", 120),
        "cancer_kind": facts.cancer_kind,
    }
    if category.asks_primary_site:
        if not values["primary_site"]:
            raise bad("primary_site", _("Say where the cancer is suspected to have begun, or “unknown primary”."))
        if facts.cancer_kind not in CancerKind.values:
            raise bad("cancer_kind", _("Choose new or recurrence. Simple progression is not for this category."))
    elif values["primary_site"] or facts.cancer_kind:
        name = "primary_site" if values["primary_site"] else "cancer_kind"
        raise bad(name, _("The category that you chose does not ask for this. Leave it empty, or choose another."))
    if facts.reported.at is not None and facts.reported.at > now():
        raise bad("reported", _("The report cannot be from the future."))
    return values


def checked_recipient(facts: RecipientFacts) -> dict[str, str]:
    """The recipient's clean values. Raises Invalid by field."""
    values = {
        "name": words(facts.name, "recipient_name", 200, missing=_("Say who has to read the report.")),
        "organisation": words(facts.organisation, "recipient_organisation", 200),
        "email": address(facts.email, "recipient_email"),
        "team_email": address(facts.team_email, "recipient_team_email"),
        "telephone": words(facts.telephone, "recipient_telephone", 60),
    }
    if not (values["email"] or values["team_email"] or values["telephone"]):
        raise bad("recipient_email", _("Give an e-mail address or a telephone number: one way to reach them."))
    return values


def findings_in(study: Study, text: str) -> tuple[ScreenFinding, ...]:
    """What in these words may point at the patient, a member of staff or a place."""
    patient = identifiers_of_studies([study.pk])
    known = extend(
        known_for_trust({study.trust_id}),
        patient_names=patient.patient_names,
        patient_numbers=patient.patient_numbers,
        accession_numbers=patient.accession_numbers,
    )
    return screen(text, known)


def _check_screen(facts: AlertFacts, study: Study, finding: str) -> None:
    """Words that may identify somebody are refused unless the person says that they do not; never silently kept."""
    found = () if facts.keep_words else findings_in(study, finding)
    if found:
        quoted = ", ".join(f"“{one.text}”" for one in found)
        said = _("Take out %(words)s: the finding is shown behind a link. If it identifies nobody, tick the box below.")
        raise Invalid("identifiers", _("Check what you entered."), {"finding": said % {"words": quoted}})
