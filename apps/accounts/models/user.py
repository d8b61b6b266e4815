"""The person who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tracking import TrackedModel, TrackedQuerySet, history


class Profession(models.TextChoices):
    """What somebody does in imaging."""

    RADIOLOGIST = "radiologist", _("Radiologist")
    REPORTING_RADIOGRAPHER = "reporting_radiographer", _("Reporting radiographer")
    REGISTRAR = "registrar", _("Registrar")
    RADIOGRAPHER = "radiographer", _("Radiographer")
    SONOGRAPHER = "sonographer", _("Sonographer")
    NURSE = "nurse", _("Nurse")
    PHYSICIST = "physicist", _("Medical physicist")
    CLINICIAN = "clinician", _("Doctor of another specialty")
    MANAGER = "manager", _("Manager")
    ADMINISTRATIVE = "administrative", _("Administrative staff")
    GOVERNANCE = "governance", _("Clinical governance")
    INFORMATION_GOVERNANCE = "information_governance", _("Information governance")
    SYSTEMS = "systems", _("PACS and RIS systems")
    OTHER = "other", _("Another profession")


class UserManager(BaseUserManager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]  # built at run time
    """Makes people; e-mail addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in with `password`, or not at all when it is None."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(TrackedModel, AbstractBaseUser, PermissionsMixin):
    """A person. Deactivated when they leave, never deleted."""

    email = models.EmailField(_("email address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    profession = models.CharField(max_length=30, choices=Profession.choices, default=Profession.OTHER)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # Taken out of the base class: Django would write it, and so a version, at each sign-in. The access log has it.
    last_login = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()
    history = history(excluded_fields=["password"])

    class Meta:
        ordering = ["full_name"]

    def __str__(self) -> str:
        return self.full_name
