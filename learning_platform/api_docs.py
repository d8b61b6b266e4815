"""The API's description: its names of word lists, and the errors that every operation may answer."""

from typing import Any

TITLE = "Radiology Learning Platform API"
DESCRIPTION = """\
Log missed or delayed imaging findings, learn from them in meetings, and publish the learning.

**Sign in** with a token: `Authorization: Bearer <token>`, made by `manage.py create_api_token EMAIL --name NAME` or on
your account page. It does what its owner may do today, cut to its scopes.

**Errors** are `{code, message, fields}`: `message` says how to put it right, `fields` names each wrong field as
`studies.0.part`. 400 wrong input, 401 no valid token, 403 seen but not allowed, 404 not there or not for you,
405 not this method, 409 somebody changed it first (`stale`) or not allowed in this state, 415 not JSON, 429 too
often, 503 busy: try again.

**Changing something** names the `version` that was read as `expected_version`. A POST with an `Idempotency-Key`
header is done once within a day, however often it is sent; the same key with another body is a 409.

**Lists** are pages: follow `next` until it is null.

**What can be done now** stands in `actions` of a case, a meeting or a summary: each event, whether it is possible
for you, and if not, why.
"""

ENUM_NAMES: dict[str, Any] = {
    "AlertActKindEnum": "apps.alerts.enums.ActKind",
    "AlertStateEnum": "apps.alerts.api.serializers.STATES",
    "AlertStatusEnum": "apps.alerts.enums.AlertStatus",
    "CancerKindEnum": "apps.alerts.enums.CancerKind",
    "HowConfirmedEnum": "apps.alerts.enums.HowConfirmed",
    "HowRecordedEnum": "apps.alerts.api.serializers.HOW",
    "CodingPlaceEnum": "apps.cases.enums.CodingPlace",
    "TaxonomyPurposeEnum": "apps.cases.enums.TaxonomyPurpose",
    "ActionKindEnum": "apps.cases.enums.ActionKind",
    "ActionStatusEnum": "apps.cases.enums.ActionStatus",
    "AgendaStatusEnum": "apps.meetings.enums.AgendaStatus",
    "AttendanceRoleEnum": "apps.meetings.enums.AttendanceRole",
    "AttendanceStatusEnum": "apps.meetings.enums.AttendanceStatus",
    "CaseFieldEnum": "apps.cases.enums.CaseField",
    "CaseStageEnum": "apps.cases.enums.Stage",
    "RightedByEnum": "apps.cases.enums.RightedBy",
    "CaseEventEnum": "apps.cases.enums.CaseEvent",
    "CaseKindEnum": "apps.cases.enums.CaseKind",
    "CaseStatusEnum": "apps.cases.enums.CaseStatus",
    "ConfidentialityEnum": "apps.cases.api.inputs.CONFIDENTIALITIES",
    "ChosenConfidentialityEnum": "apps.cases.api.inputs.CHOSEN_CONFIDENTIALITIES",
    "ConsensusKindEnum": "apps.meetings.enums.ConsensusKind",
    "ContactResultEnum": "apps.cases.enums.ContactResult",
    "DiscrepancyTypeEnum": "apps.cases.enums.DiscrepancyType",
    "DocumentKindEnum": "apps.documents.api.serializers.KINDS",
    "DocumentStateEnum": "apps.documents.api.serializers.STATES",
    "EscalationStatusEnum": "apps.cases.enums.EscalationStatus",
    "HowDiscoveredEnum": "apps.cases.enums.HowDiscovered",
    "ToldHowEnum": "apps.cases.enums.ToldHow",
    "OpinionContextEnum": "apps.cases.enums.OpinionContext",
    "ReportStandingEnum": "apps.cases.enums.Standing",
    "ClockMissingEnum": "apps.journeys.api.journey_shapes.MISSING",
    "ClockStateEnum": "apps.journeys.api.journey_shapes.STATES",
    "DelayKindEnum": "apps.cases.api.delays.KINDS",
    "JourneyMomentEnum": "apps.journeys.api.journey_shapes.MOMENTS",
    "JourneySideEnum": "apps.journeys.api.journey_shapes.SIDES",
    "JourneyStageEnum": "apps.journeys.enums.JourneyStage",
    "LedBecauseEnum": "apps.meetings.enums.LedBecause",
    "LimitUnitEnum": "apps.journeys.enums.LimitUnit",
    "MeetingEventEnum": "apps.meetings.enums.MeetingEvent",
    "MeetingStatusEnum": "apps.meetings.enums.MeetingStatus",
    "MessageKindEnum": "apps.cases.enums.MessageKind",
    "PatientActionEnum": "apps.cases.enums.PatientAction",
    "PermissionEnum": "apps.accounts.api.serializers.PERMISSIONS",
    "PrecisionEnum": "apps.access.api.fields.PRECISIONS",
    "ProfessionEnum": "apps.accounts.models.Profession",
    "ReaderKindEnum": "apps.journeys.enums.ReaderKind",
    "ReaderPartEnum": "apps.cases.enums.ReaderPart",
    "ReaderStandingEnum": "apps.cases.enums.ReaderStanding",
    "RecordSourceEnum": "apps.journeys.enums.RecordSource",
    "ResponsibleRoleEnum": "apps.journeys.enums.ResponsibleRole",
    "RoleEnum": "apps.accounts.api.serializers.ROLES",
    "ScreenKindEnum": "apps.disclosure.enums.ScreenKind",
    "StudyPartEnum": "apps.cases.enums.StudyPart",
    "SummaryEventEnum": "apps.learning.enums.SummaryEvent",
    "SummaryStatusEnum": "apps.learning.enums.SummaryStatus",
    "ThroughEnum": "apps.cases.api.outputs.THROUGH",
    "TimelineKindEnum": "apps.cases.api.outputs.TIMELINE_KINDS",
}

