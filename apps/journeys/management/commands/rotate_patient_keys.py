"""Wraps every data key, of patients and of sealed words that wait, with the current key-encryption key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.core import idempotency, kept_input
from apps.core.crypto import SealError, current_key_id
from apps.journeys.domain.identifying import rewrap_keys
from apps.journeys.models import PatientKey


class Command(BaseCommand):
    """`manage.py rotate_patient_keys`; see docs/how-to/rotate-keys.md."""

    help = "Wrap every patient's data key with the first of PATIENT_KEYS. Safe to run again, or to interrupt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many keys were wrapped anew; fail with status 1 when an old key is missing."""
        current = current_key_id()
        others = PatientKey.objects.exclude(key_id=current).values_list("key_id", flat=True)
        old = set(others.order_by("key_id").distinct())
        try:
            count = rewrap_keys(key_ids=old)
            waiting = kept_input.rewrap() + idempotency.rewrap()
        except SealError as error:
            raise CommandError(str(error)) from error
        words = _("%(count)d short-lived records are now under “%(key)s”.")
        if waiting:
            self.stdout.write(words % {"count": waiting, "key": current})
        self.stdout.write(_("%(count)d patient keys are now under “%(key)s”.") % {"count": count, "key": current})
