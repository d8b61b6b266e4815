"""A finding of the screen is removed, or a named person says why it may stay."""

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.actor import Actor, acting_as
from apps.core.clock import now
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.tracking import change
from apps.disclosure.domain.numbers import compact
from apps.disclosure.domain.reading import folded
from apps.disclosure.domain.screening import screen
from apps.disclosure.enums import ScreenKind
from apps.disclosure.identifiers import NOTHING_KNOWN, KnownIdentifiers, ScreenFinding
from apps.disclosure.models import ScreenResolution
from apps.disclosure.queries.resolutions import resolutions_of

# Which kinds may stay for a reason. The others say who somebody is, whatever the reason: they must be
# removed.
JUSTIFIABLE: Mapping[ScreenKind, bool] = {
    ScreenKind.NHS_NUMBER: False,
    ScreenKind.PATIENT_NAME: False,
    ScreenKind.STAFF_NAME: False,
    ScreenKind.DATE_OF_BIRTH: False,
    ScreenKind.UID: False,
    ScreenKind.EMAIL: False,
    # By shape these may be a catalogue number or a code; one that the database knows may not stay (see
    # below).
    ScreenKind.ACCESSION_NUMBER: True,
    ScreenKind.HOSPITAL_NUMBER: True,
    ScreenKind.NUMBER_LIKE_NHS: True,
    # The author of a cited paper, the trust that wrote a public guideline, a public help line.
    ScreenKind.TITLED_NAME: True,
    ScreenKind.SITE_NAME: True,
    ScreenKind.PHONE: True,
    ScreenKind.POSTCODE: True,
    ScreenKind.URL: True,
    ScreenKind.DATE: True,
    ScreenKind.AGE_OVER_89: True,
}

_SHORTEST_REASON = 10
_LONGEST_REASON = 500


def fingerprint(kind: ScreenKind, text: str) -> str:
    """The SHA-256 of a finding's kind and text, alike however the text was disguised or capitalised."""
    return hashlib.sha256(f"{kind.value}\x00{folded(text).text.casefold()}".encode()).hexdigest()


def can_be_justified(finding: ScreenFinding, known: KnownIdentifiers) -> bool:
    """Whether a reason may be given at all: not for what JUSTIFIABLE excludes, nor for a number on record."""
    if not JUSTIFIABLE[finding.kind]:
        return False
    number = compact(folded(finding.text).text)
    return number not in {compact(other) for other in known.patient_numbers | known.accession_numbers}


def unresolved(
    findings: Iterable[ScreenFinding],
    resolutions: Iterable[ScreenResolution],
    known: KnownIdentifiers = NOTHING_KNOWN,
) -> tuple[ScreenFinding, ...]:
    """The findings of one field for which none of that field's resolutions gives a reason that still holds.

    A reason for a number lapses when the number becomes `known`.
    """
    justified = {(resolution.kind, resolution.fingerprint) for resolution in resolutions}
    return tuple(
        finding
        for finding in findings
        if (finding.kind.value, fingerprint(finding.kind, finding.text)) not in justified
        or not can_be_justified(finding, known)
    )


def open_findings(
    *, subject_label: str, subject_id: UUID, texts: Mapping[str, str], known: KnownIdentifiers
) -> dict[str, tuple[ScreenFinding, ...]]:
    """Screen the fields of one record: what is still to remove or justify, for fields that have any.

    An empty answer is what the gate before publishing asks for.
    """
    by_field: dict[str, list[ScreenResolution]] = {}
    for resolution in resolutions_of(subject_label, subject_id):
        by_field.setdefault(resolution.field, []).append(resolution)
    left = {field: unresolved(screen(text, known), by_field.get(field, ()), known) for field, text in texts.items()}
    return {field: findings for field, findings in left.items() if findings}


def justify(
    *,
    actor: Actor,
    subject_label: str,
    subject_id: UUID,
    field: str,
    finding: ScreenFinding,
    justification: str,
    known: KnownIdentifiers,
) -> ScreenResolution:
    """Record why this finding may stay, in the name of the actor's person.

    The caller has checked that the actor may edit the record. Giving a reason again replaces the words, and
    the old ones stay in the history. Raises Refused for a finding that must be removed or an actor without
    a person, Invalid for a reason that is too short, too long, or itself names somebody.
    """
    if actor.user_id is None:
        raise Refused("no_person", _("Sign in to give a reason: it stands in your name."))
    if not can_be_justified(finding, known):
        raise Refused(
            "must_be_removed",
            _("%(kind)s: this cannot stay for any reason. Take it out of the text.") % {"kind": finding.kind.label},
        )
    reason = _reason(justification, known)
    key = {
        "subject_label": subject_label,
        "subject_id": subject_id,
        "field": field,
        "kind": finding.kind.value,
        "fingerprint": fingerprint(finding.kind, finding.text),
    }
    with acting_as(actor), change(reason):
        resolution = ScreenResolution.objects.select_for_update().filter(**key).first() or ScreenResolution(**key)
        if resolution.justification != reason or resolution.resolved_by_id != actor.user_id:
            resolution.justification = reason
            resolution.resolved_by_id = actor.user_id
            resolution.resolved_at = now()
            resolution.save()
    return resolution


def _reason(typed: str, known: KnownIdentifiers) -> str:
    reason = " ".join(typed.replace("\x00", " ").split())
    message = ""
    if len(reason) < _SHORTEST_REASON:
        message = _("Say in a few words why this may stay.")
    elif len(reason) > _LONGEST_REASON:
        message = _("Shorten the reason to %(most)d characters.") % {"most": _LONGEST_REASON}
    elif any(not can_be_justified(finding, known) for finding in screen(reason, known)):
        message = _("The reason itself names somebody or holds a number. Write it without.")
    if message:
        raise Invalid("invalid", message, {"justification": message})
    return reason


def withdraw_justification(
    *, actor: Actor, subject_label: str, subject_id: UUID, resolution_id: UUID, reason: str = ""
) -> None:
    """Take a reason back: the finding is open again. Raises NotVisible when the record has no such reason."""
    resolution = resolutions_of(subject_label, subject_id).filter(pk=resolution_id).first()
    if resolution is None:
        raise NotVisible
    with acting_as(actor), change(reason):
        resolution.delete()
