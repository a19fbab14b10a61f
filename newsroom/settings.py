"""One settings file, environment first. Without any variable it is the embedded arrangement:
SQLite, a broker in a folder, no server besides our own processes."""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import process_link, process_table
from js_asset import static_lazy

from newsroom import platforms
from newsroom.environment import kept, secret

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

VAR_DIR = Path(env("NEWSROOM_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("NEWSROOM_DEMO", default=True)
PORT = env.int("NEWSROOM_PORT", default=8000)
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SANDBOX_URL = env("SANDBOX_URL", default=f"http://127.0.0.1:{env.int('SANDBOX_PORT', default=8100)}").rstrip("/")


def _secret_key() -> str:
    """SECRET_KEY, or on a single machine one kept in the var folder, made at first start."""
    if key := secret("SECRET_KEY"):
        return key
    if not DEMO:
        raise ImproperlyConfigured("SECRET_KEY is missing. Set it to a long random text before NEWSROOM_DEMO=0.")
    from django.core.management.utils import get_random_secret_key  # noqa: PLC0415 (only at first start)

    return kept(VAR_DIR / "secret_key", get_random_secret_key)


def _token_keys() -> list[str]:
    """TOKEN_KEYS, newest first; in the rehearsal one kept in the var folder. They open the platforms' keys."""
    if keys := [key.strip() for key in secret("TOKEN_KEYS").replace("\n", ",").split(",") if key.strip()]:
        return keys
    if not DEMO:
        raise ImproperlyConfigured(
            "TOKEN_KEYS is missing: the key that encrypts the platforms' tokens. Make one with "
            "'openssl rand -base64 32 | tr +/ -_', keep a copy outside this machine, and set TOKEN_KEYS or "
            "TOKEN_KEYS_FILE before NEWSROOM_DEMO=0 (docs/operations/token-keys.md)."
        )
    return [kept(VAR_DIR / "token_keys", lambda: base64.urlsafe_b64encode(os.urandom(32)).decode())]


SECRET_KEY = _secret_key()
TOKEN_KEYS = _token_keys()
# Tells this newsroom from another one on the same machine, and nothing about the key.
INSTANCE = hashlib.sha256(f"instance {SECRET_KEY}".encode()).hexdigest()[:12]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "portal.apps.PortalConfig",
    "press.apps.PressConfig",
    "channels_publish.apps.ChannelsPublishConfig",
    "stories.apps.StoriesConfig",
    "media_library.apps.MediaLibraryConfig",
    "people.apps.PeopleConfig",
    "search.apps.SearchConfig",
    "newsroom.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "js_asset",
    "django_prose_editor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

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
                "csp.context_processors.nonce",
                "newsroom.context.desk",
            ],
            "builtins": ["newsroom.templatetags.desk"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE avoids the read-then-write deadlock; FULL keeps a committed delivery through a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, not memory: the delivery engine's threads must see one database in tests too.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", default=60))
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "desk:home"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Whose newsroom this is: the usual place of a story, and the office that speaks for the city.
CITY = env("CITY", default="Düsseldorf")
# From how many words a sentence is long; how people are addressed: "pair" (Bürgerinnen und Bürger) or "neutral".
HINT_SENTENCE_WORDS = env.int("HINT_SENTENCE_WORDS", default=25)
HINT_GENDER = env("HINT_GENDER", default="pair")
OFFICE = env("OFFICE", default="Amt für Kommunikation")

LANGUAGE_CODE = "de"
# Our own words are German only; a browser that asks for English would get half of each page in it.
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = VAR_DIR / "media"
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# The one style is what Tiptap injects; its hash is tested, since an editor update may change it.
PROSE_EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
# Our module replaces the editor's toolbar, link and table of the same names; see static/js/editor.js.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("js/editor.js")],
        "extensions": {"Link": process_link, "Table": process_table, "Menu": lambda _config, _shared: None},
    }
]
# Buttons only: the stock drop-down cannot be reached by keyboard.
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": group}
    for group in ("headings", "lists", "nodes -blockType -headings", "marks", "link", "table", "history")
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE, PROSE_EDITOR_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REDIS_URL = env("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "folder://embedded"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 1}
else:
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    # The stock interval of one second is most of the time between click and first request.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_DEFAULT_QUEUE = "publish"
# Waiting for a silent platform or mail server must not hold up the bell.
CELERY_TASK_ROUTES = {
    "media_library.*": {"queue": "media"},
    "stories.*": {"queue": "listen"},
    "press.*": {"queue": "listen"},
    "channels_publish.check_accounts": {"queue": "listen"},
    "newsroom.*": {"queue": "mail"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "channels_publish.sweep", "schedule": 5.0},
    "alarm": {"task": "newsroom.alarm", "schedule": 60.0},
    "expire-approvals": {"task": "channels_publish.expire_approvals", "schedule": 60.0},
    "check-accounts": {"task": "channels_publish.check_accounts", "schedule": 300.0},
    "tell-owners": {"task": "newsroom.tell_owners", "schedule": 60.0},
    "fetch-mail": {"task": "stories.fetch_mail", "schedule": 60.0},
    "read-feeds": {"task": "stories.read_feeds", "schedule": 60.0},
    "fetch-returns": {"task": "press.fetch_returns", "schedule": 60.0},
    "note-refusals": {"task": "press.note_refusals", "schedule": 60.0},
    "tidy-returns": {"task": "press.tidy_returns", "schedule": crontab(hour=3, minute=50)},
    "tidy-stories": {"task": "stories.tidy", "schedule": crontab(hour=3, minute=40)},
    "tidy-press": {"task": "press.tidy", "schedule": crontab(hour=3, minute=50)},
    "make-recurring": {"task": "stories.make_recurring", "schedule": crontab(minute=7)},
    "forget-accreditations": {"task": "press.forget_accreditations", "schedule": crontab(hour=4, minute=10)},
    "sweep-kits": {"task": "press.sweep_kits", "schedule": crontab(hour=4, minute=20)},
    "tidy-media": {"task": "media_library.sweep", "schedule": crontab(hour=3, minute=20)},
}
# In memory: the stock schedule file, once cut short by a kill, keeps beat from ever starting again.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"

# How our app is known to the platforms accounts are connected with, and where those are.
SANDBOX_PUBLIC_URL = env("SANDBOX_PUBLIC_URL", default=SANDBOX_URL).rstrip("/")
OAUTH = platforms.apps(demo=DEMO, sandbox=SANDBOX_URL, sandbox_public=SANDBOX_PUBLIC_URL)
FIRST_OPTIONS = platforms.first_options(demo=DEMO, sandbox_public=SANDBOX_PUBLIC_URL)

# Seconds: one exchange with a platform, how long a call without an answer may still arrive, how long a silent
# worker keeps its row, the first wait before a new try. newsroom/checks.py watches how they stand to each other.
PLATFORM_TIMEOUT_SECONDS = env.float("PLATFORM_TIMEOUT_SECONDS", default=30.0)
DELIVERY_SETTLE_SECONDS = env.float("DELIVERY_SETTLE_SECONDS", default=45.0)
DELIVERY_LEASE_SECONDS = env.float("DELIVERY_LEASE_SECONDS", default=120.0)
DELIVERY_BACKOFF_SECONDS = env.float("DELIVERY_BACKOFF_SECONDS", default=5.0)

# Hours an approval still counts after its last slot, 0 for ever. The city's wall time in which one person may
# approve alone what a second one checks later, such as 22:00-06:00; empty where nobody may.
APPROVAL_VALID_HOURS = env.float("APPROVAL_VALID_HOURS", default=72.0)
NIGHT_SHIFT = env("NIGHT_SHIFT", default="")

# The press office's mail relay; the sandbox listens on 8125.
EMAIL_HOST = env("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=env.int("SANDBOX_SMTP_PORT", default=8125))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=20.0)
DEFAULT_FROM_EMAIL = env("PRESS_FROM", default="Presseamt Düsseldorf <presse@duesseldorf.example>")
# The return path of each press mail, such as presse-rueck+{token}@stadt.example; empty: the address of PRESS_FROM.
RETURN_PATH = env("RETURN_PATH", default="")
# Press mail: connections to the relay at once; how many rows each may hold claimed; seconds for which one look at
# crisis, pause and claim holds good before the next texts leave.
PRESS_CONNECTIONS = env.int("PRESS_CONNECTIONS", default=4)
PRESS_CLAIM = env.int("PRESS_CLAIM", default=50)
PRESS_LOOK_SECONDS = env.float("PRESS_LOOK_SECONDS", default=0.05)
# Mails a minute to one provider, by its domains; 0 for as many as the line takes.
PRESS_PACE = {
    "t-online.de": env.int("PRESS_PACE_TELEKOM", default=300),
    "gmx.de gmx.net gmx.at gmx.ch web.de": env.int("PRESS_PACE_UNITED", default=300),
    "gmail.com googlemail.com": env.int("PRESS_PACE_GOOGLE", default=600),
    "outlook.com outlook.de hotmail.com hotmail.de live.de live.com": env.int("PRESS_PACE_MICROSOFT", default=300),
}
# The office's own DKIM key (RSA or Ed25519): a PEM file or its text; empty where the relay signs.
DKIM_KEY = secret("DKIM_KEY")
DKIM_SELECTOR = env("DKIM_SELECTOR", default="")
DKIM_DOMAIN = env("DKIM_DOMAIN", default="")
# Where what comes back arrives: imaps://user:password@host/INBOX; empty: no mailbox, perhaps the pipe.
RETURNS_IMAP_URL = secret("RETURNS_IMAP_URL")
# An address gets no more mail after so many undeliverable mailings in a row, spread over at least so many days.
RETURNS_HARD_LIMIT = env.int("RETURNS_HARD_LIMIT", default=3)
RETURNS_HARD_DAYS = env.int("RETURNS_HARD_DAYS", default=3)
# Whom the pipe hands on to what a person wrote, whole and as it came; empty: nobody, it is read on its page.
RETURNS_FORWARD_TO = env("RETURNS_FORWARD_TO", default="")
# Days the text of a settled return is kept.
RETURNS_KEEP_DAYS = env.int("RETURNS_KEEP_DAYS", default=30)

# Where news comes in by mail: imaps://user:password@host/INBOX; empty: no mailbox.
INTAKE_IMAP_URL = secret("INTAKE_IMAP_URL")
# Whether feeds may lie in the own network, as in the rehearsal. Off: an address somebody types never reaches what only we can reach.
FEEDS_MAY_BE_PRIVATE = env.bool("FEEDS_MAY_BE_PRIVATE", default=DEMO)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:.1} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}
