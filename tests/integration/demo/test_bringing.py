"""The demonstration's spreadsheets: one import that is done, one that waits with two rows to put right."""

from random import Random

import pytest

from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.demo.bringing import ROWS, bring_the_old_list
from apps.demo.network import build_network
from apps.intake.domain.keeping import findings_of
from apps.intake.enums import ImportState
from apps.intake.models import CaseImport

pytestmark = pytest.mark.django_db


def test_both_imports_are_told_through_the_domain() -> None:
    with acting_as(command_actor("test")):
        team = build_network(Random(1))[0]  # noqa: S311 - repeatable, not secret
        bring_the_old_list(team, 2026)

    waiting, done = CaseImport.objects.order_by("-started_at")
    assert (done.state, done.imported_count, done.problem) == (ImportState.IMPORTED, ROWS, "")
    assert (waiting.state, waiting.faulty_count, waiting.problem) == (ImportState.CHECKED, 2, "")
    assert {(one.row, one.field) for one in findings_of(waiting).faults} == {(5, "discovered"), (8, "narrative")}
    assert Case.objects.filter(department=team.department).count() == ROWS
    assert {one.history.get().history_user_id for one in Case.objects.all()} == {team.chair.pk}
