"""Passwords: changed by their owner, or chosen through a link that works once."""

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.core.actor import Actor, Source, acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change


def _check(password: str, again: str, user: User) -> None:
    if password != again:
        raise Invalid(
            "passwords_differ",
            _("The passwords differ."),
            {"password_again": _("Type the same password twice.")},
        )
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Invalid(
            "weak_password", _("Choose another password."), {"password": " ".join(problem.messages)}
        ) from problem


def change_password(*, actor: Actor, user: User, current: str, password: str, again: str) -> User:
    """The person's password is `password` from now on. Raises Invalid by field; Forbidden for anybody else."""
    if actor.user_id != user.pk or actor.scopes is not None:
        raise Forbidden("not_owner", _("Only its owner can change a password."))
    if not user.check_password(current):
        words = _("This is not your current password.")
        raise Invalid("wrong_password", words, {"current": words})
    _check(password, again, user)
    with change("Password changed"):
        user.set_password(password)
        user.save()
    return user


def link_parts(user: User) -> tuple[str, str]:
    """The two parts of a link with which the person chooses a password; it works once and for a day."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def user_of_link(uid: str, token: str) -> User:
    """Whose link this is; raises NotVisible when it was used, has expired, or was made up."""
    user: User | None
    try:
        user = User.objects.filter(pk=urlsafe_base64_decode(uid).decode(), is_active=True).first()
    except (ValueError, ValidationError):
        user = None
    if user is None or not default_token_generator.check_token(user, token):
        raise NotVisible
    return user


def choose_password(*, user: User, password: str, again: str, address: str = "") -> User:
    """Set the password of somebody who came with a valid link. Raises Invalid by field.

    Nobody is signed in, so the change is attributed to the person whose link it was.
    """
    _check(password, again, user)
    with (
        acting_as(actor_for(user, source=Source.PAGE, address=address)),
        change("Password chosen through a link"),
    ):
        user.set_password(password)
        user.save()
    return user
