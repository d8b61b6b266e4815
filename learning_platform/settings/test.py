"""The profile of the test suite: a throw-away database and folder, jobs at once, mail kept in memory."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before base is read: it makes its folders under VAR_ROOT, and a test may not touch real data.
_folder = Path(tempfile.mkdtemp(prefix="platform-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["VAR_ROOT"] = str(_folder)

from learning_platform.settings import base  # noqa: E402 - see above
from learning_platform.settings.base import *  # noqa: E402, F403 - a profile is base with changes
from learning_platform.settings.env import database_from_url, env  # noqa: E402 - see above

TESTING = True
INSTALLED_APPS = [*base.INSTALLED_APPS, "apps.demo"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# A file, not memory: the live server's threads then have connections of their own, as in real life.
DATABASES = {
    "default": database_from_url(
        env.url("TEST_DATABASE_URL", f"sqlite:///{_folder / 'db.sqlite3'}", ("sqlite", "postgres", "postgresql"))
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}

# Empty, but there: WhiteNoise warns about a missing one, and a warning is an error in the tests.
STATIC_ROOT = _folder / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
JOBS_EAGER = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

PACS_URL_TEMPLATE = "https://pacs.example.test/open?study={accession}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing secret here
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = base.logging_config(level="WARNING", style="plain")

env.raise_problems()
