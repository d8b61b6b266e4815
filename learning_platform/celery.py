"""The Celery application of the worker and beat; production settings unless told otherwise."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learning_platform.settings.production")

app = Celery("learning_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_signal: Any) -> None:
    """Celery leaves logging as Django's settings made it, so that worker lines look like web lines."""


@worker_init.connect
def warm_up(**_signal: Any) -> None:
    """Run each warm-up once at worker start, so that the first document is not the slow one."""
    from django.conf import settings

    for path in settings.WORKER_WARM_UPS:
        module, _, name = path.rpartition(".")
        getattr(import_module(module), name)()


@worker_ready.connect
def sweep_at_start(**_signal: Any) -> None:
    """Send again what was lost while no worker ran, without waiting for beat's next minute."""
    from apps.core import jobs

    jobs.sweep()
