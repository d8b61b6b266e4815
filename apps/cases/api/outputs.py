"""What the API says of cases. A part that the caller may not see is null."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.access.api.fields import (
    ChosenField,
    DayField,
    FlagField,
    IdField,
    InstantField,
    NumberField,
    Output,
    PersonOutput,
    TextField,
    TimeOutput,
)
from apps.accounts.api.serializers import PERMISSIONS
from apps.cases.api.delays import DelayOutput
from apps.cases.api.failure_shapes import FailureOutput
from apps.cases.api.inputs import CONFIDENTIALITIES
from apps.cases.enums import (
    ActionKind,
    ActionStatus,
    CaseEvent,
    CaseField,
    CaseKind,
    CaseStatus,
    Confidence,
    ContactResult,
    DiscrepancyType,
    EscalationStatus,
    HowDiscovered,
    MessageKind,
    PatientAction,
    ReaderPart,
    ReaderStanding,
    ReviewEnd,
    RightedBy,
    Stage,
    StudyPart,
    ToldHow,
)
from apps.disclosure.enums import ScreenKind

NOT_SHOWN = "Null when you may not see it."
THROUGH = [("case", _("Its own event")), ("meetings", _("A meeting")), ("learning", _("A publication"))]
TIMELINE_KINDS = [("step", _("A step")), ("change", _("A change"))]


class CaseRowOutput(Output):
    """A case in a list."""

    id = IdField()
    reference = TextField()
    department = IdField()
    status = ChosenField(choices=CaseStatus.choices)
    kind = ChosenField(choices=CaseKind.choices)
    discrepancy_type = ChosenField(choices=DiscrepancyType.choices, allow_blank=True)
    modality = TextField()
    body_region = TextField()
    confidentiality = ChosenField(choices=CONFIDENTIALITIES)
    received_at = InstantField()
    status_since = InstantField()
    patient_waits = FlagField(help_text="Somebody may still need to act for the patient.")
    version = NumberField()


class CaseActionOutput(Output):
    """An event of the lifecycle for the caller: possible now, or blocked with the reason."""

    event = ChosenField(choices=CaseEvent.choices)
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    possible = FlagField()
    permission = ChosenField(choices=PERMISSIONS)
    through = ChosenField(
        choices=THROUGH,
        help_text="Where it is done: here, through a meeting's agenda and outcomes, or by publishing.",
    )
    demands = serializers.ListField(child=TextField(), help_text="Fields that must come with the event.")
    code = TextField(help_text="Why not; empty when possible.")
    message = TextField(help_text="How to put it right; empty when possible.")


class CaseStudyOutput(Output):
    """A study of the case, with its part; `id` names it within the case."""

    id = IdField()
    study = IdField()
    part = ChosenField(choices=StudyPart.choices)
    description = TextField()
    modalities = TextField()
    readers_unknown_reason = TextField(allow_null=True, help_text=NOT_SHOWN)


class CaseReaderOutput(Output):
    """An original reader, and the study that they read; null where nobody has said which."""

    study = IdField(allow_null=True)

    person = IdField(allow_null=True)
    name = TextField()
    part = ChosenField(choices=ReaderPart.choices)
    standing = ChosenField(choices=ReaderStanding.choices)


class ReviewOutput(Output):
    """How far the review is."""

    asked = NumberField()
    given = NumberField()


class NeedOutput(Output):
    """Something that the case still lacks; an event that asks for it is refused with the same code and words."""

    field = ChosenField(choices=CaseField.choices)
    stage = ChosenField(choices=Stage.choices, help_text="The step that needs it.")
    code = TextField()
    message = TextField()
    by = serializers.ListField(
        child=ChosenField(choices=RightedBy.choices), help_text="Who can put it right as the case stands now."
    )


class CaseOutput(CaseRowOutput):
    """A case with all that the caller may see of it, and what the caller can do with it now."""

    narrative = TextField()
    subspecialty = TextField()
    procedure = TextField()
    system_affected = TextField()
    how_discovered = ChosenField(choices=HowDiscovered.choices)
    discovered = TimeOutput()
    patient_action = ChosenField(choices=PatientAction.choices)
    submitter = PersonOutput(allow_null=True, help_text=NOT_SHOWN)
    readers = CaseReaderOutput(many=True, allow_null=True, help_text=NOT_SHOWN)
    readers_unknown_reason = TextField(allow_null=True, help_text=NOT_SHOWN)
    merged_into = IdField(allow_null=True)
    studies = CaseStudyOutput(many=True)
    failure_places = FailureOutput(many=True, help_text="Where the journey failed, inside radiology or outside.")
    delays = DelayOutput(many=True, help_text="The three delays, kept apart.")
    codings = serializers.ListField(child=IdField(), help_text="Terms.")
    review = ReviewOutput()
    needed = NeedOutput(
        many=True,
        allow_null=True,
        help_text=f"What is still needed, step by step, for the steps that the case may yet come to. {NOT_SHOWN}",
    )
    actions = CaseActionOutput(many=True)


class TransitionOutput(Output):
    """One change of state; the first has no event."""

    event = ChosenField(choices=CaseEvent.choices, allow_blank=True)
    source = ChosenField(choices=CaseStatus.choices, allow_blank=True)  # type: ignore[assignment]  # a field of the answer, not DRF's own
    target = ChosenField(choices=CaseStatus.choices)
    at = InstantField()
    by = TextField()
    reason = TextField()
    kind = ChosenField(
        choices=CaseKind.choices, allow_blank=True, help_text="The kind that was confirmed with it, where one was."
    )
    version = NumberField()


class ChangeOutput(Output):
    """One value, before and after."""

    field = TextField()
    old = TextField()
    new = TextField()


class TimelineOutput(Output):
    """One act: what happened and what it changed."""

    at = InstantField()
    title = TextField()
    who = TextField()
    why = TextField()
    text = TextField()
    kind = ChosenField(choices=TIMELINE_KINDS)
    changes = ChangeOutput(many=True)


class HistoryOutput(Output):
    """The trail as far as the caller may read it; the submitter sees the steps only."""

    transitions = TransitionOutput(many=True)
    timeline = TimelineOutput(many=True, help_text="Newest first.")


class OpinionOutput(Output):
    """A committed view."""

    id = IdField()
    reviewer = PersonOutput(allow_null=True, help_text="Null for other reviewers: only the chair reads who said what.")
    mine = FlagField()
    after_reveal = FlagField()
    view = TextField()
    finding_term = IdField(allow_null=True)
    confidence = ChosenField(choices=Confidence.choices, allow_blank=True)
    recommendation = TextField()
    learning = TextField()
    declared_not_read = FlagField()
    was_blind = FlagField(
        allow_null=True, help_text="Whether the person had not opened the case before; null for a second view."
    )
    committed_at = InstantField()


class OpinionsOutput(Output):
    """The views that the caller may read: all, one's own, or how many."""

    results = OpinionOutput(many=True)
    asked = NumberField()
    given = NumberField()
    sealed = FlagField(help_text="There are views that you may not read.")


