"""What waits for an administrator."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.accounts.models import Membership, User
from apps.core.actor import Actor
from apps.core.clock import today


def people_without_role(actor: Actor) -> QuerySet[User]:
    """Active people of the actor's departments who hold no role anywhere today; by name."""
    day = today()
    theirs = Membership.objects.filter(person=OuterRef("pk"))
    here = theirs.filter(department__in=departments_where(actor, P.PEOPLE_MANAGE))
    still = theirs.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    found: QuerySet[User] = User.objects.filter(Exists(here), ~Exists(still), is_active=True)
    return found.order_by("full_name", "pk")
