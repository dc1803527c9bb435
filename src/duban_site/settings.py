"""Settings of the service; `options.toml` declares every variable that they read."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from duban.options.kinds import Network
from duban_site import config, env

CONFIG = config.load_settings_file()
"""The settings file that was read, if there is one."""

MODE = env.read("DUBAN_MODE", str)
SAFE = MODE == "production"
DEBUG = MODE == "development"

_TODAY = env.read("DUBAN_TODAY", str) if MODE == "demo" else ""
STANDS_STILL = dt.date.fromisoformat(_TODAY) if _TODAY else None

PACKAGE_FOLDER = Path(__file__).resolve().parent
DATA = Path(env.read("DUBAN_DATA", str)).resolve()

# In production a missing key is an error; elsewhere one is created in the data folder.
SECRET_KEY = env.read("DUBAN_SECRET_KEY", str) if SAFE else env.load_or_create_key(DATA)
ITSELF = ["localhost", "127.0.0.1", "[::1]"]
"""Host names of the machine itself, for monitoring the service."""
HOSTS = env.read("DUBAN_HOSTS", list[str], [] if SAFE else ["testserver"])
ALLOWED_HOSTS = [*HOSTS, *ITSELF]
CSRF_TRUSTED_ORIGINS = env.read("DUBAN_ORIGINS", list[str])
BEHIND_TLS = env.read("DUBAN_TLS", bool, SAFE)
BEHIND_PROXY = env.read("DUBAN_PROXY", bool)
TRUSTED_PROXIES = env.read("DUBAN_PROXIES", list[Network]) if BEHIND_PROXY else []

DIGEST = env.read("DUBAN_DIGEST", str)
ENCRYPTION = env.read("DUBAN_ENCRYPTION", str)
KEYS = Path(env.read("DUBAN_KEYS", str, str(DATA / "keys.json"))).resolve()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "duban_site.core.audit",
    "duban_site.people",
    "duban_site.accounts",
    "duban_site.identity",
    "duban_site.core.access",
    "duban_site.jobs",
    "duban_site.roster",
    "duban_site.plans",
    "duban_site.reporting",
    "duban_site.orders",
    "duban_site.preparation",
    "duban_site.registers",
    "duban_site.boards",
    "duban_site.snapshots",
    "duban_site.bulletins",
    "duban_site.public",
    "duban_site.api",
    "duban_site.sync",
    "duban_site.observation",
    "duban_site.appraisal",
    "duban_site.verification",
    "duban_site.comparison",
    "duban_site.home",
    "duban_site.search",
    "duban_site.lists",
    "duban_site.help",
    "duban_site.backup",
]

MIDDLEWARE = [
    "duban_site.public.page_cache.page_cache_middleware",
    "duban_site.middleware.security_headers_middleware",
    "duban_site.api.response_middleware.middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "duban_site.core.audit.request_id.request_id_middleware",
    "duban_site.core.audit.addresses.address_middleware",
    "duban_site.core.audit.access_log.access_log_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "duban_site.middleware.language_middleware",
    "duban_site.full_disk.full_disk_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duban_site.identity.open_sessions.session_renewal_middleware",
    "duban_site.middleware.well_formed_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duban_site.middleware.refusal_middleware",
]

ROOT_URLCONF = "duban_site.urls"
WSGI_APPLICATION = "duban_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "duban_site.core.access.context.add_rights",
            ]
        },
    }
]

DATABASES = {"default": env.build_database_config(env.read("DATABASE_URL", str), DATA)}
if ENCRYPTION != "off" and DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Overwrite deleted content: it may be plaintext from before encryption was on.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA secure_delete=ON;"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["duban_site.orders.auth_backend.Backend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": _VALIDATORS + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "duban_site.accounts.passwords.LengthValidator"},
    {"NAME": _VALIDATORS + "CommonPasswordValidator"},
    {"NAME": "duban_site.accounts.passwords.ComplexityValidator"},
]

LOCKOUT_ACCOUNT_TRIES = env.read("DUBAN_LOCKOUT_ACCOUNT", int)
LOCKOUT_ADDRESS_TRIES = env.read("DUBAN_LOCKOUT_ADDRESS", int)
LOCKOUT_MINUTES = env.read("DUBAN_LOCKOUT_MINUTES", int)

PASSWORD_HISTORY = env.read("DUBAN_PASSWORD_HISTORY", int)
PASSWORD_DAYS = env.read("DUBAN_PASSWORD_DAYS", int)
SECOND_FACTOR_ROLES = env.read("DUBAN_SECOND_FACTOR", list[str])

OIDC_ISSUER = env.read("DUBAN_OIDC_ISSUER", str)
OIDC_CLIENT = env.read("DUBAN_OIDC_CLIENT", str)
OIDC_SECRET = env.read("DUBAN_OIDC_SECRET", str)
OIDC_SCOPE = env.read("DUBAN_OIDC_SCOPE", str)
OIDC_CLAIM = env.read("DUBAN_OIDC_CLAIM", str)

LDAP_URL = env.read("DUBAN_LDAP_URL", str)
LDAP_STARTTLS = env.read("DUBAN_LDAP_STARTTLS", bool)
LDAP_CA = env.read("DUBAN_LDAP_CA", str)
LDAP_BIND_DN = env.read("DUBAN_LDAP_BIND_DN", str)
LDAP_PASSWORD = env.read("DUBAN_LDAP_PASSWORD", str)
LDAP_BASE = env.read("DUBAN_LDAP_BASE", str)
LDAP_FILTER = env.read("DUBAN_LDAP_FILTER", str)
LDAP_ATTRIBUTE = env.read("DUBAN_LDAP_ATTRIBUTE", str)

SESSIONS_AT_ONCE = env.read("DUBAN_SESSIONS", int)
SESSION_HOURS = env.read("DUBAN_SESSION_HOURS", int)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_MINUTES = env.read("DUBAN_SESSION_MINUTES", int)
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = BEHIND_TLS
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the machine itself, without https
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE_FOLDER / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.read("DUBAN_TIME_ZONE", str)

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE_FOLDER / "static", ("facing", str(files("duban.documents.facing") / "assets"))]
WHITENOISE_USE_FINDERS = True  # files are served from the package: no collectstatic
WHITENOISE_MAX_AGE = 3600

ORDER_DAYS = env.read("DUBAN_ORDER_DAYS", dict[str, int])
ORDER_NUMBER = env.read("DUBAN_ORDER_NUMBER", str)
SATISFACTION_FLOOR = env.read("DUBAN_SATISFACTION_FLOOR", int)
SEPARATE_DUTIES = env.read("DUBAN_SEPARATE_DUTIES", bool)
REMIND_BEFORE = env.read("DUBAN_REMIND_BEFORE", list[int])
REMIND_AFTER = env.read("DUBAN_REMIND_AFTER", list[int])

CITY = env.read("DUBAN_CITY", str).strip()
SITE_URL = env.read("DUBAN_URL", str).rstrip("/")
EMAIL_HOST = env.read("DUBAN_SMTP_HOST", str)
EMAIL_PORT = env.read("DUBAN_SMTP_PORT", int)
EMAIL_HOST_USER = env.read("DUBAN_SMTP_USER", str)
EMAIL_HOST_PASSWORD = env.read("DUBAN_SMTP_PASSWORD", str)
_SMTP_SAFETY = env.read("DUBAN_SMTP_SAFETY", str)
EMAIL_USE_TLS = _SMTP_SAFETY == "starttls"
EMAIL_USE_SSL = _SMTP_SAFETY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.read("DUBAN_MAIL_FROM", str)

# The public site: seconds between reloads, size of the page cache, citizens' limits per day.
PUBLIC_SECONDS = env.read("DUBAN_PUBLIC_SECONDS", int)
PUBLIC_MEGABYTES = env.read("DUBAN_PUBLIC_MEGABYTES", int)
PUBLIC_LIMITS = {
    "clue": (
        env.read("DUBAN_CLUES_ADDRESS", int),
        env.read("DUBAN_CLUES_BROWSER", int),
    ),
    "rating": (
        env.read("DUBAN_RATINGS_ADDRESS", int),
        env.read("DUBAN_RATINGS_BROWSER", int),
    ),
}
RATINGS_LEAST = env.read("DUBAN_RATINGS_LEAST", int)
CONTACT_DAYS = env.read("DUBAN_CONTACT_DAYS", int)

JOBS_AT_ONCE = env.read("DUBAN_JOBS", str) == "at_once"

REQUESTS_TOKEN = env.read("DUBAN_REQUESTS_TOKEN", int)
REQUESTS_ADDRESS = env.read("DUBAN_REQUESTS_ADDRESS", int)
AUDIT_HEAD_PATH = env.read("DUBAN_AUDIT_HEAD_PATH", str)
AUDIT_HEAD_SYSLOG = env.read("DUBAN_AUDIT_HEAD_SYSLOG", str)
AUDIT_HEAD_MAIL = env.read("DUBAN_AUDIT_HEAD_MAIL", list[str])
BACKUP_FOLDER = env.read("DUBAN_BACKUP_FOLDER", str)
BACKUP_COUNT = env.read("DUBAN_BACKUP_KEEP", int)

PUBLISHER = env.read("DUBAN_PUBLISHER", str)
PUBLISHER_CONTACT = env.read("DUBAN_PUBLISHER_CONTACT", str)
WEBHOOK_HOSTS = env.read("DUBAN_WEBHOOK_HOSTS", list[str])

EVIDENCE = DATA / "evidence"
DISK_RESERVE = env.read("DUBAN_DISK_RESERVE_MB", int) * 1024 * 1024
UPLOAD_LIMIT = env.read("DUBAN_UPLOAD_MB", int) * 1024 * 1024
BODY_LIMIT = 4 * UPLOAD_LIMIT + 1024 * 1024
"""Bytes of a signed-in person's request: a month's form may have several files."""
BODY_LIMIT_STRANGER = 1024 * 1024
"""Bytes of an anonymous request: signing in, a clue, a rating."""
FILE_UPLOAD_HANDLERS = [
    "duban_site.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # accepting all of a report's commitments in one form
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.read("DUBAN_LOG", str)},
}
