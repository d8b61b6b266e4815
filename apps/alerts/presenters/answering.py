"""The least that a referrer needs to see behind a one-time link."""

from typing import Any

from django.utils.translation import gettext as _

from apps.alerts.models import AlertSwitch, AnswerLink
from apps.alerts.presenters.words import examination
from apps.core.presenting import clinical_time, datetime_words


def header(link: AnswerLink, switch: AlertSwitch | None) -> dict[str, Any]:
    """Who asks, and how to call them; before somebody says who they are, nothing of the examination."""
    return {
        "reference": link.alert.reference,
        "department": link.alert.department.name,
        "trust": link.alert.department.trust.name,
        "telephone": switch.telephone if switch else "",
        "recipient": link.recipient.name,
        "until": datetime_words(link.expires_at),
    }


def details(link: AnswerLink) -> list[dict[str, str]]:
    """What the report is about and how to find it; the patient is named in the report, not here."""
    alert = link.alert
    rows = [
        {"key": _("Examination"), "value": examination(alert.study)},
        {"key": _("Report verified"), "value": clinical_time(alert.reported)},
        {"key": _("Accession number, to find the report"), "value": alert.study.accession_number},
        {"key": _("Finding, in short"), "value": alert.finding},
    ]
    if alert.primary_site:
        rows.append({"key": _("Suspected primary site"), "value": alert.primary_site})
    return rows
