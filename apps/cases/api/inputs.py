"""What the API takes about cases."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.access.api.fields import (
    ChosenField,
    DayField,
    FlagField,
    IdField,
    Input,
    InstantField,
    NumberField,
    TextField,
    TimeInput,
    rows,
)
from apps.access.api.paging import PageQuery
from apps.access.policy import Confidentiality
from apps.cases.domain.assigning import DECLINES
from apps.cases.domain.checking import LONGEST
from apps.cases.enums import (
    ActionKind,
    CaseKind,
    CaseStatus,
    Confidence,
    DiscrepancyType,
    HowDiscovered,
    PatientAction,
    ReaderPart,
    ReaderStanding,
    Standing,
    StudyPart,
    ToldHow,
)
from apps.cases.queries.failures import INSIDE, OUTSIDE, UNKNOWN
from apps.disclosure.enums import ScreenKind
from apps.journeys.enums import JourneyStage, ResponsibleRole

KEPT = "Why something in the request that may identify a person has to stay."
VERSION = "The `version` that you read. When somebody changed it since, nothing is done and the answer is 409 `stale`."
CONFIDENTIALITIES = [(one.value, one.value) for one in Confidentiality]
# An anonymous case is logged on its own page, without signing in.
CHOSEN_CONFIDENTIALITIES = [pair for pair in CONFIDENTIALITIES if pair[0] != Confidentiality.ANONYMOUS]


class CaseQuery(PageQuery):
    """Which cases; everything that is given must fit."""

    search = TextField(required=False, max_length=200, help_text="Words of the case or its reference.")
    status = ChosenField(choices=CaseStatus.choices, required=False)
    kind = ChosenField(choices=CaseKind.choices, required=False)
    modality = TextField(required=False, max_length=16)
    department = IdField(required=False)
    whose = ChosenField(choices=[("mine", _("Logged by me")), ("review", _("For me to review"))], required=False)
    failed_at = ChosenField(
        choices=[*JourneyStage.choices, (UNKNOWN, _("Nothing is recorded"))],
        required=False,
        help_text="The step at which the journey failed.",
    )
    failed_with = ChosenField(
        choices=[(INSIDE, _("Inside radiology")), (OUTSIDE, _("Outside radiology")), *ResponsibleRole.choices],
        required=False,
        help_text="In whose hands it was: a role, or a side.",
    )
    received_after = InstantField(required=False)
    received_before = InstantField(required=False)


class CaseStudyInput(Input):
    """A study of the case, and the part that it plays."""

    study = IdField()
    part = ChosenField(choices=StudyPart.choices, required=False)


class CaseReaderInput(Input):
    """An original reader: somebody of this trust by id, or a name."""

    person = IdField(required=False, allow_null=True)
    external_name = TextField(required=False, max_length=200)
    part = ChosenField(choices=ReaderPart.choices, required=False)
    standing = ChosenField(choices=ReaderStanding.choices, required=False)
    study = IdField(
        required=False,
        allow_null=True,
        help_text="Which study of the case they read; the one in question when there is only one.",
    )


class CaseInput(Input):
    """A case to log. It is submitted at once; the rest can be added until it is accepted."""

    department = IdField()
    kind = ChosenField(choices=CaseKind.choices)
    discrepancy_type = ChosenField(choices=DiscrepancyType.choices, required=False, allow_blank=True)
    narrative = TextField(max_length=LONGEST["narrative"], help_text="What happened. No names of patients.")
    how_discovered = ChosenField(
        choices=HowDiscovered.choices,
        required=False,
        help_text="Not said unless given. `needed` of the case says what a kind still wants, and for which step.",
    )
    discovered = TimeInput(required=False)
    patient_action = ChosenField(
        choices=PatientAction.choices,
        help_text="Does anyone still need to act for this patient? Yes or unknown opens an escalation at once.",
    )
    escalation_lead = IdField(required=False, allow_null=True, help_text="The department's lead unless given.")
    escalation_why = TextField(required=False, max_length=LONGEST["escalation_why"])
    confidentiality = ChosenField(choices=CHOSEN_CONFIDENTIALITIES, required=False)
    studies = rows(CaseStudyInput, 50, required=False)
    readers = rows(CaseReaderInput, 20, required=False)
    readers_unknown_reason = TextField(required=False, max_length=LONGEST["readers_unknown_reason"])
    modality = TextField(required=False, max_length=LONGEST["modality"])
    body_region = TextField(required=False, max_length=LONGEST["body_region"])
    subspecialty = TextField(required=False, max_length=LONGEST["subspecialty"])
    procedure = TextField(required=False, max_length=LONGEST["procedure"], help_text="Of a complication.")
    system_affected = TextField(required=False, max_length=LONGEST["system_affected"], help_text="Of a system event.")
    incident_reference = TextField(required=False, max_length=LONGEST["incident_reference"])


class CaseAmendInput(Input):
    """What to change; what is left out stays."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    reason = TextField(required=False, max_length=2_000)
    kind = ChosenField(choices=CaseKind.choices, required=False)
    discrepancy_type = ChosenField(choices=DiscrepancyType.choices, required=False, allow_blank=True)
    narrative = TextField(required=False, max_length=LONGEST["narrative"])
    how_discovered = ChosenField(choices=HowDiscovered.choices, required=False)
    discovered = TimeInput(required=False)
    readers = rows(CaseReaderInput, 20, required=False, help_text="These replace the others.")
    readers_unknown_reason = TextField(required=False, max_length=LONGEST["readers_unknown_reason"])
    modality = TextField(required=False, max_length=LONGEST["modality"])
    body_region = TextField(required=False, max_length=LONGEST["body_region"])
    subspecialty = TextField(required=False, max_length=LONGEST["subspecialty"])
    procedure = TextField(required=False, max_length=LONGEST["procedure"])
    system_affected = TextField(required=False, max_length=LONGEST["system_affected"])
    add_studies = rows(CaseStudyInput, 50, required=False)


