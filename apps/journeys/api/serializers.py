"""What the API takes and says of studies. A patient's details go in and never come out here."""

from rest_framework import serializers

from apps.access.api.fields import (
    ChosenField,
    DayField,
    IdField,
    Input,
    InstantField,
    NumberField,
    Output,
    TextField,
    TimeInput,
    TimeOutput,
    rows,
)
from apps.access.api.paging import PageQuery
from apps.journeys.domain.checking import LIMITS
from apps.journeys.enums import JourneyStage, ReaderKind, ReaderPart, RecordSource, ResponsibleRole


class StudyQuery(PageQuery):
    """Which studies."""

    department = IdField(required=False)
    modality = TextField(required=False, max_length=16, help_text="A DICOM code, such as CT.")
    accession = TextField(required=False, max_length=64, help_text="Exactly this accession number.")
    uid = TextField(required=False, max_length=64, help_text="Exactly this study instance UID.")
    registered_after = InstantField(required=False)
    registered_before = InstantField(required=False)


class PatientInput(Input):
    """Who the patient is; sealed at once, and shown by no operation of this API."""

    name = TextField(required=False, max_length=200)
    birth_date = DayField(required=False)
    sex = TextField(required=False, max_length=16)
    nhs_number = TextField(required=False, max_length=32)
    hospital_number = TextField(required=False, max_length=64)


class StepInput(Input):
    """When one step of the journey happened."""

    stage = ChosenField(choices=JourneyStage.choices)
    time = TimeInput()
    role = ChosenField(choices=ResponsibleRole.choices, required=False, allow_blank=True)
    responsible = TextField(required=False, max_length=200)


class StudyReaderInput(Input):
    """Who wrote or verified the report: somebody with an account, or a name."""

    part = ChosenField(choices=ReaderPart.choices)
    person = IdField(required=False, allow_null=True)
    external_name = TextField(required=False, max_length=200)


class StudyInput(Input):
    """A study to register; it needs its UID or its accession number."""

    department = IdField()
    study_instance_uid = TextField(required=False, max_length=LIMITS["study_instance_uid"])
    accession_number = TextField(required=False, max_length=LIMITS["accession_number"])
    accession_issuer = TextField(required=False, max_length=LIMITS["accession_issuer"])
    modalities = serializers.ListField(child=TextField(max_length=16), required=False, max_length=20)
    body_region = TextField(required=False, max_length=LIMITS["body_region"])
    description = TextField(required=False, max_length=LIMITS["description"])
    patient = PatientInput(required=False)
    steps = rows(StepInput, len(JourneyStage), required=False)
    readers = rows(StudyReaderInput, 20, required=False)


class StudyAmendInput(Input):
    """What is different; what is left out stays as it is."""

    expected_version = NumberField(min_value=1, help_text="The `version` that you read.")
    accession_number = TextField(required=False, max_length=LIMITS["accession_number"])
    accession_issuer = TextField(required=False, max_length=LIMITS["accession_issuer"])
    modalities = serializers.ListField(
        child=TextField(max_length=16), required=False, max_length=20, help_text="All of them: they replace the old."
    )
    body_region = TextField(required=False, max_length=LIMITS["body_region"])
    description = TextField(required=False, max_length=LIMITS["description"])
    steps = rows(StepInput, len(JourneyStage), required=False)
    reason = TextField(required=False, max_length=500, help_text="Why; it stands in the trail.")


class StudyRowOutput(Output):
    """A study in a list."""

    id = IdField()
    department = IdField()
    study_instance_uid = TextField()
    accession_number = TextField()
    accession_issuer = TextField()
    modalities = serializers.ListField(child=TextField())
    body_region = TextField()
    description = TextField()
    series_count = NumberField()
    instance_count = NumberField()
    origin = ChosenField(choices=RecordSource.choices)
    registered_at = InstantField()
    version = NumberField()


class StepOutput(Output):
    """A step of the journey, as one source tells it."""

    stage = ChosenField(choices=JourneyStage.choices)
    time = TimeOutput()
    role = ChosenField(choices=ResponsibleRole.choices, allow_blank=True)
    responsible = TextField()


class StudyReaderOutput(Output):
    """An original reader, and how well that is known."""

    part = ChosenField(choices=ReaderPart.choices)
    kind = ChosenField(choices=ReaderKind.choices)
    person = IdField(allow_null=True)
    name = TextField(help_text="The name, or why it is not known; empty for who may not see original readers.")


class StudyOutput(StudyRowOutput):
    """A study with its journey and its readers; never its patient."""

    steps = StepOutput(many=True)
    readers = StudyReaderOutput(many=True)
