"""The profile of a real installation: nothing embedded, and every missing variable named at once."""

from base64 import b64decode

from learning_platform.settings import base
from learning_platform.settings.base import *  # noqa: F403 - a profile is base with changes
from learning_platform.settings.env import MIN_SECRET_LENGTH, env

env.demand()

if env.given("SECRET_KEY"):
    if base.SECRET_KEY == base.DEVELOPMENT_SECRET_KEY:
        env.refuse("SECRET_KEY", "is the development key, which everybody knows")
    elif len(base.SECRET_KEY) < MIN_SECRET_LENGTH or len(set(base.SECRET_KEY)) < 5:
        env.refuse("SECRET_KEY", "is too short or too regular")
_known_keys = {
    b64decode(base.DEVELOPMENT_PATIENT_KEYS.partition(":")[2]),
    b64decode(base.DEVELOPMENT_PATIENT_LOOKUP_KEY),
}
if env.given("PATIENT_KEYS") and _known_keys & {key for _, key in base.PATIENT_KEYS}:
    env.refuse("PATIENT_KEYS", "holds the development key, which everybody knows")
if env.given("PATIENT_LOOKUP_KEY") and base.PATIENT_LOOKUP_KEY in _known_keys:
    env.refuse("PATIENT_LOOKUP_KEY", "is the development key, which everybody knows")
if env.given("DATABASE_URL") and base.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    env.refuse("DATABASE_URL", "is not PostgreSQL")
if base.CELERY_BROKER_URL.startswith("filesystem:") and env.given("CELERY_BROKER_URL"):
    env.refuse("CELERY_BROKER_URL", "is the one-machine broker")
if base.CACHES["default"]["BACKEND"].endswith("LocMemCache") and env.given("CACHE_URL"):
    env.refuse("CACHE_URL", "is private to each process")
if "*" in base.ALLOWED_HOSTS:
    env.refuse("ALLOWED_HOSTS", "lets any name through")
if env.given("PUBLIC_ADDRESS") and not base.PUBLIC_ADDRESS.startswith("https://"):
    env.refuse("PUBLIC_ADDRESS", "is not an https address")
if env.flag("DEMO", False):
    env.refuse("DEMO", "is for synthetic data only")

DEMO = False

# --- Encrypted connections only ------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [base.PUBLIC_ADDRESS]
if base.TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Database connections: a small pool in each process ------------------------------------------
DATABASES = base.DATABASES
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.number("DATABASE_POOL_SIZE", 4, least=1),
        "timeout": 20,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps connections, not the thread

# --- Static files: collected once, named by content, served by whitenoise ------------------------
WHITENOISE_USE_FINDERS = False
STORAGES = {
    **base.STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = base.logging_config(
    level=env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    style=env.choice("LOG_FORMAT", "json", ("json", "plain")),
)

env.raise_problems()
