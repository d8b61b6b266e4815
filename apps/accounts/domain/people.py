"""People and their roles: added, given, ended, deactivated; by an administrator of the department concerned.

Rules beyond "has the permission": nobody gives or changes a role of their own, and nobody switches off an account
that another department still uses.
"""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, departments_where, may
from apps.access.roles import ROLES, Role
from apps.access.words import refusal_words
from apps.accounts.models import Department, Membership, Profession, User
from apps.accounts.queries.people import managed_person, roles_elsewhere
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.tracking import change


def _require(actor: Actor, department_id: UUID) -> None:
    decision = may(actor, Permission.PEOPLE_MANAGE, AccessFacts(department_id=department_id))
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def _not_oneself(actor: Actor, person_id: UUID) -> None:
    if actor.user_id == person_id:
        raise Refused("own_role", _("Nobody changes their own roles or account. Ask another administrator."))


def add_person(
    *,
    actor: Actor,
    email: str,
    full_name: str,
    profession: str,
    department: Department,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> tuple[User, bool]:
    """An account with a first role; returns it and whether it is new.

    An address that has an account already gets the role and keeps its name. The new account has no password: its
    person chooses one through a link. Raises Forbidden outside one's own departments, Invalid by field.
    """
    _require(actor, department.pk)
    email = email.strip().lower()
    fields = _person_problems(email, full_name, profession)
    if fields:
        raise Invalid("bad_person", _("The person was not added."), fields)
    with change("Person added"):
        person = User.objects.filter(email=email).first()
        if person is not None and not person.is_active:
            words = _(
                "This address belongs to an account that was deactivated. Ask its administrator to reactivate it."
            )
            raise Refused("deactivated", words, {"email": words})
        created = person is None
        if person is None:
            person, created = _create(email, full_name.strip(), profession)
        give_role(actor=actor, person=person, department=department, role=role, starts_on=starts_on, ends_on=ends_on)
    return person, created


def _create(email: str, full_name: str, profession: str) -> tuple[User, bool]:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, full_name=full_name, profession=profession), True
    except IntegrityError:
        # Two administrators, or a double click: the first one made it.
        return User.objects.get(email=email), False


def _person_problems(email: str, full_name: str, profession: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        fields["email"] = _("Type an e-mail address, such as name@example.org.")
    if len(email) > 254:
        fields["email"] = _("The e-mail address is too long.")
    if not 1 <= len(full_name.strip()) <= 150:
        fields["full_name"] = _("Type the full name, of at most 150 characters.")
    if profession not in Profession.values:
        fields["profession"] = _("Choose a profession from the list.")
    return fields


def give_role(
    *,
    actor: Actor,
    person: User,
    department: Department,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
) -> Membership:
    """The person holds the role in the department from the first to the last day, both included.

    Raises Forbidden outside one's own departments, Invalid by field, Refused for oneself, for a deactivated
    account, and when the person holds the role already on one of those days.
    """
    _require(actor, department.pk)
    _not_oneself(actor, person.pk)
    first = starts_on or today()
    _check_role(role, first, ends_on)
    if not person.is_active:
        raise Refused("deactivated", _("This account is deactivated. Reactivate it first."))
    overlapping = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), person=person, department=department, role=role
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    with change(reason or "Role given"):
        # Held until the end, so that a double click cannot give the role twice.
        User.objects.select_for_update().get(pk=person.pk)
        if overlapping.exists():
            raise Refused(
                "role_held",
                _("%(person)s already holds this role on one of those days.") % {"person": person.full_name},
            )
        return Membership.objects.create(
            person=person, department=department, role=role, starts_on=first, ends_on=ends_on
        )


def _check_role(role: str, first: date, last: date | None) -> None:
    if role not in {known.value for known in Role}:
        raise Invalid("bad_role", _("Choose a role."), {"role": _("Choose a role from the list.")})
    if last is not None and last < first:
        words = _("The last day is before the first day.")
        raise Invalid("bad_dates", words, {"ends_on": words})


def _own_membership(actor: Actor, membership_id: UUID, expected_version: int | None) -> Membership:
    ids = departments_where(actor, Permission.PEOPLE_MANAGE)
    held = (
        Membership.objects.select_for_update()
        .select_related("person")
        .filter(pk=membership_id, department_id__in=ids)
        .first()
    )
    if held is None:
        raise NotVisible
    _not_oneself(actor, held.person_id)
    if expected_version is not None and held.version != expected_version:
        raise Stale("stale", _("Somebody else changed this role first. Look at it again."))
    return held


def end_role(
    *,
    actor: Actor,
    membership_id: UUID,
    last_day: date,
    reason: str = "",
    expected_version: int | None = None,
) -> Membership:
    """The role ends with `last_day`; yesterday ends it at once.

    Raises NotVisible outside one's own departments, Refused for oneself, Invalid for a day before the first one.
    """
    with change(reason or "Role ended"):
        held = _own_membership(actor, membership_id, expected_version)
        if last_day < held.starts_on:
            words = _("The role started later than that. To undo it altogether, remove it.")
            raise Invalid("bad_dates", words, {"ends_on": words})
        held.ends_on = last_day
        held.save()
    return held


def remove_role(*, actor: Actor, membership_id: UUID, reason: str = "", expected_version: int | None = None) -> None:
    """Takes back a role given by mistake, at the latest on its first day; the trail keeps that it was there."""
    with change(reason or "Role given by mistake"):
        held = _own_membership(actor, membership_id, expected_version)
        if held.starts_on < today():
            raise Refused(
                "role_was_used",
                _("This role was held before today, so it is ended with a last day and not removed."),
            )
        held.delete()


def deactivate_person(*, actor: Actor, person_id: UUID, reason: str = "") -> User:
    """The person can no longer sign in, and their tokens stop working.

    Roles end with yesterday, those that began today with today, and those still to come are removed. Raises
    NotVisible, or Refused for oneself and while a department that the actor does not manage uses the account.
    """
    person = managed_person(actor, person_id).user
    _not_oneself(actor, person.pk)
    if not person.is_active:
        return person
    if roles_elsewhere(person, actor):
        raise Refused(
            "roles_elsewhere",
            _("%(person)s also works in a department that you do not manage. End the roles in yours instead.")
            % {"person": person.full_name},
        )
    with change(reason or "Person deactivated"):
        person.is_active = False
        person.save()
        yesterday = today() - timedelta(days=1)
        still = Q(ends_on__isnull=True) | Q(ends_on__gt=yesterday)
        for held in Membership.objects.filter(still, person=person):
            if held.starts_on > today():
                held.delete()
            else:
                held.ends_on = max(yesterday, held.starts_on)
                held.save()
    return person


def reactivate_person(*, actor: Actor, person_id: UUID, reason: str = "") -> User:
    """The person can sign in again; roles are given anew. Raises NotVisible."""
    person = managed_person(actor, person_id).user
    _not_oneself(actor, person.pk)
    if not person.is_active:
        with change(reason or "Person reactivated"):
            person.is_active = True
            person.save()
    return person


def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES[Role(role)].name)
