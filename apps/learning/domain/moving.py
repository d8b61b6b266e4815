"""The one function that changes the state of a learning summary."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.presentation_images import all_images_confirmed
from apps.cases.errors import TransitionRefused
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.core.events import publish
from apps.core.lifecycle import Refusal, missing_demands
from apps.core.presenting import moment_words
from apps.learning.domain.lifecycle import LIFECYCLE, SummaryFacts
from apps.learning.domain.screening import texts_of, unresolved_in_summary
from apps.learning.enums import SummaryEvent, SummaryStatus
from apps.learning.events import SummaryMoved
from apps.learning.models import LearningSummary
from apps.learning.queries.visible import visible_to


def summary_for_change(actor: Actor, summary_id: UUID) -> LearningSummary:
    """The summary, locked; raises NotVisible."""
    found = visible_to(actor).select_for_update(of=("self",)).filter(pk=summary_id).first()
    if found is None:
        raise NotVisible
    return found


def facts_of(summary: LearningSummary) -> SummaryFacts:
    """The facts of a summary now; the screen is run afresh, for people and sites may be new."""
    points = [text for name, text in texts_of(summary.content) if "learning_points" in name and text]
    newest = summary.approvals.last()
    return SummaryFacts(
        status=SummaryStatus(summary.status),
        screen_is_clean=not unresolved_in_summary(summary),
        images_are_confirmed=all_images_confirmed(summary.cases()),
        has_learning_point=bool(points),
        approval_matches=newest is not None and newest.content_sha256 == summary.content_sha256,
    )


def move(
    actor: Actor,
    summary: LearningSummary,
    event: SummaryEvent,
    *,
    payload: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> LearningSummary:
    """Ask the policy, the version and the guards, then write the new state; publishes SummaryMoved."""
    status = SummaryStatus(summary.status)
    rule = LIFECYCLE.rule(event, status)
    if rule is None:
        refused = wrong_state(event, status)
        raise TransitionRefused(refused.code, str(refused.message))
    decision = may(actor, Permission(rule.permission), summary.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if expected_version is not None and expected_version != summary.version:
        raise _stale(summary)
    absent = missing_demands(rule, payload or {})
    if absent:
        raise Invalid("required", _("Something is missing."), {name: _("This is needed.") for name in absent})
    for guard in rule.guards:
        found = guard(facts_of(summary))
        if found:
            raise TransitionRefused(found.code, str(found.message))
    summary.status, summary.status_since = rule.target.value, now()
    summary.save()
    publish(SummaryMoved(summary_id=summary.pk, event=event.value))
    return summary


def wrong_state(event: SummaryEvent, status: SummaryStatus) -> Refusal:
    """The refusal for an event that the table does not have in that state."""
    return Refusal(
        "wrong_state",
        _("The summary is “%(status)s”, so “%(event)s” is not possible. Open it again to see what is.")
        % {"status": status.label, "event": event.label},
    )


def _stale(summary: LearningSummary) -> Stale:
    row = summary.history.latest()
    return Stale(
        "stale",
        _("%(by)s changed this summary at %(at)s, after you opened it. Nothing that you typed is lost.")
        % {"by": row.actor_name, "at": moment_words(row.history_date)},
    )
