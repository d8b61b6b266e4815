"""What the API takes and says of meetings."""

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
    Output,
    PersonOutput,
    TextField,
    rows,
)
from apps.access.api.paging import PageQuery
from apps.cases.api.failure_shapes import FailureInput
from apps.cases.enums import ActionKind, Standing
from apps.meetings.domain.agendas import LONGEST_MINUTES
from apps.meetings.domain.outcomes import LONGEST_CONSENSUS, LONGEST_POINT, MOST_POINTS
from apps.meetings.enums import (
    AgendaStatus,
    AttendanceRole,
    AttendanceStatus,
    ConsensusKind,
    LedBecause,
    MeetingEvent,
    MeetingStatus,
)

VERSION = "The `version` that you read; when somebody changed it since, nothing is done and the answer is 409 `stale`."


class MeetingQuery(PageQuery):
    """Which meetings."""

    when = ChosenField(
        choices=[("ahead", _("Still to be held or recorded")), ("past", _("Over"))],
        required=False,
        help_text="Ahead comes earliest first, past latest first; ahead unless given.",
    )
    department = IdField(required=False)


class MeetingInput(Input):
    """A meeting to plan, or one of the past to type in. What is left out comes from the department's series."""

    department = IdField()
    starts_at = InstantField()
    typed_in_later = FlagField(required=False, help_text="It lies in the past.")
    title = TextField(required=False, max_length=120)
    minutes = NumberField(required=False)
    overhead_minutes = NumberField(required=False)
    quorum = NumberField(required=False)
    place = TextField(required=False, max_length=200)
    join_link = TextField(required=False, max_length=500)
    chair = IdField(required=False, allow_null=True)
    deputy = IdField(required=False, allow_null=True)


class MeetingChangeInput(Input):
    """What to change; what is left out stays."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    title = TextField(required=False, max_length=120)
    minutes = NumberField(required=False)
    overhead_minutes = NumberField(required=False)
    quorum = NumberField(required=False)
    place = TextField(required=False, max_length=200)
    join_link = TextField(required=False, max_length=500)
    chair = IdField(required=False)
    deputy = IdField(required=False, allow_null=True)


class AttendedInput(Input):
    """Whether one person was there."""

    person = IdField()
    status = ChosenField(choices=AttendanceStatus.choices)


class MeetingEventInput(Input):
    """An event, and what comes with it."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    reason = TextField(
        required=False, max_length=2_000, help_text="With cancel and take_back; with move into the past."
    )
    starts_at = InstantField(required=False, help_text="With move.")
    attendance = rows(AttendedInput, 500, required=False, help_text="With hold: who came.")


class AttendanceInput(Input):
    """Who came, or sent apologies; people who are not named stay as they are."""

    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)
    attendance = rows(AttendedInput, 500)


class PlaceInput(Input):
    """A case for the agenda."""

    case = IdField()
    minutes = NumberField(required=False, min_value=1, max_value=LONGEST_MINUTES)
    led_by = IdField(
        required=False, allow_null=True, help_text="The chair leads unless given; never an original reader."
    )
    on_the_day = FlagField(required=False, help_text="It was brought without having been planned.")
    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)


class LineInput(Input):
    """Other minutes, or another leader."""

    minutes = NumberField(required=False, min_value=1, max_value=LONGEST_MINUTES)
    led_by = IdField(required=False)
    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)


class RemoveInput(Input):
    """Why a case is taken off."""

    reason = TextField(max_length=2_000)
    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)


class OrderInput(Input):
    """Every line of the agenda once, in the new order."""

    items = serializers.ListField(child=IdField(), max_length=200)
    expected_version = NumberField(required=False, min_value=1, help_text=VERSION)


class OutcomeActionInput(Input):
    """A follow-up action that the room asked for."""

    kind = ChosenField(choices=ActionKind.choices)
    what = TextField(required=False, max_length=500)
    owner = IdField()
    due_on = DayField(required=False)


