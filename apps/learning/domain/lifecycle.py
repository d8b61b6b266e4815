"""The lifecycle of a learning summary: written, submitted, approved by a second person, published."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission as P
from apps.core.lifecycle import Lifecycle, Refusal, Rule
from apps.learning.enums import SummaryEvent as E
from apps.learning.enums import SummaryStatus as S


@dataclass(frozen=True, kw_only=True)
class SummaryFacts:
    """What the guards judge."""

    status: S
    screen_is_clean: bool = True
    images_are_confirmed: bool = True
    has_learning_point: bool = True
    approval_matches: bool = True


def screen_clean(facts: SummaryFacts) -> Refusal | None:
    """Nothing leaves while the identifier screen has an unresolved finding (C0, first gate)."""
    if facts.screen_is_clean:
        return None
    return Refusal(
        "identifiers_found",
        _("The identifier screen found something that may identify a person or a place. Remove or justify it first."),
    )


def images_confirmed(facts: SummaryFacts) -> Refusal | None:
    """Nothing leaves of a case while the room could see an image that nobody has confirmed (C0, first gate)."""
    if facts.images_are_confirmed:
        return None
    return Refusal(
        "image_not_confirmed",
        _("An image of the presentation copy was changed, and nobody has confirmed it since. Confirm it first."),
    )


def says_something(facts: SummaryFacts) -> Refusal | None:
    """A learning point for every case (RCR, S2)."""
    if facts.has_learning_point:
        return None
    return Refusal("learning_point_missing", _("Write at least one learning point."))


def approved_as_it_is(facts: SummaryFacts) -> Refusal | None:
    """The approval is of the exact content (C0, second gate)."""
    if facts.approval_matches:
        return None
    return Refusal("approval_void", _("The text changed after it was approved. It needs approval again."))


LIFECYCLE: Lifecycle[SummaryFacts] = Lifecycle(
    initial=S.DRAFT,
    rules=(
        Rule(
            event=E.EDIT, sources=frozenset({S.DRAFT, S.SUBMITTED, S.APPROVED}), target=S.DRAFT,
            permission=P.LEARNING_PREPARE, label=E.EDIT.label,
        ),
        Rule(
            event=E.SUBMIT, sources=frozenset({S.DRAFT}), target=S.SUBMITTED, permission=P.LEARNING_PREPARE,
            label=E.SUBMIT.label, guards=(says_something, screen_clean, images_confirmed),
        ),
        Rule(
            event=E.SEND_BACK, sources=frozenset({S.SUBMITTED, S.APPROVED}), target=S.DRAFT,
            permission=P.LEARNING_APPROVE, label=E.SEND_BACK.label, demands=("reason",),
        ),
        Rule(
            event=E.APPROVE, sources=frozenset({S.SUBMITTED}), target=S.APPROVED, permission=P.LEARNING_APPROVE,
            label=E.APPROVE.label, guards=(screen_clean, images_confirmed), demands=("content_sha256",),
        ),
        Rule(
            event=E.PUBLISH, sources=frozenset({S.APPROVED}), target=S.PUBLISHED, permission=P.LEARNING_PUBLISH,
            label=E.PUBLISH.label, guards=(approved_as_it_is, screen_clean, images_confirmed),
        ),
        Rule(
            event=E.ABANDON, sources=frozenset({S.DRAFT, S.SUBMITTED, S.APPROVED}), target=S.ABANDONED,
            permission=P.LEARNING_PREPARE, label=E.ABANDON.label, demands=("reason",),
        ),
    ),
)  # fmt: skip
