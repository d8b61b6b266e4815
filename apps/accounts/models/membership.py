"""One role that a person holds in a department for a period."""

from django.db import models

from apps.access.policy import AccessFacts
from apps.access.roles import ROLES, Role
from apps.accounts.models.organisation import Department
from apps.accounts.models.user import User
from apps.core.tracking import TrackedModel, history


class Membership(TrackedModel):
    """A person holds one role in one department from `starts_on` to `ends_on`, both days included."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role.value, ROLES[role].name) for role in Role])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["person", "department", "role", "starts_on"], name="membership_once_from_a_day"
            ),
        ]
        indexes = [models.Index(fields=["department", "role"], name="membership_by_role")]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"

    def access_facts(self) -> AccessFacts:
        """A membership is managed in its department."""
        return AccessFacts(department_id=self.department_id)
