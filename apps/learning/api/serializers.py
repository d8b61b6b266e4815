"""What the API takes and says of learning summaries."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.access.api.fields import (
    ChosenField,
    FlagField,
    IdField,
    Input,
    InstantField,
    NumberField,
    Output,
    PersonOutput,
    TextField,
)
from apps.access.api.paging import PageQuery
from apps.disclosure.enums import ScreenKind
from apps.documents.api.serializers import KINDS
from apps.documents.enums import DocumentKind
from apps.learning.enums import SummaryEvent, SummaryStatus

VERSION = "The `version` that you read; when somebody changed it since, nothing is done and the answer is 409 `stale`."
SUBJECT_OF = {DocumentKind.CASE_LEARNING_SUMMARY: "case", DocumentKind.MEETING_LEARNING_SUMMARY: "meeting"}


class SummaryQuery(PageQuery):
    """Which summaries."""

    show = ChosenField(
        choices=[("open", _("On their way")), ("all", _("All"))], required=False, help_text="Open unless given."
    )


class DraftInput(Input):
    """What to write up: a discussed case, or a held meeting."""

    case = IdField(required=False)
    meeting = IdField(required=False)

    def validate(self, attrs: Any) -> Any:
        """Exactly one of the two."""
        if len(attrs) != 1:
            raise serializers.ValidationError({"case": _("Give a case or a meeting, and not both.")})
        return attrs


class SummaryInput(Input):
    """The whole text."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    content = serializers.DictField(
        help_text="The fields of the document, as `content` of the summary has them; no other field can be printed."
    )


class SummaryEventInput(Input):
    """A step, and what comes with it."""

    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)
    content_sha256 = TextField(
        required=False, max_length=64, help_text="With approve: the hash of exactly the content that you read."
    )
    reason = TextField(
        required=False, max_length=2_000, help_text="With send_back and abandon; with publish, why it cannot wait."
    )


class JustifyFindingInput(Input):
    """Why one finding of the screen may stay; `field`, `kind` and `start` name it as it was read."""

    field = TextField(max_length=200, help_text="A place in the content, such as `learning_points.0`.")
    kind = ChosenField(choices=ScreenKind.choices)
    start = NumberField()
    justification = TextField(max_length=2_000, help_text="10 to 500 characters; it stands in your name.")


class PublishInput(Input):
    """Which document to publish: its kind, and the case or the meeting that it is about."""

    kind = ChosenField(choices=KINDS)
    case = IdField(required=False, help_text="With case_learning_summary.")
    meeting = IdField(required=False, help_text="With meeting_learning_summary.")
    reason = TextField(
        required=False,
        max_length=2_000,
        help_text="Why it cannot wait, while an original reader still has time to read the outcome first.",
    )
    subject = IdField(
        required=False, help_text="Instead of `case` or `meeting`: the id of whichever the kind is about."
    )

    def validate(self, attrs: Any) -> Any:
        """The kind says what the subject is."""
        name = SUBJECT_OF[DocumentKind(attrs["kind"])]
        given = [one for one in ("case", "meeting", "subject") if one in attrs]
        if given not in ([name], ["subject"]):
            raise serializers.ValidationError({name: _("Give the one thing that this kind of document is about.")})
        return {
            "kind": DocumentKind(attrs["kind"]),
            "subject_id": attrs[given[0]],
            "reason": attrs.get("reason", ""),
        }


class SummaryRowOutput(Output):
    """A summary in a list."""

    id = IdField()
    kind = ChosenField(choices=KINDS)
    title = TextField()
    department = IdField()
    case = IdField(allow_null=True)
    meeting = IdField(allow_null=True)
    status = ChosenField(choices=SummaryStatus.choices)
    status_since = InstantField()
    document = IdField(allow_null=True)
    version = NumberField()


class SummaryFindingOutput(Output):
    """Something that may identify a person or a place, still to remove or justify."""

    field = TextField()
    kind = ChosenField(choices=ScreenKind.choices)
    start = NumberField()
    text = TextField()
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own


class ApprovalOutput(Output):
    """A second person approved this exact content."""

    by = PersonOutput()
    at = InstantField()
    content_sha256 = TextField()
    counts = FlagField(help_text="Whether the content is still the same.")


class SummaryActionOutput(Output):
    """A step: possible now, or blocked with the reason."""

    event = ChosenField(choices=SummaryEvent.choices)
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    possible = FlagField()
    demands = serializers.ListField(child=TextField())
    code = TextField()
    message = TextField()


class SummaryOutput(SummaryRowOutput):
    """A summary as it would be published."""

    content = serializers.DictField()
    content_sha256 = TextField(help_text="What an approval is of.")
    authors = PersonOutput(many=True)
    approvals = ApprovalOutput(many=True)
    findings = SummaryFindingOutput(many=True)
    actions = SummaryActionOutput(many=True)
