"""All settings. Each environment variable is described in ``docs/reference/settings.md``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tanggap.config.env import database_from_url, env_bool, env_int, env_list, env_secret, env_str

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = Path(env_str("TANGGAP_PROJECT") or PACKAGE.parents[1])
HOME = Path(env_str("TANGGAP_HOME") or PROJECT / "var")


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept in the home folder, readable by us alone."""
    given = env_secret("TANGGAP_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Linking a finished file into place lets two processes race without either reading half a key.
        draft = HOME / f".secret_key.{os.getpid()}"
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
# Keyed pseudonyms of private people use a key of their own, so that it can rotate with retention.
PSEUDONYM_KEY = env_secret("TANGGAP_PSEUDONYM_KEY") or SECRET_KEY
DEBUG = env_bool("TANGGAP_DEBUG", default=False)
IS_DEMO = env_bool("TANGGAP_DEMO", default=False)
DEMO_EXPECTED = env_int("TANGGAP_DEMO_EXPECTED", 0, minimum=0)
ALLOWED_HOSTS = env_list("TANGGAP_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env_str("TANGGAP_BASE_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "axes",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "tanggap.ui",
    "tanggap.jobs",
    "tanggap.audit",
    "tanggap.accounts",
    # After our own, so that our looks of its pages are found first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "tanggap.reference",
    "tanggap.outbox",
    "tanggap.sources",
    "tanggap.mentions",
    "tanggap.stories",
    "tanggap.guidance",
    "tanggap.issues",
    "tanggap.pipeline",
    "tanggap.desk",
    "tanggap.lab",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tanggap.ui.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tanggap.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tanggap.accounts.middleware.SessionActivityMiddleware",
    "tanggap.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tanggap.accounts.middleware.PlainErrorsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tanggap.config.urls"
WSGI_APPLICATION = "tanggap.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tanggap.ui.context.layout",
            ],
        },
    }
]

DATABASES = {
    "default": {
        **database_from_url(env_str("DATABASE_URL", "postgresql:///tanggap")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role the running program connects as, where it is not the owner of the tables: it may not change the trail.
RUNTIME_ROLE = env_str("TANGGAP_RUNTIME_ROLE", "tanggap_app")

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tanggap.accounts.adapter.ClosedSignupAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS: dict[str, str] = {"login_failed": "20/m/ip,10/5m/key"}
ACCOUNT_SESSION_REMEMBER = True  # for the hours of SESSION_COOKIE_AGE
ACCOUNT_FORMS = {"login": "tanggap.accounts.forms.SignInForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tanggap"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = env_int("TANGGAP_LOCKOUT_FAILURES", 5, minimum=1)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "tanggap.accounts.adapter.typed_name"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
REQUIRE_TOTP_FOR_APPROVERS = env_bool("TANGGAP_REQUIRE_TOTP_FOR_APPROVERS", default=not IS_DEMO)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env_int("TANGGAP_SESSION_HOURS", 12, minimum=1) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Language and time: UTC in rows, WITA on screen.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_str("TANGGAP_TIME_ZONE", "Asia/Makassar")

# Static files: ours in the apps, the installed front-end packages under vendor/.
STATIC_URL = "/static/"
# Files are served from where they lie; nothing is collected.
NODE_MODULES = Path(env_str("TANGGAP_NODE_MODULES") or PROJECT / "node_modules")
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in [("vendor/tabler", NODE_MODULES / "@tabler" / "core" / "dist")]
    if folder.exists()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
MAX_UPLOAD_BYTES = env_int("TANGGAP_MAX_UPLOAD_MB", 2048, minimum=1) * 1024 * 1024

# Mail
EMAIL_HOST = env_str("TANGGAP_EMAIL_HOST")
EMAIL_PORT = env_int("TANGGAP_EMAIL_PORT", 587, minimum=1)
EMAIL_HOST_USER = env_str("TANGGAP_EMAIL_USER")
EMAIL_HOST_PASSWORD = env_secret("TANGGAP_EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("TANGGAP_EMAIL_TLS", default=True)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.dummy.EmailBackend"
)
DEFAULT_FROM_EMAIL = env_str("TANGGAP_EMAIL_FROM", "tanggap@localhost")
EMAIL_TIMEOUT = 20

# The way out
PRIVATE_HOSTS = frozenset(env_list("TANGGAP_PRIVATE_HOSTS"))
FETCH_CONTACT = env_str("TANGGAP_FETCH_CONTACT", BASE_URL)
FETCH_DELAY_S = env_int("TANGGAP_FETCH_DELAY_MS", 1000, minimum=0) / 1000
UNWATCHED_DAYS = env_int("TANGGAP_UNWATCHED_DAYS", 7, minimum=1)

# The queue of reviews: so many of a hundred offers are drawn by chance
REVIEW_RANDOM_PERCENT = env_int("TANGGAP_REVIEW_RANDOM_PERCENT", 20, minimum=0)
if REVIEW_RANDOM_PERCENT > 100:
    raise ImproperlyConfigured("TANGGAP_REVIEW_RANDOM_PERCENT is a share of a hundred: at most 100.")

# An encoder beside the fast model, in the process that judges
ENCODER_FOLDER = env_str("TANGGAP_ENCODER_FOLDER").strip()

# A second reader: a language model, only where an office switches it on
LLM_URL = env_str("TANGGAP_LLM_URL").strip()
LLM_MODEL = env_str("TANGGAP_LLM_MODEL").strip()
LLM_KEY = env_secret("TANGGAP_LLM_KEY")
LLM_REQUESTS_PER_DAY = env_int("TANGGAP_LLM_REQUESTS_PER_DAY", 200, minimum=0)
LLM_REQUESTS_PER_MINUTE = env_int("TANGGAP_LLM_REQUESTS_PER_MINUTE", 10, minimum=1)
LLM_TIMEOUT_S = env_int("TANGGAP_LLM_TIMEOUT_S", 60, minimum=1)
if LLM_URL and not LLM_MODEL:
    raise ImproperlyConfigured("TANGGAP_LLM_URL is set, so TANGGAP_LLM_MODEL must name the model.")

# The queue
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("TANGGAP_LOG_LEVEL", "WARNING")},
    "loggers": {
        "tanggap": {"level": env_str("TANGGAP_LOG_LEVEL", "INFO")},
        # A queue of a few requests is a page with its files, not news.
        "waitress.queue": {"level": "ERROR"},
    },
}
