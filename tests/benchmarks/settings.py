"""The product as it runs in production, with the addresses that the measurements compare it to."""

import os
import tempfile

# Before base is read: it makes its folders under VAR_ROOT, and a measurement may not touch real data.
os.environ.setdefault("VAR_ROOT", tempfile.mkdtemp(prefix="platform-bench-"))

from learning_platform.settings import base
from learning_platform.settings.base import *  # noqa: F403 - a profile is base with changes
from learning_platform.settings.env import env

INSTALLED_APPS = [*base.INSTALLED_APPS, "apps.demo"]
ROOT_URLCONF = "tests.benchmarks.urls"
LOGGING = base.logging_config(level="ERROR", style="plain")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here

# Empty, but there: WhiteNoise warns about a missing one.
STATIC_ROOT = base.VAR_ROOT / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)

# As in production: a small pool in each process instead of a new connection for each request.
DATABASES = base.DATABASES
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4, "timeout": 20}

env.raise_problems()
