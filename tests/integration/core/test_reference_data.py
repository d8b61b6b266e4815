"""What migrations load is there for every test, also for one that runs after the tables were emptied."""

import pytest
from django.core.management import call_command

from apps.journeys.models import StageLimit
from tests.support.reference_data import ReferenceData


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_reference_data_is_there_in_each_test_that_commits(turn: int) -> None:
    assert StageLimit.objects.count() == 1, turn


@pytest.mark.django_db(transaction=True)
def test_rows_put_back_are_the_rows_that_were_there() -> None:
    before = ReferenceData.of_a_new_database()
    call_command("flush", interactive=False, verbosity=0)

    before.put_back()
    before.put_back()

    assert ReferenceData.of_a_new_database() == before
