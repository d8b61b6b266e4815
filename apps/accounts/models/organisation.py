"""Trusts, their sites, and the radiology departments that cases belong to."""

from django.db import models

from apps.access.policy import AccessFacts
from apps.core.tracking import TrackedModel, history


class Trust(TrackedModel):
    """A hospital trust: the boundary of patient and study identity."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    network = models.CharField(max_length=200, blank=True)

    history = history()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def access_facts(self) -> AccessFacts:
        """A trust belongs to no single department."""
        return AccessFacts(department_id=None, trust_id=self.id)


class Site(TrackedModel):
    """A hospital of a trust; its name is screened for before anything is published."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="sites")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    history = history()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["trust", "code"], name="site_code_in_trust")]

    def __str__(self) -> str:
        return self.name

    def access_facts(self) -> AccessFacts:
        """A site belongs to no single department."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)


class Department(TrackedModel):
    """A radiology department: the boundary of who sees which case."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="departments")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    history = history()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def access_facts(self) -> AccessFacts:
        """Facts of the department itself."""
        return AccessFacts(department_id=self.id, trust_id=self.trust_id)
