"""What is kept for a short time only is deleted by the clock."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session

from apps.core.clock import now
from apps.core.models import IdempotencyKey, KeptInput
from apps.core.tasks import purge

pytestmark = pytest.mark.django_db


def test_what_ran_out_is_deleted_and_what_did_not_stays() -> None:
    for age in (timedelta(hours=25), timedelta(hours=1)):
        with time_machine.travel(now() - age):
            KeptInput.objects.create(user_id=uuid4(), path="/x/", data={})
            IdempotencyKey.objects.create(user_id=uuid4(), key="k")
        Session.objects.create(
            session_key=str(uuid4())[:30], session_data="", expire_date=now() + timedelta(hours=2) - age
        )

    purge()

    assert (KeptInput.objects.count(), IdempotencyKey.objects.count(), Session.objects.count()) == (1, 1, 1)


def test_purge_is_on_the_schedule() -> None:
    assert "core.purge" in {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