READING = {
    "400": "What was asked for cannot be taken; `fields` says where.",
    "401": "No valid token.",
    "403": "You may see it, but not do this; or the token was not made for it.",
    "404": "There is nothing there, or nothing that you may see.",
    "406": "Ask for application/json.",
    "429": "Too many requests; `Retry-After` says when to come back.",
    "503": "The service is busy. Nothing was changed; try again.",
}
CHANGING = READING | {
    "409": "Somebody changed it first, or it is not possible in this state; `code` says which.",
    "413": "Too much was sent.",
    "415": "Send application/json.",
}
ERROR_SCHEMA = {
    "type": "object",
    "description": "What went wrong, and how to put it right.",
    "properties": {
        "code": {"type": "string", "description": "Stable; for programs."},
        "message": {"type": "string", "description": "For people."},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["code", "message", "fields"],
    "additionalProperties": False,
}
_CHANGE = ("post", "put", "patch", "delete")


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: every operation lists the errors that it may answer, in one shape."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR_SCHEMA
    for operations in result["paths"].values():
        for method, operation in operations.items():
            known = CHANGING if method in _CHANGE or _gives_a_file(operation) else READING
            for status, words in known.items():
                operation["responses"].setdefault(status, _error(words))
    return result


def close_inputs(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: what is sent may have no field that is not described, as `Input` sees to it."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("InputRequest"):
            schema["additionalProperties"] = False
    return result


def _gives_a_file(operation: dict[str, Any]) -> bool:
    """A document that is not ready or withdrawn is a 409 already when it is read."""
    return "application/pdf" in operation["responses"].get("200", {}).get("content", {})


def _error(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def schema_as_yaml() -> str:
    """docs/generated/openapi.yaml: the schema as the site serves it."""
    # Settings read this module, and these imports need them.
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiYamlRenderer

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return bytes(OpenApiYamlRenderer().render(schema, renderer_context={})).decode()
