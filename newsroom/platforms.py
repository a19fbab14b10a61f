"""How our app is known to the platforms accounts are connected with, and where those are."""

from newsroom.environment import env, secret

# App id and secret that the sandbox knows.
REHEARSAL = ("newsroom-sandbox", "nur-zum-ueben")
# prefix → name of the app's id, name of its secret; consent page, token endpoint and API at the sandbox and in earnest
META = (
    ("META_APP_ID", "META_APP_SECRET"),
    ("/graph/v26.0/dialog/oauth", "/graph/v26.0/oauth/access_token", "/graph"),
    (
        "https://www.facebook.com/v26.0/dialog/oauth",
        "https://graph.facebook.com/v26.0/oauth/access_token",
        "https://graph.facebook.com",
    ),
)
X = (
    ("X_CLIENT_ID", "X_CLIENT_SECRET"),
    ("/x/i/oauth2/authorize", "/x/2/oauth2/token", "/x"),
    ("https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token", "https://api.x.com"),
)
GOOGLE = (
    ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    ("/youtube/o/oauth2/v2/auth", "/youtube/token", "/youtube"),
    (
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://youtube.googleapis.com",
    ),
)


def apps(*, demo: bool, sandbox: str, sandbox_public: str) -> dict[str, dict[str, str]]:
    """Our app at each platform. Every address can be set: ``X_AUTHORIZE_URL``, ``X_TOKEN_URL``, ``X_API_URL``."""
    return {
        prefix.lower(): _app(prefix, place, demo, sandbox, sandbox_public)
        for prefix, place in (("META", META), ("X", X), ("GOOGLE", GOOGLE))
    }


def first_options(*, demo: bool, sandbox_public: str) -> dict[str, dict[str, str]]:
    """What a newly connected account starts with: where its posts can be looked at, where its videos go."""
    if not demo:
        return {"facebook": {"video_base_url": "https://graph-video.facebook.com"}}
    return {
        "x": {"permalink": f"{sandbox_public}/x/{{handle}}/status/{{id}}"},
        "youtube": {"permalink": f"{sandbox_public}/youtube/watch?v={{id}}"},
    }


def _app(
    prefix: str, place: tuple[tuple[str, ...], ...], demo: bool, sandbox: str, sandbox_public: str
) -> dict[str, str]:
    (name, password), rehearsal, real = place
    # A person's browser goes to the consent page, we ourselves to the rest.
    hosts = (sandbox_public, sandbox, sandbox)
    authorize, token, api = (host + path for host, path in zip(hosts, rehearsal, strict=True)) if demo else real
    known = REHEARSAL if demo else ("", "")
    return {
        "client_id": env(name, default="") or known[0],
        "client_secret": secret(password, known[1]),
        "authorize_url": env(f"{prefix}_AUTHORIZE_URL", default=authorize),
        "token_url": env(f"{prefix}_TOKEN_URL", default=token),
        "api_url": env(f"{prefix}_API_URL", default=api).rstrip("/"),
    }
