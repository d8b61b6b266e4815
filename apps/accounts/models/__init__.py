"""People, the organisations that they work in, and the roles that they hold there."""

from apps.accounts.models.membership import Membership
from apps.accounts.models.organisation import Department, Site, Trust
from apps.accounts.models.token import ApiToken, TokenUse
from apps.accounts.models.user import Profession, User

__all__ = ["ApiToken", "Department", "Membership", "Profession", "Site", "TokenUse", "Trust", "User"]
