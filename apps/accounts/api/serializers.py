"""What the API says of people and departments."""

from rest_framework import serializers

from apps.access.api.fields import ChosenField, FlagField, IdField, Output, TextField
from apps.access.api.paging import PageQuery
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.models import Profession

ROLES = [(one.value, one.value) for one in Role]
PERMISSIONS = [(one.value, one.value) for one in Permission]


class DepartmentOutput(Output):
    """A department of one's own."""

    id = IdField()
    code = TextField()
    name = TextField()
    trust = TextField(help_text="The trust's name.")


class PersonRowOutput(Output):
    """A colleague who can be chosen: as reader, reviewer, leader or owner of an action."""

    id = IdField()
    name = TextField()
    profession = ChosenField(choices=Profession.choices)


class PeopleQuery(PageQuery):
    """Which people."""

    department = IdField(required=False)


class RolesOutput(Output):
    """What somebody may do in one department today."""

    department = IdField()
    roles = serializers.ListField(child=ChosenField(choices=ROLES))
    permissions = serializers.ListField(child=ChosenField(choices=PERMISSIONS))


class MeOutput(Output):
    """The person behind the request."""

    id = IdField()
    name = TextField()
    is_token = FlagField(help_text="Whether a token was used.")
    scopes = serializers.ListField(
        child=TextField(), allow_null=True, help_text="What the token is cut to; null when nothing narrows it."
    )
    departments = RolesOutput(many=True)