class CaseEventInput(Input):
    """An event, and what comes with it; `actions` of the case says which words each event demands."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    reason = TextField(required=False, max_length=10_000)
    question = TextField(required=False, max_length=10_000, help_text="With ask.")
    answer = TextField(required=False, max_length=10_000, help_text="With answer.")
    learning_point = TextField(required=False, max_length=10_000, help_text="With give_feedback.")
    reviewers = serializers.ListField(child=IdField(), required=False, max_length=50, help_text="With send_to_review.")
    request = TextField(
        required=False,
        max_length=4_000,
        help_text="With send_to_review: what reviewers are shown before they commit a view. "
        "Taken from the presentation copy or the studies where it is left out.",
    )
    request_kept_because = TextField(required=False, max_length=500, help_text=KEPT)
    note = TextField(required=False, max_length=10_000, help_text="With send_to_review.")
    due_on = DayField(required=False, help_text="With send_to_review: by when views are wanted.")
    kind = ChosenField(
        choices=CaseKind.choices,
        required=False,
        help_text="With accept, send_to_review and give_feedback: the kind, confirmed or changed. Where it is left out "
        "it is confirmed as it stands.",
    )
    discrepancy_type = ChosenField(
        choices=DiscrepancyType.choices, required=False, allow_blank=True, help_text="With `kind`, of a discrepancy."
    )
    report_stands = ChosenField(
        choices=Standing.choices,
        required=False,
        help_text="With accept, send_to_review and give_feedback: whether an issued report still stands wrong. "
        "Where it is left out and nobody has said, a discrepancy or second opinion counts as yes.",
    )
    into = TextField(required=False, max_length=60, help_text="With merge: id or reference of the case to keep.")


class OpinionInput(Input):
    """One's own view; it is committed for good."""

    view = TextField(max_length=10_000, help_text="What is seen.")
    finding_term = IdField(required=False, allow_null=True, help_text="Which type of finding: a term, where one fits.")
    confidence = ChosenField(choices=Confidence.choices, required=False, help_text="Needed with the first view.")
    recommendation = TextField(required=False, max_length=5_000)
    learning = TextField(required=False, max_length=5_000)
    declared_not_read = FlagField(
        required=False, help_text="That one did not report it; needed where `asks_for_declaration` is true."
    )
    after_reveal = FlagField(required=False, help_text="A second view, once the outcome is known.")


class DeclineReviewInput(Input):
    """Why one cannot give a view."""

    why = ChosenField(choices=[(one.value, one.label) for one in DECLINES])
    reason = TextField(required=False, max_length=2_000, help_text="Needed with `other`. The chair reads it.")


class ReviewersInput(Input):
    """More people to ask for a view."""

    reviewers = serializers.ListField(child=IdField(), max_length=50)
    note = TextField(required=False, max_length=2_000)
    due_on = DayField(required=False)


class TakeOffInput(Input):
    """Why somebody is no longer asked, and who is asked instead."""

    reason = TextField(max_length=2_000)
    replacement = IdField(required=False, allow_null=True)


class ReviewRequestInput(Input):
    """What reviewers are shown before they commit a view. It is screened for anything that identifies somebody."""

    request = TextField(max_length=4_000)
    request_kept_because = TextField(required=False, max_length=500, help_text=KEPT)


class MessageInput(Input):
    """A message in the thread between chair and submitter."""

    text = TextField(max_length=5_000)


class CompleteInput(Input):
    """What was done for the patient."""

    done_what = TextField(max_length=5_000)
    acted = TimeInput(required=False, help_text="When it was done; never later than now.")


class HandOverInput(Input):
    """Who acts from now on."""

    lead = IdField()


class ActionInput(Input):
    """A follow-up action for a named person by a day."""

    kind = ChosenField(choices=ActionKind.choices)
    what = TextField(required=False, max_length=500)
    owner = IdField()
    due_on = DayField(required=False)


class FinishActionInput(Input):
    """That it was done. An action that opened by itself needs when and who, and how or in which system."""

    evidence = TextField(required=False, max_length=2_000)
    happened = TimeInput(required=False, help_text="When it was done: not in the future, not before identification.")
    who = TextField(required=False, max_length=200)
    told_how = ChosenField(choices=ToldHow.choices, required=False)
    system = TextField(required=False, max_length=100)


class CancelActionInput(Input):
    """Why it is no longer needed."""

    reason = TextField(max_length=2_000)


class PresentationInput(Input):
    """What the room may see. It is kept as typed and screened for anything that identifies somebody."""

    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)
    title = TextField(max_length=120)
    vignette = TextField(max_length=4_000)
    question = TextField(required=False, max_length=1_000)
    reveal = TextField(required=False, max_length=4_000)


class JustifyInput(Input):
    """Why one finding of the screen may stay; `field`, `kind` and `start` name it as it was read."""

    field = ChosenField(choices=["title", "vignette", "question", "reveal"])
    kind = ChosenField(choices=ScreenKind.choices)
    start = NumberField()
    justification = TextField(max_length=2_000)


def told(given: dict[str, Any]) -> dict[str, Any]:
    """What an event brings besides the version."""
    return {name: value for name, value in given.items() if name != "expected_version"}
