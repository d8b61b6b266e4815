"""What the API takes and says of alerts. A referrer's link, and the patient, come out nowhere."""

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
    TimeInput,
    TimeOutput,
)
from apps.access.api.paging import PageQuery
from apps.alerts.domain.raising import FINDING_LENGTH
from apps.alerts.enums import ActKind, AlertStatus, CancerKind, HowConfirmed

HOW = [one for one in HowConfirmed.choices if one[0] != HowConfirmed.LINK]
STATES = [("open", "open"), ("late", "late"), ("closed", "closed"), ("all", "all"), *AlertStatus.choices[:2]]


class AlertQuery(PageQuery):
    """Which alerts; without `state` the open ones."""

    department = IdField(required=False)
    state = ChosenField(required=False, choices=STATES)
    category = TextField(required=False, max_length=30, help_text="The category's code.")
    level = NumberField(required=False, max_value=99, help_text="Escalated to this level or further.")


class RecipientInput(Input):
    """A referrer, who has no account; one way to reach them at least."""

    name = TextField(max_length=200)
    organisation = TextField(required=False, max_length=200)
    email = TextField(required=False, max_length=254)
    team_email = TextField(required=False, max_length=254)
    telephone = TextField(required=False, max_length=60)


class AlertInput(Input):
    """An alert about a study's report."""

    study = IdField()
    category = IdField(help_text="From `GET /alert-categories/`.")
    finding = TextField(max_length=FINDING_LENGTH, help_text="In a few words, without anything that identifies.")
    recipient = RecipientInput()
    primary_site = TextField(required=False, max_length=120, help_text="Where the category asks for it.")
    cancer_kind = ChosenField(required=False, choices=CancerKind.choices, help_text="Where the category asks for it.")
    reported = TimeInput(required=False)
    team = TextField(required=False, max_length=200)
    keep_words = FlagField(required=False, help_text="What the screen found in the finding identifies nobody.")


class ActInput(Input):
    """Somebody read the report, acted on it, or told the patient, and how that was confirmed."""

    kind = ChosenField(choices=ActKind.choices)
    at = InstantField()
    person_name = TextField(max_length=200)
    person_role = TextField(required=False, max_length=200)
    how = ChosenField(choices=HOW)
    what = TextField(required=False, max_length=2000, help_text="Needed for “acted”.")


class CategoryQuery(PageQuery):
    """Whose categories; without `department` those of every department in which the caller may raise alerts."""

    department = IdField(required=False)


class CategoryOutput(Output):
    """A category with which an alert can be raised today."""

    id = IdField()
    department = IdField()
    code = TextField()
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    meaning = TextField()
    limit_amount = NumberField(allow_null=True, help_text="Null: no limit is set, so no clock runs.")
    limit_unit = TextField()
    source_note = TextField()
    asks_primary_site = FlagField()


class AlertRowOutput(Output):
    """An alert in a list."""

    id = IdField()
    reference = TextField()
    department = IdField()
    study = IdField()
    category = TextField(help_text="The category's code.")
    status = ChosenField(choices=AlertStatus.choices)
    level = NumberField(help_text="The escalation level reached; 0 is none.")
    raised_at = InstantField()
    limit_at = InstantField(allow_null=True, help_text="To be read by; null when the category has no limit.")
    is_late = FlagField(help_text="Unread after its limit, or read after it.")
    read_at = InstantField(allow_null=True)
    acted_at = InstantField(allow_null=True)
    informed_at = InstantField(allow_null=True)
    closed_at = InstantField(allow_null=True)
    case = IdField(allow_null=True, help_text="The case that was made of it.")
    version = NumberField()


class ActOutput(Output):
    """One act; `recorded_by` is null when the referrer answered through the link."""

    kind = ChosenField(choices=ActKind.choices)
    at = InstantField()
    person_name = TextField()
    person_role = TextField()
    how = ChosenField(choices=HowConfirmed.choices)
    what = TextField()
    recorded_at = InstantField()
    recorded_by = PersonOutput(allow_null=True)
    struck_at = InstantField(allow_null=True, help_text="It was recorded wrongly.")


class AlertOutput(AlertRowOutput):
    """An alert with its words, its recipient and its acts."""

    finding = TextField()
    primary_site = TextField()
    cancer_kind = TextField()
    team = TextField()
    reported = TimeOutput()
    raised_by = PersonOutput()
    recipient = serializers.DictField(child=TextField(), allow_null=True, help_text="Null: the right one is sought.")
    acts = ActOutput(many=True)
