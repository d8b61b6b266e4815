"""The files of a case through the API: what there is, and each file, for those who may see the case."""

import pytest

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from tests.factories import cases
from tests.integration.api.calling import Api
from tests.support.furnished_files import attached
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    return world()


def test_files_are_listed_and_given_out_to_who_sees_the_case_alone(built: World) -> None:
    case = cases.case(built.one(Role.STAFF), built.north)
    one = attached(case, built.one(Role.CHAIR))
    chair, other = Api(built.one(Role.CHAIR)), Api(built.one(Role.CHAIR, built.south))
    content = f"cases/{case.pk}/files/{one.pk}/content/"

    (row,) = chair.get(f"cases/{case.pk}/files/")["results"]
    sent = chair.send("get", content)

    assert (row["id"], row["kind"], row["is_confirmed"], row["sha256"]) == (
        str(one.pk), "image", False, one.file_sha256,
    )  # fmt: skip
    assert (sent.status_code, len(sent.content)) == (200, one.size)
    assert AccessEvent.objects.filter(action=AccessAction.DOWNLOAD, object_id=str(one.pk)).count() == 1
    assert other.send("get", f"cases/{case.pk}/files/").status_code == 404
    assert other.send("get", content).status_code == 404
