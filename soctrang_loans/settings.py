"""One settings file. The environment decides between `demo` (the embedded default) and `production`.

Production refuses to start on what is only good for a desk: see `production_faults` at the end.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise import compress as whitenoise_compress

from soctrang_loans import env

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_ENV = env.text("PORTAL_ENV", "demo")
if PORTAL_ENV not in ("demo", "production"):
    raise ImproperlyConfigured("PORTAL_ENV must be demo or production.")
PRODUCTION = PORTAL_ENV == "production"
DEMO = PORTAL_ENV == "demo"
LOCAL_DIR = Path(env.text("LOCAL_DIR", str(BASE_DIR / ".local")))

DEBUG = env.flag("DEBUG", default=False)
INSECURE_KEY = "demo-only-key-that-production-refuses-to-start-with-000000"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "soctrang_loans.organisation",
    "soctrang_loans.audit",
    "registrations",
    "lending",
    "reporting",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "soctrang_loans.staticfiles.PortalStaticFilesConfig",
    "django.contrib.humanize",
    "django_linear_migrations",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "import_export",
    "bs_icon_templates",
    "django_include_bootstrap",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "soctrang_loans.organisation.middleware.ActingPostingMiddleware",
    "soctrang_loans.organisation.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "soctrang_loans.urls"
WSGI_APPLICATION = "soctrang_loans.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "soctrang_loans.organisation.context.portal",
            ],
            "builtins": ["soctrang_loans.organisation.templatetags.vietnamese"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{LOCAL_DIR / 'portal.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisation.User"

REDIS_URL = env.text("REDIS_URL", "")
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if DEMO:
    PASSWORD_HASHERS.insert(0, "soctrang_loans.demo_passwords.DemoPasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_VERBOSE = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "vi"
FILTERS_EMPTY_CHOICE_LABEL = "Tất cả"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# Numbers are written by filters (`dong`, `percent`): a blanket separator would also split ids and years.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["soctrang_loans.formats"]
LOCALE_PATHS = [BASE_DIR / "soctrang_loans" / "locale"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "soctrang_loans.webfonts.WebFontFinder",
]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(LOCAL_DIR / "static")))
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(LOCAL_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Source maps are for developers' tools; compressing them is most of what collecting would cost.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*whitenoise_compress.Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Nothing under MEDIA_ROOT is served by address: files are opened through views that check scope.
FILE_UPLOAD_PERMISSIONS = 0o640

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap's own style sheet carries its form icons as data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

BROKER_URL = env.text("BROKER_URL", REDIS_URL or "filesystem://")
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "celerybeat-schedule")
if BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT = "soctrang_loans.filesystem_broker:Transport"
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(LOCAL_DIR / "broker" / "messages"),
        "data_folder_out": str(LOCAL_DIR / "broker" / "messages"),
        "control_folder": str(LOCAL_DIR / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
# Work is "what is due and not yet done", so a run may come often and find nothing to do.
CELERY_BEAT_SCHEDULE = {
    "daily-round": {
        "task": "reporting.tasks.daily_round",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 240},
    },
    "waiting-work": {
        "task": "reporting.tasks.requeue_waiting_work",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 50},
    },
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(LOCAL_DIR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST", "" if PRODUCTION else "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "cong-vay-von@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        # The filesystem transport has no host to name, and kombu says so at every start.
        "kombu.connection": {"level": "ERROR"},
    },
}

if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # /healthz and /readyz are asked by the load balancer over plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]


def production_faults() -> list[str]:
    """What makes this configuration unfit for production; empty when it is fit."""
    faults = []
    if SECRET_KEY == INSECURE_KEY or len(SECRET_KEY) < 50:
        faults.append("SECRET_KEY must be set to at least 50 random characters.")
    if DEBUG:
        faults.append("DEBUG must be off.")
    if "sqlite" in DATABASES["default"]["ENGINE"]:
        faults.append("DATABASE_URL must name a PostgreSQL database.")
    if not BROKER_URL.startswith(("redis://", "rediss://", "unix://")):
        faults.append("REDIS_URL (or BROKER_URL) must name a Redis server.")
    if not REDIS_URL:
        faults.append("REDIS_URL must name a Redis server for the cache.")
    if not EMAIL_HOST:
        faults.append("EMAIL_HOST must name an SMTP server.")
    if not env.words("ALLOWED_HOSTS") or "*" in ALLOWED_HOSTS:
        faults.append("ALLOWED_HOSTS must list the portal's host names.")
    return faults


if PRODUCTION and (faults := production_faults()):
    raise ImproperlyConfigured("Unsafe production settings: " + " ".join(faults))
