"""What every profile shares: the embedded defaults that let the product run with no environment at all."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from learning_platform import api_docs, schedules, wiring
from learning_platform.logs import logging_config
from learning_platform.settings.env import database_from_url, email_from_url, env

# Generic Django classes may be subscripted at run time, as the type checker wants.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_ROOT = Path(env.text("VAR_ROOT", str(BASE_DIR / "var")))

# Known to everybody who reads this file: production refuses them.
DEVELOPMENT_SECRET_KEY = "development-only-development-only-development-only-0"  # noqa: S105 - refused in production
DEVELOPMENT_PATIENT_KEYS = "development:ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtMzItYnl0ZXM="
DEVELOPMENT_PATIENT_LOOKUP_KEY = "ZGV2ZWxvcG1lbnQtbG9va3VwLWtleS0zMi1ieXRlcyE="

# --- Profile -------------------------------------------------------------------------------------
DEBUG = False
TESTING = False
DEMO = env.flag("DEMO", True)
SERVICE_NAME = _("Radiology Learning Platform")
PUBLIC_ADDRESS = env.url("PUBLIC_ADDRESS", "http://127.0.0.1:8000", ("http", "https")).rstrip("/")

SECRET_KEY = env.text("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.texts("SECRET_KEY_FALLBACKS", [])
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
ALLOWED_HOSTS = env.texts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

# --- Patient identifiers (apps.core.crypto) ------------------------------------------------------
# The first key wraps new data keys; the others only unwrap until everything is re-wrapped.
PATIENT_KEYS = env.keys("PATIENT_KEYS", DEVELOPMENT_PATIENT_KEYS)
PATIENT_LOOKUP_KEY = env.key("PATIENT_LOOKUP_KEY", DEVELOPMENT_PATIENT_LOOKUP_KEY)

# --- Apps ----------------------------------------------------------------------------------------
LIBRARY_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "simple_history",
    "axes",
    "csp",
]
PLATFORM_APPS = [
    "apps.core",
    "apps.access",
    "apps.accounts",
    "apps.audit",
    "apps.disclosure",
    "apps.documents",
    "apps.notifications",
    "apps.journeys",
    "apps.alerts",
    "apps.cases",
    "apps.intake",
    "apps.governance",
    "apps.meetings",
    "apps.learning",
    "apps.anonymous",
    "apps.portal",
]
INSTALLED_APPS = [*LIBRARY_APPS, *PLATFORM_APPS]

MIDDLEWARE = [
    # First of all: behind it nothing can tell who asks for an anonymous page (docs/adr/0013).
    "apps.core.unobserved.UnobservedMiddleware",
    "learning_platform.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # What a browser may do stands outside everything that answers by itself, so that no answer lacks it.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Ends sessions, and keeps what was typed, before the sign-in page is asked for.
    "apps.accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "apps.accounts.middleware.ActorMiddleware",
    "apps.core.error_pages.ErrorPageMiddleware",
    "apps.access.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.core.kept_input.KeptInputMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "learning_platform.urls"
WSGI_APPLICATION = "learning_platform.wsgi.application"
ASGI_APPLICATION = "learning_platform.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "apps.core.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "apps.portal.navigation.navigation",
            ],
        },
    },
    {
        # Pages that come with libraries: the admin and the API's documentation.
        "NAME": "library",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "library"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

FORM_RENDERER = "apps.core.forms.renderer.NhsRenderer"

# --- Database ------------------------------------------------------------------------------------
VAR_ROOT.mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": database_from_url(
        env.url("DATABASE_URL", f"sqlite:///{VAR_ROOT / 'db.sqlite3'}", ("sqlite", "postgres", "postgresql"))
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ---------------------------------------------------------------------------------------
CACHE_URL = env.url("CACHE_URL", "locmem://", ("locmem", "redis", "rediss"))
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if CACHE_URL.startswith("locmem:")
        else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    )
}

# --- Jobs ----------------------------------------------------------------------------------------
EVENT_HANDLERS = wiring.EVENT_HANDLERS
JOB_HANDLERS = wiring.JOB_HANDLERS
CASE_PANELS = wiring.CASE_PANELS
STUDY_PANELS = wiring.STUDY_PANELS
SEALS = wiring.SEALS
MEETING_CONTRIBUTIONS = wiring.MEETING_CONTRIBUTIONS
WORKER_WARM_UPS = wiring.WORKER_WARM_UPS
GENERATED_DOCS = wiring.GENERATED_DOCS
# Rebuilds the actor of a job from its row; core may not import accounts, so it is told here.
ACTOR_RESTORER = "apps.accounts.actors.actor_for_job"
# True only in tests: the job runs at once, in the process that asked.
JOBS_EAGER = False

QUEUE_ROOT = VAR_ROOT / "queue"
CELERY_BROKER_URL = env.url("CELERY_BROKER_URL", "filesystem://", ("filesystem", "amqp", "amqps", "redis", "rediss"))
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem:"):
    for _folder in ("messages", "processed", "control"):
        (QUEUE_ROOT / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_ROOT / "messages"),
        "data_folder_out": str(QUEUE_ROOT / "messages"),
        "processed_folder": str(QUEUE_ROOT / "processed"),
        "control_folder": str(QUEUE_ROOT / "control"),
        "store_processed": False,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = schedules.BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_ROOT / "beat-schedule")

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # must stand first: it refuses before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# The middleware of accounts ends a session after so long without a click, and after so long in any case.
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_MINUTES", 20, least=1) * 60
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_ABSOLUTE_HOURS", 8, least=1) * 3600
# The same case, message or action sent again by the same person within this time is not made twice.
REPEAT_SECONDS = env.number("REPEAT_MINUTES", 30, least=1) * 60
# Longer than the limit: the middleware then knows whose session it ended, and keeps what they typed for them.
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS + 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # workstations are shared
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds that a set-password link works
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.accounts.views.forgery.out_of_date"

# Lock the pair, not the account alone: nobody can lock a colleague out from another desk.
AXES_FAILURE_LIMIT = env.number("SIGN_IN_FAILURE_LIMIT", 5, least=1)
AXES_COOLOFF_TIME = env.number("SIGN_IN_COOL_OFF_MINUTES", 15, least=1) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # the name that Django's authenticate() uses, whatever our form calls it
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again does not make the wait longer
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in our own access log
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.middleware.address_of"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- Words and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
WHITENOISE_USE_FINDERS = True  # pages have their style without collectstatic; production turns it off
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_ROOT / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
UPLOAD_LIMIT_BYTES = env.number("UPLOAD_LIMIT_MB", 50, least=1) * 1024 * 1024
# So many anonymous cases a day are taken in one department; 0 closes the anonymous page. A local choice.
ANONYMOUS_DAILY_LIMIT = env.number("ANONYMOUS_DAILY_LIMIT", 20)
# A view on a case is wanted within so many days, and the reviewer is reminded so many days before. Local choices.
REVIEW_DUE_DAYS = env.number("REVIEW_DUE_DAYS", 14, least=1)
REVIEW_REMIND_DAYS = env.number("REVIEW_REMIND_DAYS", 3)
# Original readers know so many days before the meeting, and the outcome is theirs for so long. Local choices.
INVOLVED_READER_NOTICE_DAYS = env.number("INVOLVED_READER_NOTICE_DAYS", 7)
INVOLVED_READER_OUTCOME_HOURS = env.number("INVOLVED_READER_OUTCOME_HOURS", 48)
ATTACHMENT_LIMIT_BYTES = env.number("ATTACHMENT_LIMIT_MB", 20, least=1) * 1024 * 1024
ATTACHMENT_PIXEL_LIMIT = env.number("ATTACHMENT_MEGAPIXELS", 50, least=1) * 1_000_000
VIRUS_SCAN_COMMAND = env.text("VIRUS_SCAN_COMMAND", "")  # empty: files are not scanned, and the page says so
HOSPITAL_NUMBER_SHAPES = env.shapes("HOSPITAL_NUMBER_SHAPES")
PACS_URL_TEMPLATE = env.template("PACS_URL_TEMPLATE", frozenset({"accession", "study_uid"}))
# After so many hours a lead is reminded, and the next person is asked; a department may set its own. Local choices.
ESCALATION_REMIND_HOURS = env.number("ESCALATION_REMIND_HOURS", 4)
ESCALATION_HAND_OVER_HOURS = env.number("ESCALATION_HAND_OVER_HOURS", 24)
# So many days after a follow-up action was due, those who lead the department are told. A local choice.
ACTION_ESCALATE_DAYS = env.number("ACTION_ESCALATE_DAYS", 7)
IMPORT_ROW_LIMIT = env.number("IMPORT_ROW_LIMIT", 100_000, least=1)
IMPORT_UNDO_HOURS = env.number("IMPORT_UNDO_HOURS", 24)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Mail ----------------------------------------------------------------------------------------
_email = email_from_url(env.url("EMAIL_URL", "console://", ("console", "smtp", "smtps")))
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST", "")
EMAIL_PORT = _email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Radiology Learning Platform <learning@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- What a browser may do -----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    # Tokens first: their challenge makes a missing sign-in a 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api_auth.TokenAuthentication",
        "apps.accounts.api_auth.PageSessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "apps.access.api_errors.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "apps.access.throttling.PerPersonThrottle",
        "apps.access.throttling.NobodyThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"person": "3000/min", "nobody": "300/min"},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.access.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": api_docs.TITLE,
    "DESCRIPTION": api_docs.DESCRIPTION,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # a PATCH needs its expected_version
    "ENUM_NAME_OVERRIDES": api_docs.ENUM_NAMES,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "learning_platform.api_docs.add_errors",
        "learning_platform.api_docs.close_inputs",
    ],
}

# --- Logs ----------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(
    level=env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    style=env.choice("LOG_FORMAT", "plain", ("json", "plain")),
)
