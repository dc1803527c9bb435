"""Settings of the service; docs/explanation/service.md lists every variable that they read."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from duban_site import config, env

CONFIG = config.load_settings_file()
"""The settings file that was read, if there is one."""

MODE = env.read_choice("DUBAN_MODE", ("production", "demo", "development"), "production")
SAFE = MODE == "production"
DEBUG = MODE == "development"

STANDS_STILL = env.read_day("DUBAN_TODAY") if MODE == "demo" else None
"""The fixed day of a demonstration; None for the real date."""

PACKAGE_FOLDER = Path(__file__).resolve().parent
DATA = Path(env.read_text("DUBAN_DATA", "var")).resolve()

# In production a missing key is an error; elsewhere one is created in the data folder.
SECRET_KEY = env.read_secret_key("DUBAN_SECRET_KEY") if SAFE else env.load_or_create_key(DATA)
ITSELF = ["localhost", "127.0.0.1", "[::1]"]
"""Host names of the machine itself, for monitoring the service."""
HOSTS = env.read_words("DUBAN_HOSTS", "" if SAFE else "testserver")
ALLOWED_HOSTS = [*HOSTS, *ITSELF]
CSRF_TRUSTED_ORIGINS = env.read_words("DUBAN_ORIGINS")
BEHIND_TLS = env.read_flag("DUBAN_TLS", SAFE)
"""Whether browsers use https. Off only for a closed network or a demonstration."""
BEHIND_PROXY = env.read_flag("DUBAN_PROXY", False)
"""Whether the service is behind a proxy that sets X-Forwarded-For and X-Forwarded-Proto."""
TRUSTED_PROXIES = env.read_networks("DUBAN_PROXIES", "127.0.0.1,::1") if BEHIND_PROXY else []
"""Proxies whose X-Forwarded-For is trusted: addresses or networks."""

DIGEST = env.read_choice("DUBAN_DIGEST", ("sha256", "sm3"), "sha256")
"""The algorithm of the log's digests."""
ENCRYPTION = env.read_choice("DUBAN_ENCRYPTION", ("off", "aes-gcm", "sm4-gcm"), "off")
"""The cipher of personal fields and evidence at rest: AES-256-GCM or SM4-GCM."""
KEYS = Path(env.read_text("DUBAN_KEYS", str(DATA / "keys.json"))).resolve()
"""The key ring; never part of a backup."""

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

DATABASES = {"default": env.build_database_config(env.read_text("DATABASE_URL", ""), DATA)}
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

LOCKOUT_ACCOUNT_TRIES = env.read_number("DUBAN_LOCKOUT_ACCOUNT", 5, minimum=1)
LOCKOUT_ADDRESS_TRIES = env.read_number("DUBAN_LOCKOUT_ADDRESS", 30, minimum=1)
LOCKOUT_MINUTES = env.read_number("DUBAN_LOCKOUT_MINUTES", 15, minimum=1)

PASSWORD_HISTORY = env.read_number("DUBAN_PASSWORD_HISTORY", 5)
"""Number of earlier passwords that may not be used again."""
PASSWORD_DAYS = env.read_number("DUBAN_PASSWORD_DAYS", 90)
"""Days after which a password must be changed; 0 for never."""
SECOND_FACTOR_ROLES = env.read_words("DUBAN_SECOND_FACTOR")
"""Roles that must sign in with a second factor, such as administrator,security,auditor."""

OIDC_ISSUER = env.read_text("DUBAN_OIDC_ISSUER", "")
"""The issuer of the identity provider; empty for no single sign-on."""
OIDC_CLIENT = env.read_text("DUBAN_OIDC_CLIENT", "")
OIDC_SECRET = env.read_text("DUBAN_OIDC_SECRET", "")
OIDC_SCOPE = env.read_text("DUBAN_OIDC_SCOPE", "openid")
OIDC_CLAIM = env.read_text("DUBAN_OIDC_CLAIM", "sub")
"""The claim that is compared with the 统一身份标识 of accounts."""

LDAP_URL = env.read_text("DUBAN_LDAP_URL", "")
"""The directory, such as ldaps://ldap.example; empty for passwords of the service itself."""
LDAP_STARTTLS = env.read_flag("DUBAN_LDAP_STARTTLS", False)
LDAP_CA = env.read_text("DUBAN_LDAP_CA", "")
"""A file of CA certificates for the directory; empty for the system's."""
LDAP_BIND_DN = env.read_text("DUBAN_LDAP_BIND_DN", "")
LDAP_PASSWORD = env.read_text("DUBAN_LDAP_PASSWORD", "")
LDAP_BASE = env.read_text("DUBAN_LDAP_BASE", "")
LDAP_FILTER = env.read_pattern("DUBAN_LDAP_FILTER", "(uid={name})", ("name",))
LDAP_ATTRIBUTE = env.read_text("DUBAN_LDAP_ATTRIBUTE", "uid")
"""The attribute that is compared with the 统一身份标识 of accounts."""

