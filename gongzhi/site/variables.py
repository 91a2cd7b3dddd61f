"""Every environment variable that an installation may set; docs/configuration.md is written from this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, its default in words or as it is in code, and what it does."""

    name: str
    default: str
    help: str


VARIABLES = (
    Variable("DATABASE_URL", "sqlite:///VAR/gongzhi.sqlite3", "`sqlite:////absolute/path` (or relative with three "
             "slashes), or `postgresql://user:password@host:port/name?sslmode=…`."),
    Variable("GONGZHI_VAR", "var", "The folder for everything that is written: database, files, keys, outbox. Back it "
             "up with `gongzhi backup`; nobody but the service's user may read it."),
    Variable("SECRET_KEY", "made once in VAR/keys/secret-key", "Signs sessions and the links of residents. Another one "
             "makes every link that was sent useless."),
    Variable("GONGZHI_FIELD_KEYS", "made once in VAR/keys", "Keys of personal fields at rest, lines `id:alg:base64`, "
             "the newest first; older ones are still read, and the worker re-encrypts."),
    Variable("GONGZHI_LEDGER_KEY", "VAR/keys/ledger-ed25519.pem", "The file with the key that signs the ledger's "
             "heads; keep it outside the database, best on another volume."),
    Variable("GONGZHI_SITE", "http://127.0.0.1:8000", "The address under which people reach the site; it stands in "
             "messages."),
    Variable("GONGZHI_HOSTS", "localhost,127.0.0.1,[::1],testserver", "Host names that are served, by comma."),
    Variable("GONGZHI_ORIGINS", "", "Origins from which forms may come, by comma, such as `https://gz.example.gov.cn`; "
             "needed behind a proxy with HTTPS."),
    Variable("GONGZHI_HTTPS", "0", "`1` where the site is reached by HTTPS: cookies go over HTTPS alone."),
    Variable("GONGZHI_PROXIES", "0", "How many proxies of yours stand in front and add to `X-Forwarded-For`; limits "
             "on sign-in count the caller's address."),
    Variable("GONGZHI_SMS", "sandbox", "`sandbox` writes VAR/outbox/sms.jsonl; `http` posts signed JSON to a gateway."),
    Variable("GONGZHI_SMS_URL", "", "The gateway's address."),
    Variable("GONGZHI_SMS_KEY_ID", "", "The name of our key at the gateway."),
    Variable("GONGZHI_SMS_SECRET", "", "The key with which messages to the gateway are signed (HMAC-SHA256)."),
    Variable("GONGZHI_SMS_IN_SECRET", "", "Opens `/hooks/sms/generic`: signed JSON (HMAC-SHA256), see docs/doors.md."),
    Variable("GONGZHI_SMS_FORM_SECRET", "", "Opens `/hooks/sms/form`: form fields signed as Twilio does."),
    Variable("GONGZHI_SMS_FORM_FIELDS", "MessageSid,From,Body", "Its fields: message id, sender, text."),
    Variable("GONGZHI_WECHAT_TOKEN", "", "Opens `/hooks/wechat`: the Token set at the official account."),
    Variable("GONGZHI_WECHAT_AES_KEY", "", "Its EncodingAESKey (43 characters); with it only the safe mode is taken."),
    Variable("GONGZHI_WECHAT", "sandbox", "`sandbox` writes VAR/outbox/wechat.jsonl; `api` sends to followers."),
    Variable("GONGZHI_WECHAT_APPID", "", "The official account's AppID."),
    Variable("GONGZHI_WECHAT_SECRET", "", "Its AppSecret."),
    Variable("GONGZHI_WECHAT_API", "https://api.weixin.qq.com", "Where the vendor's interfaces are."),
    Variable("GONGZHI_WECHAT_TEMPLATE", "", "`ID:FIELD` of the template message that goes out after 48 hours."),
    Variable("GONGZHI_HOTLINE_SECRET", "", "Opens `/hooks/hotline`: call events of a telephone exchange, signed form."),
    Variable("GONGZHI_ORDERS_SECRET", "", "Opens `/hooks/orders`: orders of 12345 in, their answers out, signed JSON."),
    Variable("GONGZHI_ORDERS_ANSWERS_URL", "", "Where their answers are pushed; empty: they are only fetched."),
    Variable("GONGZHI_MICROBLOG_SECRET", "", "Opens `/hooks/microblog`: signed JSON (HMAC-SHA256)."),
    Variable("GONGZHI_MAIL", "sandbox", "`sandbox` writes VAR/outbox/mail.jsonl; `smtp` sends e-mail by a server."),
    Variable("GONGZHI_MAIL_HOST", "", "The mail server's name."),
    Variable("GONGZHI_MAIL_PORT", "587, or 465 with `tls`", "Its port."),
    Variable("GONGZHI_MAIL_TLS", "starttls", "`starttls`, `tls` (from the first byte) or `none` (only beside us)."),
    Variable("GONGZHI_MAIL_USER", "", "Our name there; without one we do not sign in."),
    Variable("GONGZHI_MAIL_PASSWORD", "", "Our password there."),
    Variable("GONGZHI_MAIL_FROM", "gongzhi@localhost", "From whom residents get e-mail: `社区 <a@b.cn>`."),
    Variable("GONGZHI_IDLE_MINUTES", "120", "Minutes without a click after which staff are signed out; `0`: only when "
             "the session ends, after 12 hours."),
    Variable("GONGZHI_SECOND_STEP_FOR", "", "Permissions by comma, such as `org:appoint,pack:install,board:publish`: "
             "whoever holds one of them must set up a code app (TOTP) before going on. `*`: all who hold a post."),
    Variable("GONGZHI_SIGN_IN_DAYS", "184", "Days for which the record of sign-ins is kept; half a year by law."),
    Variable("GONGZHI_OIDC_ISSUER", "", "The unit's own sign-in service (OpenID Connect): its issuer, exactly as it "
             "names itself, by HTTPS. Register `SITE/login/oidc/back/` there. Without it there is no such button."),
    Variable("GONGZHI_OIDC_CLIENT", "", "Our client id there."),
    Variable("GONGZHI_OIDC_SECRET", "", "Our client secret there."),
    Variable("GONGZHI_OIDC_LABEL", "统一身份认证", "What stands on the button."),
    Variable("GONGZHI_OIDC_CLAIM", "", "The claim of the ID token that names an account of ours at the first sign-in: "
             "`email` or `phone_number` (verified there and here), or one that holds our user name and that nobody can "
             "change for himself. Empty: only accounts linked before, on their own page or by `gongzhi admin --link`."),
    Variable("GONGZHI_OIDC_AMR", "", "By comma, such as `otp,mfa,hwk`: the service answers for the second step only "
             "where its token names one of them (`amr`). Empty: it always answers for it."),
    Variable("GONGZHI_POOL", "8", "Connections to PostgreSQL a process keeps at most."),
    Variable("GONGZHI_PATIENCE", "20", "Seconds that a write waits for a locked database before it says 503."),
    Variable("GONGZHI_SQLITE_FULL", "0", "`1`: SQLite waits for the disk at every commit; slower, survives power loss "
             "without losing the last second."),
    Variable("GONGZHI_NODE_MODULES", "beside the package", "Where the front-end packages lie."),
    Variable("GONGZHI_LOG", "WARNING", "How much is logged to stderr: DEBUG, INFO, WARNING, ERROR."),
    Variable("GONGZHI_DEBUG", "0", "`1` for developers alone: pages show the inside."),
)  # fmt: skip
NAMES = frozenset(v.name for v in VARIABLES)


def markdown() -> str:
    """docs/configuration.md."""
    lines = [
        "# Configuration",
        "",
        "By environment variables alone; what a city does is never a setting, it is the pack. Any of them may be given",
        "as a file: `NAME_FILE=/run/secrets/name` reads the value from that file. `gongzhi doctor` says what is wrong.",
        "This page is written by `make docs` from `gongzhi/site/variables.py`.",
        "",
        "| Variable | Default | What it does |",
        "|---|---|---|",
    ]
    lines += [f"| `{v.name}` | {f'`{v.default}`' if v.default else 'empty'} | {v.help} |" for v in VARIABLES]
    return "\n".join(lines) + "\n"
