"""A case made of an alert that was not answered in time: once, with the study and its journey, linked both ways."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.alerts.domain.recording import note_case
from apps.alerts.errors import AlertRefused
from apps.alerts.models import Alert
from apps.alerts.queries.visible import visible_alert
from apps.cases.domain.registering import StudyInput, Submission, submit_case
from apps.cases.enums import CaseKind, HowDiscovered, PatientAction
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.clock import clinical_instant, now
from apps.core.errors import Forbidden
from apps.core.presenting import datetime_words, interval
from apps.core.tracking import change


def case_of_alert(*, actor: Actor, alert_id: UUID) -> Case:
    """Make a case of the alert, or give the one that was made of it. Raises NotVisible and Forbidden.

    While the alert is open somebody still needs to act for the patient, and the case asks a lead to.
    """
    seen = visible_alert(actor, alert_id)
    decision = may(actor, P.ALERT_HANDLE, seen.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    with change(reason=_("case made of the alert")):
        alert = Alert.objects.select_for_update(of=("self",)).select_related("category", "study").get(pk=seen.pk)
        if alert.case_id is not None:
            return Case.objects.get(pk=alert.case_id)
        if not alert.may_become_case(now()):
            raise AlertRefused("nothing_to_learn", _("This alert was answered within its limit, or was withdrawn."))
        case = submit_case(actor=actor, submission=_submission(alert))
        note_case(actor=actor, alert_id=alert.pk, case_id=case.pk, case_reference=case.reference)
        return case


def _submission(alert: Alert) -> Submission:
    return Submission(
        department_id=alert.department_id,
        kind=CaseKind.COMMUNICATION,
        narrative=_narrative(alert),
        how_discovered=HowDiscovered.OTHER,
        patient_action=PatientAction.YES if alert.is_open else PatientAction.NO,
        escalation_why=_("Alert %(alert)s is still open.") % {"alert": alert.reference} if alert.is_open else "",
        discovered=clinical_instant(now(), source="alert"),
        studies=(StudyInput(alert.study_id),),
        modality=alert.study.modalities.split(", ")[0],
        body_region=alert.study.body_region,
    )


def _narrative(alert: Alert) -> str:
    """What the alert's own times say; whoever makes the case adds why."""
    about = {
        "alert": alert.reference,
        "category": alert.category.label,
        "examination": alert.study.description or alert.study.modalities,
    }
    read, acted = datetime_words(alert.read_at), datetime_words(alert.acted_at)
    said = [
        _("Alert %(alert)s (%(category)s) about the report of: %(examination)s.") % about,
        _("Finding: %(finding)s") % {"finding": alert.finding},
        _("Raised %(when)s.") % {"when": datetime_words(alert.raised_at)},
        _limit_words(alert),
        _("Read %(when)s.") % {"when": read} if read else _("Not read yet."),
        _("Acted on %(when)s.") % {"when": acted} if acted else _("Not acted on yet."),
    ]
    return "\n".join(said)


def _limit_words(alert: Alert) -> str:
    if alert.limit_at is None:
        return _("This category has no limit for reading.")
    late = (alert.read_at or now()) - alert.limit_at
    if late.total_seconds() <= 0:
        return _("To be read by %(when)s.") % {"when": datetime_words(alert.limit_at)}
    return _("To be read by %(when)s; %(late)s over the limit.") % {
        "when": datetime_words(alert.limit_at),
        "late": interval(late),
    }