class OutcomeInput(Input):
    """How the discussion ended, in the words of the room."""

    consensus_kind = ChosenField(choices=ConsensusKind.choices)
    consensus = TextField(max_length=LONGEST_CONSENSUS)
    factors = serializers.ListField(child=IdField(), required=False, max_length=50, help_text="Terms.")
    codings = serializers.ListField(
        child=IdField(), required=False, max_length=50, help_text="Terms that are added to the codings of the case."
    )
    learning_points = serializers.ListField(
        child=TextField(max_length=LONGEST_POINT),
        required=False,
        max_length=MOST_POINTS,
        help_text="At least one, unless the case was deferred or referred to governance.",
    )
    actions = rows(OutcomeActionInput, 20, required=False)
    report_stands = ChosenField(
        choices=Standing.choices,
        required=False,
        help_text="Whether an issued report still stands wrong; yes opens the actions that are due within 14 days.",
    )
    failure_places = rows(
        FailureInput, 10, required=False, help_text="Where it failed; added to the places of the case."
    )
    expected_version = NumberField(
        required=False, min_value=1, help_text="Of the line when recording, of the outcome when putting it right."
    )


class MeetingRowOutput(Output):
    """A meeting in a list."""

    id = IdField()
    reference = TextField()
    department = IdField()
    title = TextField()
    starts_at = InstantField()
    minutes = NumberField()
    status = ChosenField(choices=MeetingStatus.choices)
    place = TextField()
    minutes_used = NumberField()
    version = NumberField()


class MeetingActionOutput(Output):
    """An event of the lifecycle: possible now, or blocked with the reason."""

    event = ChosenField(choices=MeetingEvent.choices)
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    possible = FlagField()
    demands = serializers.ListField(child=TextField())
    code = TextField()
    message = TextField()


class MeetingOutput(MeetingRowOutput):
    """A meeting."""

    overhead_minutes = NumberField()
    minutes_per_case = NumberField()
    minutes_left = serializers.IntegerField(help_text="Below zero when more was discussed than planned.")
    quorum = NumberField()
    is_quorate = FlagField(allow_null=True, help_text="Null until it is recorded as held.")
    join_link = TextField()
    chair = PersonOutput()
    deputy = PersonOutput(allow_null=True)
    held_at = InstantField(allow_null=True)
    was_typed_in_later = FlagField()
    cancelled_reason = TextField()
    actions = MeetingActionOutput(many=True)


class AgendaLineOutput(Output):
    """A line of the agenda. Without a right to its case there is only the screened title."""

    id = IdField()
    version = NumberField()
    title = TextField(help_text="Empty while the presentation copy is not screened.")
    minutes = NumberField()
    status = ChosenField(choices=AgendaStatus.choices)
    brought_on_the_day = FlagField()
    closed_reason = TextField()
    case = IdField(allow_null=True)
    case_reference = TextField()
    leader = TextField()
    led_because = ChosenField(choices=LedBecause.choices, allow_null=True)


class AgendaOutput(Output):
    """The agenda in order."""

    meeting = IdField()
    version = NumberField(help_text="The meeting's: it grows with every change of the agenda.")
    minutes_left = serializers.IntegerField()
    items = AgendaLineOutput(many=True)


class AttendanceLineOutput(Output):
    """One person on the sheet."""

    person = PersonOutput()
    profession = TextField(help_text="In words.")
    role = ChosenField(choices=AttendanceRole.choices)
    status = ChosenField(choices=AttendanceStatus.choices, allow_null=True)


class AttendanceOutput(Output):
    """Who came: numbers for everybody, names for those who record attendance."""

    present = NumberField()
    apologies = NumberField()
    absent = NumberField()
    own = ChosenField(choices=AttendanceStatus.choices, allow_null=True, help_text="Your own entry.")
    people = AttendanceLineOutput(many=True, allow_null=True, help_text="Null unless you record attendance.")
    version = NumberField(help_text="The meeting's.")


class OutcomeOutput(Output):
    """What was concluded about one case."""

    id = IdField()
    item = IdField()
    case = IdField()
    consensus_kind = ChosenField(choices=ConsensusKind.choices)
    consensus = TextField()
    factors = serializers.ListField(child=IdField())
    learning_points = serializers.ListField(child=TextField())
    recorded_at = InstantField()
    recorded_by = PersonOutput()
    version = NumberField()


class OutcomesOutput(Output):
    """The outcomes of a meeting, as far as you may read their cases."""

    results = OutcomeOutput(many=True)
