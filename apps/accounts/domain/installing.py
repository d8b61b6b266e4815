"""What a new installation needs before anybody can sign in: trusts, sites, departments and the first people."""

from django.utils.translation import gettext as _

from apps.access.roles import Role
from apps.accounts.models import Department, Membership, Profession, Site, Trust, User
from apps.core.actor import Actor, ActorKind
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid
from apps.core.tracking import change


def _command_only(actor: Actor) -> None:
    # Whoever can run commands on the server can do anything; no page and no token comes here.
    if actor.kind is not ActorKind.COMMAND:
        raise Forbidden("command_only", _("Only a command on the server can do this."))


def create_organisation(
    *,
    actor: Actor,
    trust_code: str,
    trust_name: str,
    department_code: str,
    department_name: str,
    sites: tuple[tuple[str, str], ...] = (),
) -> Department:
    """A department with its trust and sites; what is there by its code already stays as it is."""
    _command_only(actor)
    with change("Organisation created"):
        trust, _is_new = Trust.objects.get_or_create(code=trust_code, defaults={"name": trust_name or trust_code})
        for code, name in sites:
            Site.objects.get_or_create(trust=trust, code=code, defaults={"name": name})
        department, _is_new = Department.objects.get_or_create(
            code=department_code, defaults={"name": department_name or department_code, "trust": trust}
        )
    if department.trust_id != trust.pk:
        words = {"code": department_code, "is": department.trust.name, "said": trust.name}
        raise Invalid("other_trust", _("Department %(code)s belongs to %(is)s, not to %(said)s.") % words)
    return department


def create_person(
    *,
    actor: Actor,
    email: str,
    full_name: str,
    profession: str,
    department_code: str,
    roles: tuple[str, ...],
    trust_code: str = "",
    superuser: bool = False,
) -> tuple[User, bool]:
    """A person with roles from today, such as the first administrator; returns it and whether it is new.

    `superuser` opens the administration site, where reference data is kept; it grants no clinical page. Roles that
    the person holds already are left alone. Raises Invalid for a department or role that is not known.
    """
    _command_only(actor)
    department = _department(department_code, trust_code)
    _check(roles, profession)
    email = email.strip().lower()
    with change("Person created by command"):
        person = User.objects.filter(email=email).first()
        created = person is None
        if person is None:
            person = User.objects.create_user(email, full_name=full_name, profession=profession)
        if superuser and not person.is_superuser:
            person.is_superuser = person.is_staff = True
            person.save()
        for role in roles:
            held = Membership.objects.filter(person=person, department=department, role=role)
            if not any(one.ends_on is None or one.ends_on >= today() for one in held):
                Membership.objects.create(person=person, department=department, role=role, starts_on=today())
    return person, created


def _department(code: str, trust_code: str) -> Department:
    departments = Department.objects.filter(code=code)
    if trust_code:
        departments = departments.filter(trust__code=trust_code)
    found = departments.first()
    if found is None:
        words = {"code": code, "trust": trust_code}
        if trust_code:
            raise Invalid("unknown_department", _("There is no department %(code)s in trust %(trust)s.") % words)
        raise Invalid("unknown_department", _("There is no department %(code)s. Run create_organisation.") % words)
    return found


def _check(roles: tuple[str, ...], profession: str) -> None:
    unknown = sorted(set(roles) - {role.value for role in Role})
    if unknown or not roles:
        names = {"unknown": ", ".join(unknown), "known": ", ".join(Role)}
        raise Invalid("unknown_role", _("Unknown role %(unknown)s. Roles: %(known)s.") % names)
    if profession not in Profession.values:
        known = ", ".join(Profession.values)
        raise Invalid("unknown_profession", _("Unknown profession. Professions: %(known)s.") % {"known": known})
