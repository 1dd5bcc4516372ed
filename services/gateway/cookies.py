"""Browser sessions: the token travels in a cookie that no script reads, and every write proves its origin."""

from werkzeug.wrappers import Request, Response

from shared.errors import OfficeError, Unauthenticated
from shared.runtime.addresses import Networks, within

COOKIE = "tongban_session"
CSRF_HEADER = "X-Tongban-Csrf"
PERSON_HEADER = "X-Tongban-Person"
"""Names the person of the tab, which does not change when another tab of the browser signs in somebody else."""
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class CsrfMissing(OfficeError):
    """请从本系统的页面办理。"""

    code = "csrf_missing"
    status = 403


class PersonChanged(Unauthenticated):
    """本浏览器已由另一人登录，本页不能继续办理。请由本人重新登录。"""

    code = "person_changed"


def authorization_of(request: Request) -> list[str]:
    """Return the `Authorization` headers, or the cookie as one; raise CsrfMissing for a write by cookie from elsewhere."""
    sent = request.headers.getlist("Authorization")
    token = request.cookies.get(COOKIE)
    if sent or not token:
        return sent
    if request.method not in SAFE and request.headers.get(CSRF_HEADER) != "1":
        raise CsrfMissing()
    return [f"Bearer {token}"]


def check_person(request: Request, person_id: str) -> None:
    """Raise PersonChanged if the request comes from the tab of somebody else than the person signed in."""
    named = request.headers.getlist(PERSON_HEADER)
    if named and named != [person_id]:
        raise PersonChanged()


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
