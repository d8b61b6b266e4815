"""Names that the frame of every page sets for itself do not take the place of a page's own."""

from typing import Any

import pytest

from apps.access.roles import Role
from tests.support.worlds import world

pytestmark = pytest.mark.django_db


def test_page_about_another_person_is_not_turned_into_one_about_the_visitor(client_for: Any) -> None:
    built = world()
    admin, shown = built.one(Role.ADMIN), built.one(Role.STAFF)

    page = client_for(admin).get(f"/people/{shown.pk}/").content.decode()

    assert f"<title>{shown.full_name} - People - " in page
    assert shown.email in page
    assert admin.full_name in page
