"""Django's settings, read from the environment (`environment.py`). Nothing about a city stands here."""

from __future__ import annotations

from pathlib import Path

from gongzhi.site import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent
VAR = env.var_dir()

DEBUG = env.flag("GONGZHI_DEBUG", default=False)
SECRET_KEY = env.kept_secret("SECRET_KEY", VAR / "keys" / "secret-key")
ALLOWED_HOSTS = env.text("GONGZHI_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env.text("GONGZHI_ORIGINS").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "gongzhi.kit",
    "gongzhi.packs",
    "gongzhi.ledger",
    "gongzhi.people",
    "gongzhi.places",
    "gongzhi.orgs",
    "gongzhi.notices",
    "gongzhi.files",
    "gongzhi.procedures",
    "gongzhi.disclosure",
    "gongzhi.voting",
    "gongzhi.requests",
    "gongzhi.structure",
    "gongzhi.deliberation",
    "gongzhi.elections",
    "gongzhi.patrol",
    "gongzhi.duty",
    "gongzhi.mediation",
    "gongzhi.channels",
    "gongzhi.needs",
    "gongzhi.property",
    "gongzhi.reception",
    "gongzhi.incidents",
    "gongzhi.standards",
    "gongzhi.insight",
    "gongzhi.exchange",
    "gongzhi.stories",
    "gongzhi.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongzhi.kit.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gongzhi.kit.middleware.DomainErrors",
    "gongzhi.site.middleware.Machines",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongzhi.site.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gongzhi.site.door.Door",
    "django_htmx.middleware.HtmxMiddleware",
    "gongzhi.site.middleware.BusyForMachines",
    "gongzhi.site.middleware.Innermost",
]

ROOT_URLCONF = "gongzhi.site.urls"
WSGI_APPLICATION = "gongzhi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "gongzhi.kit.context.display",
                "gongzhi.site.context.page",
            ],
        },
    },
]
FORM_RENDERER = "gongzhi.kit.forms.KitRenderer"
LOGIN_URL = "/login/"
CSRF_COOKIE_HTTPONLY = True  # htmx gets the token from the page, not from the cookie
CSRF_FAILURE_VIEW = "gongzhi.kit.errors.csrf_failure"

DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{VAR / 'gongzhi.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "gongzhi.people.kinds.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("GONGZHI_HTTPS", default=False)

# Minutes without a click after which staff are signed out; 0: only when the session ends.
IDLE_MINUTES = int(env.text("GONGZHI_IDLE_MINUTES", "120"))
SIGN_IN_DAYS = int(env.text("GONGZHI_SIGN_IN_DAYS", "184"))
# Permissions whose holders must have set up the second step of sign-in; `*`: all who hold a post.
SECOND_STEP_FOR = frozenset(env.text("GONGZHI_SECOND_STEP_FOR").replace(",", " ").split())

# The unit's own sign-in service (OpenID Connect); without an issuer there is none.
OIDC_ISSUER = env.text("GONGZHI_OIDC_ISSUER")
OIDC_CLIENT = env.text("GONGZHI_OIDC_CLIENT")
OIDC_SECRET = env.text("GONGZHI_OIDC_SECRET")
OIDC_CLAIM = env.text("GONGZHI_OIDC_CLAIM")
OIDC_LABEL = env.text("GONGZHI_OIDC_LABEL", "统一身份认证")
OIDC_AMR = frozenset(env.text("GONGZHI_OIDC_AMR").replace(",", " ").split())

# How many proxies of ours stand in front and report the caller's address (X-Forwarded-For).
TRUSTED_PROXIES = int(env.text("GONGZHI_PROXIES", "0"))
AUTH_USER_MODEL = "people.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "core" / "locale", PACKAGE / "access" / "locale"]  # the two that are no Django apps

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns otherwise
# in a checkout `npm ci` brings them; a wheel carries the served ones
_npm = ROOT / "node_modules"
NODE_MODULES = Path(env.text("GONGZHI_NODE_MODULES", str(_npm if _npm.exists() else PACKAGE / "_npm")))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "gongzhi.kit.assets.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG

# The address under which people reach the site; it stands in messages.
SITE_ROOT = env.text("GONGZHI_SITE", "http://127.0.0.1:8000").rstrip("/")
FILES_ROOT = VAR / "files"
OUTBOX_ROOT = VAR / "outbox"
# SMS: `sandbox` writes var/outbox/sms.jsonl; `http` posts signed JSON to a gateway.
SMS_TRANSPORT = env.text("GONGZHI_SMS", "sandbox")
SMS_URL, SMS_KEY_ID, SMS_SECRET = (env.text(f"GONGZHI_SMS_{name}") for name in ("URL", "KEY_ID", "SECRET"))
# E-mail: `sandbox` writes var/outbox/mail.jsonl; `smtp` speaks to a server.
MAIL_TRANSPORT, MAIL_TLS = env.text("GONGZHI_MAIL", "sandbox"), env.text("GONGZHI_MAIL_TLS", "starttls")
MAIL_HOST, MAIL_USER = env.text("GONGZHI_MAIL_HOST"), env.text("GONGZHI_MAIL_USER")
MAIL_PASSWORD = env.text("GONGZHI_MAIL_PASSWORD")
MAIL_PORT = int(env.text("GONGZHI_MAIL_PORT", "465" if MAIL_TLS == "tls" else "587"))
MAIL_FROM = env.text("GONGZHI_MAIL_FROM", "gongzhi@localhost")
# WeChat out: `sandbox` writes var/outbox/wechat.jsonl; `api` calls the official account's interfaces.
WECHAT_TRANSPORT = env.text("GONGZHI_WECHAT", "sandbox")
WECHAT_API = env.text("GONGZHI_WECHAT_API", "https://api.weixin.qq.com")
WECHAT_APPID, WECHAT_SECRET = env.text("GONGZHI_WECHAT_APPID"), env.text("GONGZHI_WECHAT_SECRET")
WECHAT_TEMPLATE = env.text("GONGZHI_WECHAT_TEMPLATE")
# Doors in; one without its secret is not there (404).
WECHAT_TOKEN, WECHAT_AES_KEY = env.text("GONGZHI_WECHAT_TOKEN"), env.text("GONGZHI_WECHAT_AES_KEY")
SMS_IN_SECRET, SMS_FORM_SECRET = env.text("GONGZHI_SMS_IN_SECRET"), env.text("GONGZHI_SMS_FORM_SECRET")
SMS_FORM_FIELDS = env.text("GONGZHI_SMS_FORM_FIELDS", "MessageSid,From,Body")
HOTLINE_SECRET = env.text("GONGZHI_HOTLINE_SECRET")
ORDERS_SECRET, ORDERS_ANSWERS_URL = env.text("GONGZHI_ORDERS_SECRET"), env.text("GONGZHI_ORDERS_ANSWERS_URL")
MICROBLOG_SECRET = env.text("GONGZHI_MICROBLOG_SECRET")
KEYS_ROOT = VAR / "keys"
# A list of "id:alg:base64" lines, newest first, for fields at rest; made once where it is not given.
FIELD_KEYS = env.text("GONGZHI_FIELD_KEYS")
LEDGER_KEY_FILE = Path(env.text("GONGZHI_LEDGER_KEY", str(KEYS_ROOT / "ledger-ed25519.pem")))

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("GONGZHI_LOG", "WARNING")},
}
