"""What the API takes and says of documents."""

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
from apps.documents.domain.withdrawing import REASON_LIMIT
from apps.documents.enums import DocumentKind, DocumentState

KINDS = [(one.value, one.value) for one in DocumentKind]
STATES = [(one.value, one.value) for one in DocumentState]


class DocumentQuery(PageQuery):
    """Which documents."""

    search = TextField(required=False, max_length=200, help_text="Words of a title, or a reference.")
    kind = ChosenField(choices=KINDS, required=False)
    state = ChosenField(choices=STATES, required=False)


class WithdrawInput(Input):
    """Why the document is closed."""

    reason = TextField(max_length=REASON_LIMIT)
    expected_version = NumberField(required=False, min_value=1, help_text="The `version` that you read.")


class DocumentOutput(Output):
    """A document: one version of it, printed once."""

    id = IdField()
    reference = TextField()
    content_version = NumberField(help_text="The printed version.")
    kind = ChosenField(choices=KINDS)
    subject = TextField(help_text="Id of the case or the meeting.")
    department = IdField()
    title = TextField(help_text="Empty once the document is withdrawn.")
    state = ChosenField(choices=STATES)
    has_file = FlagField(help_text="Whether you can download the PDF now.")
    content_sha256 = TextField()
    file_sha256 = TextField(help_text="Empty until the PDF is made.")
    file_size = NumberField(allow_null=True)
    pages = NumberField(allow_null=True)
    published_at = InstantField()
    published_by = PersonOutput()
    approved_by = PersonOutput()
    supersedes = IdField(allow_null=True)
    error = TextField(help_text="Why the PDF could not be made; empty otherwise.")
    withdrawn_at = InstantField(allow_null=True)
    withdrawn_reason = TextField()
    version = NumberField(help_text="Of the record.")
