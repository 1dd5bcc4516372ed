"""Browser sessions: the token travels in a cookie that no script reads, and every write proves its origin."""

from werkzeug.wrappers import Request, Response

from shared.errors import OfficeError
from shared.runtime.addresses import Networks, within

COOKIE = "tongban_session"
CSRF_HEADER = "X-Tongban-Csrf"
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class CsrfMissing(OfficeError):
    """请从本系统的页面办理。"""

    code = "csrf_missing"
    status = 403


def authorization_of(request: Request) -> list[str]:
    """Return the `Authorization` headers, or the cookie as one; raise CsrfMissing for a write by cookie from elsewhere."""
    sent = request.headers.getlist("Authorization")
    token = request.cookies.get(COOKIE)
    if sent or not token:
        return sent
    if request.method not in SAFE and request.headers.get(CSRF_HEADER) != "1":
        raise CsrfMissing()
    return [f"Bearer {token}"]


def by_cookie(request: Request) -> bool:
    """Check whether a request was authenticated by its cookie."""
    return not request.headers.getlist("Authorization") and COOKIE in request.cookies


def keep(response: Response, request: Request, token: str, proxies: Networks = ()) -> None:
    """Set the session's cookie; it ends with the browser, and the token in it earlier."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/", secure=_https(request, proxies))


def drop(response: Response, request: Request, proxies: Networks = ()) -> None:
    """Remove the session's cookie."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path="/", secure=_https(request, proxies))


def _https(request: Request, proxies: Networks) -> bool:
    """Check whether the browser used https: by the socket, or by a trusted proxy's header."""
    told = request.headers.get("X-Forwarded-Proto") == "https" and within(request.remote_addr or "", proxies)
    return request.scheme == "https" or told
