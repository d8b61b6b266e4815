"""Counts over the cases of a department: reports that stand wrong against the target, and where journeys failed."""

from datetime import date
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import ChosenField, DayField, IdField, Input, NumberField, Output, TextField
from apps.access.api.reading import query_of
from apps.access.drf import GuardedAPIView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.queries.departments import departments_of
from apps.cases.domain.failure_counts import FailureCounts, count_failures
from apps.cases.domain.pacing import month_before
from apps.cases.domain.standing import STANDING_DAYS
from apps.cases.domain.standing_share import KINDS, Period, count_shares, percent, total_of
from apps.cases.enums import ActionKind
from apps.cases.presenters.failure_counts import tables_of
from apps.cases.queries.failures import cases_counted, failure_facts
from apps.cases.queries.standing_share import standing_actions, unanswered
from apps.core.clock import today
from apps.disclosure.domain.suppression import SuppressedTable, SuppressionRules, rules_from_settings

TAG = "counts"
MONTHS = 12
MONTHLY, QUARTERLY = "month", "quarter"


class ShareQuery(Input):
    """Which department, from when, and how the time is cut."""

    department = IdField(required=False, help_text="One of yours; all of yours where it is left out.")
    since = DayField(required=False, help_text="Identified on or after this day; twelve months where it is left out.")
    by = ChosenField(choices=[(MONTHLY, MONTHLY), (QUARTERLY, QUARTERLY)], required=False)


class ShareOutput(Output):
    """How one kind of action stands: the numerator is `in_time`, the denominator is the sum of the four."""

    kind = ChosenField(choices=[(one.value, one.label) for one in KINDS])
    in_time = NumberField(help_text="Recorded within the days after identification.")
    recorded_later = NumberField(help_text="Done within the days, and recorded later.")
    late = NumberField()
    still_open = NumberField()
    denominator = NumberField(help_text="The actions that apply, in cases whose days are over.")
    percent = NumberField(allow_null=True, help_text="Of the denominator, rounded half up; null out of nothing.")


class PeriodOutput(Output):
    """One month or quarter, by its first day; null for all of them together."""

    first_day = DayField(allow_null=True)
    cases = NumberField(help_text="Cases in which a report stands wrong and whose days are over.")
    not_yet_due = NumberField(help_text="Cases whose days are not over; they are in no denominator.")
    actions = ShareOutput(many=True)


class DepartmentShareOutput(Output):
    """One department against the target."""

    department = IdField()
    name = TextField()
    since = DayField()
    target_percent = NumberField()
    days = NumberField(help_text="Within how many days after identification.")
    unanswered = NumberField(help_text="Cases that say a report is wrong, of which nobody has said whether it stands.")
    periods = PeriodOutput(many=True, help_text="The newest first.")
    total = PeriodOutput()


class SharesOutput(Output):
    """Every department that was asked for."""

    results = DepartmentShareOutput(many=True)


class CountQuery(Input):
    """Which department, and cases that were logged from when on."""

    department = IdField(required=False, help_text="One of yours; all of yours where it is left out.")
    since = DayField(required=False, help_text="Logged on or after this day; twelve months where it is left out.")


class CountOutput(Output):
    """One count; null where it is small and so not shown."""

    what = TextField()
    places = NumberField(allow_null=True)


class CountTableOutput(Output):
    """The places counted in one way. The denominator is `total`: places, of which a case may have several."""

    title = TextField()
    total = NumberField(allow_null=True)
    rows = CountOutput(many=True)


class FailureCountsOutput(Output):
    """Where the journeys of one department's cases failed."""

    department = IdField()
    name = TextField()
    since = DayField()
    cases = NumberField(allow_null=True, help_text="Rounded; null where it is small and so not shown.")
    cases_with_a_place = NumberField(allow_null=True)
    tables = CountTableOutput(many=True)


class AllFailureCountsOutput(Output):
    """Every department that was asked for."""

    results = FailureCountsOutput(many=True)


class StandingShares(GuardedAPIView):
    """Reports that stand wrong."""

    permission = Permission.CASE_VIEW
    object_label = "cases.reportstanding"

    @operation("report_standing_shares", TAG, SharesOutput, query=ShareQuery)
    def get(self, request: Request) -> Response:
        """For each department: the share of actions that were recorded in time, against the target of 100 %."""
        asked = query_of(request, ShareQuery)
        since = asked.get("since") or _a_year_back()
        by_quarter = asked.get("by") == QUARTERLY
        self.record_list([], self.object_label)
        said = []
        for one in _departments(self, asked):
            periods = count_shares(standing_actions(one.pk, since), by_quarter=by_quarter, day=today())
            said.append(
                {
                    "department": one.pk,
                    "name": one.name,
                    "since": since,
                    "target_percent": 100,
                    "days": STANDING_DAYS,
                    "unanswered": unanswered(one.pk, since),
                    "periods": [_period(period) for period in periods],
                    "total": _period(total_of(periods)),
                }
            )
        return Response(SharesOutput({"results": said}).data)


class FailureCountsView(GuardedAPIView):
    """Where journeys failed."""

    permission = Permission.CODING_COUNT
    object_label = "cases.failureplace"

    @operation("failures_count", TAG, AllFailureCountsOutput, query=CountQuery)
    def get(self, request: Request) -> Response:
        """For each department: its places by side, step, role and failing; never by reader. Small numbers are null."""
        asked = query_of(request, CountQuery)
        since = asked.get("since") or _a_year_back()
        rules = rules_from_settings()
        self.record_list([], self.object_label)
        said = []
        for one in _departments(self, asked):
            found = count_failures(failure_facts(self.actor, one.pk, since), cases_counted(self.actor, one.pk, since))
            said.append({"department": one.pk, "name": one.name, "since": since, **_counts(found, rules)})
        return Response(AllFailureCountsOutput({"results": said}).data)


def _departments(view: GuardedAPIView, asked: dict[str, Any]) -> list[Any]:
    """Those in which the caller has the permission; one that is not among them is as if it did not exist."""
    here = departments_where(view.actor, view.permission)
    wanted = {asked["department"]} if "department" in asked else set(here)
    return [one for one in departments_of(view.actor) if one.pk in here and one.pk in wanted]


def _a_year_back() -> date:
    return month_before(today().replace(day=1), MONTHS - 1)


def _period(one: Period) -> dict[str, Any]:
    return {
        "first_day": one.first_day,
        "cases": len(one.cases),
        "not_yet_due": len(one.not_yet_due),
        "actions": [_share(kind, one) for kind in KINDS],
    }


def _share(kind: ActionKind, one: Period) -> dict[str, Any]:
    tally = one.kinds[kind.value]
    return {
        "kind": kind.value,
        "in_time": tally.in_time,
        "recorded_later": tally.recorded_later,
        "late": tally.late,
        "still_open": tally.still_open,
        "denominator": tally.denominator,
        "percent": percent(tally.in_time, tally.denominator),
    }


def _counts(found: FailureCounts, rules: SuppressionRules) -> dict[str, Any]:
    return {
        "cases": _number(found.cases, rules),
        "cases_with_a_place": _number(found.with_a_place, rules),
        "tables": [_table(title, table) for title, table in tables_of(found, rules)],
    }


def _table(title: str, table: SuppressedTable) -> dict[str, Any]:
    rows = [{"what": what, "places": count[0]} for what, count in zip(table.rows, table.counts, strict=True)]
    return {"title": title, "total": table.total, "rows": rows}


def _number(count: int, rules: SuppressionRules) -> int | None:
    return None if rules.is_small(count) else rules.rounded(count)
