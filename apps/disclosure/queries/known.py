"""The staff, sites and trusts that the identifier screen must know."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from apps.accounts.models import Department, Site, Trust, User
from apps.disclosure.identifiers import KnownIdentifiers, extend


def known_for_trust(trust_ids: Iterable[UUID]) -> KnownIdentifiers:
    """Everybody who holds or ever held a membership in these trusts, and the names of their places.

    People who have left stay in it: old reports carry their names. People with no membership anywhere are in
    it too, because nothing says that they belong elsewhere.
    """
    trusts = tuple(trust_ids)
    staff = User.objects.filter(Q(memberships__department__trust__in=trusts) | Q(memberships__isnull=True)).distinct()
    names = dict(Trust.objects.filter(pk__in=trusts).values_list("code", "name"))
    known = _known(
        staff.values_list("full_name", flat=True),
        Site.objects.filter(trust__in=trusts).values_list("name", flat=True),
        Department.objects.filter(trust__in=trusts).values_list("name", flat=True),
        names.values(),
    )
    return extend(known, number_shapes=_shapes(names))


def known_everywhere() -> KnownIdentifiers:
    """Every person and place of this installation; for commands, which act for no trust."""
    known = _known(
        User.objects.values_list("full_name", flat=True),
        Site.objects.values_list("name", flat=True),
        Department.objects.values_list("name", flat=True),
        Trust.objects.values_list("name", flat=True),
    )
    return extend(known, number_shapes=_shapes(settings.HOSPITAL_NUMBER_SHAPES))


def _shapes(codes: Iterable[str]) -> list[str]:
    """The shapes of the hospital numbers of these trusts, by the setting."""
    return [shape for code in codes for shape in settings.HOSPITAL_NUMBER_SHAPES.get(code, ())]


def _known(staff: Iterable[str], *places: Iterable[str]) -> KnownIdentifiers:
    return KnownIdentifiers(
        staff_names=frozenset(name for name in staff if name.strip()),
        sites=frozenset(name for names in places for name in names if name.strip()),
    )
