"""The panel beside the log form is plain English for one person and for several."""

import pytest

from apps.access.roles import Role
from apps.accounts.models import Department
from apps.cases.presenters.who_sees import who_sees
from apps.cases.queries.audience import Audience


@pytest.mark.parametrize(
    ("count", "who", "what"),
    [
        (1, "Department lead (1 person)", "reads it without your name."),
        (3, "Department lead (3 people)", "read it without your name."),
    ],
)
def test_the_verb_agrees_with_the_number(count: int, who: str, what: str) -> None:
    audience = Audience(
        department=Department(name="North Radiology", code="NORTH"),
        people=12,
        with_name=2,
        readers=((Role.LEAD, count),),
    )

    assert {"who": who, "what": what} in who_sees(audience).people