SESSIONS_AT_ONCE = env.read_number("DUBAN_SESSIONS", 3, minimum=1)
"""Sessions that a person may have open; one more ends the oldest."""
SESSION_HOURS = env.read_number("DUBAN_SESSION_HOURS", 12, minimum=1)
"""Hours after which a session ends, used or not."""
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_MINUTES = env.read_number("DUBAN_SESSION_MINUTES", 60, minimum=1)
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
TIME_ZONE = env.read_text("DUBAN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE_FOLDER / "static", ("facing", str(files("duban.documents.facing") / "assets"))]
WHITENOISE_USE_FINDERS = True  # files are served from the package: no collectstatic
WHITENOISE_MAX_AGE = 3600

ORDER_DAYS = env.read_amounts("DUBAN_ORDER_DAYS", {"urgent": 3, "normal": 15, "hard": 30}, {"urgent": 5})
"""Working days from 交办 to 反馈, by urgency; 急件 have at most 5."""
ORDER_NUMBER = env.read_pattern("DUBAN_ORDER_NUMBER", "督办〔{year}〕{number}号", ("year", "number"))
SATISFACTION_FLOOR = env.read_number("DUBAN_SATISFACTION_FLOOR", 80)
"""Per cent of satisfaction with a body in a register below which an order is proposed."""
SEPARATE_DUTIES = env.read_flag("DUBAN_SEPARATE_DUTIES", False)
"""Whether an order's drafter, registrar or assigner may not check, complete or close it."""
REMIND_BEFORE = env.read_days("DUBAN_REMIND_BEFORE", "5,2,0")
REMIND_AFTER = env.read_days("DUBAN_REMIND_AFTER", "1,3,5,10")

CITY = env.read_text("DUBAN_CITY", "").strip()
"""The city of the service, for reports that do not name their own."""
SITE_URL = env.read_text("DUBAN_URL", "").rstrip("/")
"""Where people reach the service, for links in mails and calendars: https://duban.example."""
EMAIL_HOST = env.read_text("DUBAN_SMTP_HOST", "")
"""The mail server; empty for no mail."""
EMAIL_PORT = env.read_number("DUBAN_SMTP_PORT", 25, minimum=1)
EMAIL_HOST_USER = env.read_text("DUBAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.read_text("DUBAN_SMTP_PASSWORD", "")
_SMTP_SAFETY = env.read_choice("DUBAN_SMTP_SAFETY", ("none", "starttls", "tls"), "none")
EMAIL_USE_TLS = _SMTP_SAFETY == "starttls"
EMAIL_USE_SSL = _SMTP_SAFETY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.read_text("DUBAN_MAIL_FROM", "duban@localhost")

# The public site: seconds between reloads, size of the page cache, citizens' limits per day.
PUBLIC_SECONDS = env.read_number("DUBAN_PUBLIC_SECONDS", 2)
PUBLIC_MEGABYTES = env.read_number("DUBAN_PUBLIC_MEGABYTES", 64, minimum=1)
PUBLIC_LIMITS = {
    "clue": (
        env.read_number("DUBAN_CLUES_ADDRESS", 20, minimum=1),
        env.read_number("DUBAN_CLUES_BROWSER", 5, minimum=1),
    ),
    "rating": (
        env.read_number("DUBAN_RATINGS_ADDRESS", 200, minimum=1),
        env.read_number("DUBAN_RATINGS_BROWSER", 50, minimum=1),
    ),
}
RATINGS_LEAST = env.read_number("DUBAN_RATINGS_LEAST", 5, minimum=2)
CONTACT_DAYS = env.read_number("DUBAN_CONTACT_DAYS", 90, minimum=1)

JOBS_AT_ONCE = env.read_choice("DUBAN_JOBS", ("worker", "at_once"), "worker") == "at_once"
"""Whether a job runs in the process that enqueues it; otherwise a worker runs it."""

REQUESTS_TOKEN = env.read_number("DUBAN_REQUESTS_TOKEN", 1200)
REQUESTS_ADDRESS = env.read_number("DUBAN_REQUESTS_ADDRESS", 3000)
"""Requests a minute to the API, of one token and of one address; 0 for no limit."""
AUDIT_HEAD_PATH = env.read_text("DUBAN_AUDIT_HEAD_PATH", "")
"""A file, best on another machine's disk, to which the head of the log is appended each hour."""
AUDIT_HEAD_SYSLOG = env.read_syslog_url("DUBAN_AUDIT_HEAD_SYSLOG")
AUDIT_HEAD_MAIL = env.read_words("DUBAN_AUDIT_HEAD_MAIL")
"""Addresses that the head of the log is mailed to."""
BACKUP_FOLDER = env.read_text("DUBAN_BACKUP_FOLDER", "")
"""The folder for the worker's nightly backups; empty for no backups by the worker."""
BACKUP_COUNT = env.read_number("DUBAN_BACKUP_KEEP", 14, minimum=1)

PUBLISHER = env.read_text("DUBAN_PUBLISHER", "")
"""The publisher of open data: the office's full name, for catalogues."""
PUBLISHER_CONTACT = env.read_text("DUBAN_PUBLISHER_CONTACT", "")
"""A mail or web address for questions about open data."""
WEBHOOK_HOSTS = env.read_words("DUBAN_WEBHOOK_HOSTS")
"""Hosts that webhooks may be sent to, as host or host:port; empty for none."""

EVIDENCE = DATA / "evidence"
DISK_RESERVE = env.read_number("DUBAN_DISK_RESERVE_MB", 64) * 1024 * 1024
"""Free bytes on the data folder's disk below which the service is read-only."""
UPLOAD_LIMIT = env.read_number("DUBAN_UPLOAD_MB", 20, minimum=1) * 1024 * 1024
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
    "root": {"handlers": ["console"], "level": env.read_text("DUBAN_LOG", "INFO")},
}