class ReviewedStudyOutput(Output):
    """A study to look at: the one in question, or an earlier one."""

    study = IdField()
    part = ChosenField(choices=StudyPart.choices)
    description = TextField()
    modalities = TextField()
    accession = TextField()


class BlindReviewOutput(Output):
    """One's own review. While it is sealed this is all that there is to read of the case."""

    case = IdField()
    reference = TextField()
    sealed = FlagField(help_text="No view is committed yet, so the case itself answers 403 `view_first`.")
    request = TextField(help_text="The clinical question as it was.")
    note = TextField(help_text="The chair's words to the reviewer.")
    studies = ReviewedStudyOutput(many=True)
    asks_for_declaration = FlagField(help_text="It is not known who reported it: `declared_not_read` is needed.")
    asked_at = InstantField()
    due_on = DayField(allow_null=True)
    revealed_at = InstantField(allow_null=True, help_text="From when the outcome is open to the caller.")


class BlindReviewsOutput(Output):
    """One's own reviews: those that wait first."""

    results = BlindReviewOutput(many=True)


class ReviewEndedOutput(Output):
    """That one is no longer asked."""

    ended_at = InstantField()
    ended_as = ChosenField(choices=ReviewEnd.choices)


class ReviewerOutput(Output):
    """Somebody who was asked for a view, for the chair."""

    id = IdField()
    reviewer = PersonOutput()
    asked_at = InstantField()
    due_on = DayField(allow_null=True)
    revealed_at = InstantField(allow_null=True)
    reminded_at = InstantField(allow_null=True)
    ended_at = InstantField(allow_null=True)
    ended_as = ChosenField(choices=ReviewEnd.choices, allow_blank=True)
    ended_reason = TextField()


