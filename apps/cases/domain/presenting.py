"""Editing what the room may see."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.indexing import index_case
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.presentation_images import images_digest, images_of
from apps.cases.domain.screening import (
    SCREENED_FIELDS,
    FieldFinding,
    known_for_cases,
    presentation_digest,
    texts_of_presentation,
    unresolved_in,
)
from apps.cases.enums import FINAL
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, PresentationCopy
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.core.presenting import moment_words
from apps.core.tracking import change
from apps.disclosure.domain.resolving import justify

LONGEST = {"title": 120, "vignette": 4_000, "question": 1_000, "reveal": 4_000}
SUBJECT = "cases.presentationcopy"


def _case_for(actor: Actor, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.PRESENTATION_EDIT, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status in FINAL:
        raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to change its presentation copy."))
    return case


def save_presentation(
    *, actor: Actor, case_id: UUID, words: Mapping[str, str], expected_version: int | None = None
) -> tuple[PresentationCopy, list[FieldFinding]]:
    """Keep the copy as typed, and screen it; returns the copy and what is still unresolved.

    What was typed is always kept. The copy counts as clean only when nothing is left; raises NotVisible,
    Forbidden, Invalid, Stale.
    """
    with change(reason="presentation copy edited"):
        case = _case_for(actor, case_id)
        copy = getattr(case, "presentation", None) or PresentationCopy(case=case)
        clean = {name: clean_words(words.get(name), name, LONGEST[name]) for name in SCREENED_FIELDS}
        is_same = all(getattr(copy, name) == clean[name] for name in SCREENED_FIELDS)
        if expected_version is not None and not copy._state.adding and copy.version != expected_version and not is_same:
            raise _stale(copy)
        for name, text in clean.items():
            setattr(copy, name, text)
        if not (copy.title and copy.vignette):
            missing = {n: _("This is needed.") for n in ("title", "vignette") if not getattr(copy, n)}
            raise Invalid("required", _("Something is missing."), missing)
        return copy, _screen_and_save(actor, case, copy)


def rescreen(*, actor: Actor, case_id: UUID) -> list[FieldFinding]:
    """Screen the copy again, after a finding was justified; returns what is still unresolved."""
    with change(reason="presentation copy screened"):
        case = _case_for(actor, case_id)
        copy = getattr(case, "presentation", None)
        if copy is None:
            raise TransitionRefused("nothing_to_screen", _("Write the presentation copy first."))
        return _screen_and_save(actor, case, copy)


def _screen_and_save(actor: Actor, case: Case, copy: PresentationCopy) -> list[FieldFinding]:
    left = unresolved_in([case], texts_of_presentation(copy), SUBJECT, copy.pk)
    images = images_of(case)
    copy.images_sha256 = images_digest(images)
    if left or not all(one.attachment.is_confirmed for one in images):
        copy.screened_sha256, copy.screened_at, copy.screened_by_id = "", None, None
    else:
        copy.screened_sha256, copy.screened_at = presentation_digest(copy), now()
        copy.screened_by_id = actor.user_id
    copy.save()
    index_case(case, copy)
    return left


def findings_of(case: Case) -> list[FieldFinding]:
    """What is still to remove or justify in the copy as it stands; empty when there is no copy."""
    copy = getattr(case, "presentation", None)
    if copy is None:
        return []
    return unresolved_in([case], texts_of_presentation(copy), SUBJECT, copy.pk)


def justify_finding(
    *, actor: Actor, case_id: UUID, field: str, kind: str, start: int, justification: str
) -> list[FieldFinding]:
    """Record why one finding of the copy may stay, and screen again; returns what is left.

    The finding is named by its place, so that no text travels back from the page. Raises NotVisible, Forbidden,
    Refused (gone since, or may never stay), Invalid (the reason).
    """
    with change(reason=justification[:2000]):
        case = _case_for(actor, case_id)
        for one in findings_of(case):
            if (one.field, one.finding.kind.value, one.finding.start) == (field, kind, start):
                justify(
                    actor=actor,
                    subject_label=SUBJECT,
                    subject_id=case.presentation.pk,
                    field=field,
                    finding=one.finding,
                    justification=justification,
                    known=known_for_cases([case]),
                )
                return _screen_and_save(actor, case, case.presentation)
        raise TransitionRefused("finding_gone", _("This finding is no longer in the copy. Nothing was changed."))


def _stale(copy: PresentationCopy) -> Stale:
    row = copy.history.latest()
    return Stale(
        "stale",
        _("%(by)s changed this copy at %(at)s, after you opened it. Nothing that you typed is lost.")
        % {"by": row.actor_name, "at": moment_words(row.history_date)},
    )