class ReviewersOutput(Output):
    """Everybody who was asked, and what they are shown."""

    request = TextField()
    results = ReviewerOutput(many=True)


class MessageOutput(Output):
    """One message of the thread."""

    id = IdField()
    kind = ChosenField(choices=MessageKind.choices)
    who = TextField()
    from_chair = FlagField()
    text = TextField()
    at = InstantField()


class MessagesOutput(Output):
    """The thread, oldest first."""

    results = MessageOutput(many=True)


class ContactOutput(Output):
    """One attempt to reach somebody for the patient."""

    id = IdField()
    who = TextField()
    channel = ChosenField(choices=ToldHow.choices)
    result = ChosenField(choices=ContactResult.choices)
    tried = TimeOutput()
    note = TextField()
    recorded_at = InstantField()


class EscalationOutput(Output):
    """The care of the patient: who, since when, and what was done."""

    id = IdField()
    case = IdField()
    status = ChosenField(choices=EscalationStatus.choices)
    lead = PersonOutput(allow_null=True)
    why = TextField()
    raised_at = InstantField()
    acknowledged_at = InstantField(allow_null=True)
    acknowledged_by = PersonOutput(allow_null=True)
    done_at = InstantField(allow_null=True)
    done_by = PersonOutput(allow_null=True)
    done_what = TextField()
    acted = TimeOutput(allow_null=True)
    turn = NumberField()
    turn_began_at = InstantField()
    contacts = ContactOutput(many=True)
    version = NumberField()


class FollowUpOutput(Output):
    """A follow-up action."""

    id = IdField()
    case = IdField()
    kind = ChosenField(choices=ActionKind.choices)
    what = TextField()
    owner = PersonOutput()
    due_on = DayField()
    status = ChosenField(choices=ActionStatus.choices)
    is_standing = FlagField()
    done_at = InstantField(allow_null=True)
    happened = TimeOutput(allow_null=True)
    who = TextField()
    told_how = TextField()
    system = TextField()
    evidence = TextField()
    version = NumberField()


class FollowUpsOutput(Output):
    """The follow-up actions of a case, open ones first."""

    results = FollowUpOutput(many=True)


class ScreenFindingOutput(Output):
    """Something in the copy that may identify a person or a place, still to remove or justify."""

    field = TextField()
    kind = ChosenField(choices=ScreenKind.choices)
    start = NumberField()
    text = TextField()
    label = TextField(help_text="What it looks like.")  # type: ignore[assignment]  # a field of the answer, not DRF's own
    can_justify = FlagField(help_text="Whether a reason may let it stay; otherwise it must be removed.")


class PresentationOutput(Output):
    """The copy that the room sees, and what the screen still finds in it."""

    exists = FlagField()
    title = TextField()
    vignette = TextField()
    question = TextField()
    reveal = TextField()
    is_clean = FlagField()
    screened_at = InstantField(allow_null=True)
    findings = ScreenFindingOutput(many=True, help_text="Empty for those who may not edit the copy.")
    version = NumberField(allow_null=True)


class TermOutput(Output):
    """A code of a scheme: for findings and for contributing factors."""

    id = IdField()
    scheme = TextField()
    edition = NumberField()
    code = TextField()
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    meaning = TextField()


class TermsOutput(Output):
    """All the codes in use."""

    results = TermOutput(many=True)
