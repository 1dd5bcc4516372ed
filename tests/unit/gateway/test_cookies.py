"""Browser sessions, and the console's files."""

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from services.gateway import console, cookies
from services.gateway.routes.pages import PAGE_CSP
from shared.errors import NotFound
from shared.runtime.addresses import networks


def request(method: str = "GET", **headers: str | list[str]) -> Request:
    sent = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return Request(EnvironBuilder(method=method, headers=sent).get_environ())


def test_a_cookie_stands_for_a_bearer_when_reading() -> None:
    assert cookies.authorization_of(request(Cookie="tongban_session=abc")) == ["Bearer abc"]


def test_a_write_by_cookie_from_elsewhere_is_refused() -> None:
    with pytest.raises(cookies.CsrfMissing):
        cookies.authorization_of(request("POST", Cookie="tongban_session=abc"))


def test_a_write_by_cookie_from_our_own_pages_is_let_in() -> None:
    sent = request("POST", Cookie="tongban_session=abc", X_Tongban_Csrf="1")

    assert cookies.authorization_of(sent) == ["Bearer abc"]


def test_a_tab_whose_person_changed_is_refused() -> None:
    for named in (["east.clerk"], ["east.leader", "east.leader"]):
        sent = request("POST", X_Tongban_Person=named)

        with pytest.raises(cookies.PersonChanged):
            cookies.check_person(sent, "east.leader")


@pytest.mark.parametrize("headers", [{}, {"X_Tongban_Person": "east.leader"}])
def test_a_tab_of_the_person_who_is_signed_in_and_a_caller_who_names_nobody_are_let_in(headers: dict[str, str]) -> None:
    cookies.check_person(request("POST", **headers), "east.leader")


def test_no_script_and_no_other_site_gets_the_cookie() -> None:
    response = Response()

    cookies.keep(response, request(), "abc")

    kept = response.headers["Set-Cookie"]
    assert "HttpOnly" in kept and "SameSite=Strict" in kept and "Path=/" in kept


def test_every_address_of_the_console_is_answered_by_its_page_and_never_kept() -> None:
    page = console.answer(request(), "documents/d1")

    assert b'<div id="app">' in page.data
    assert "Cache-Control" not in page.headers  # the router then forbids keeping it
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_the_api_pages_run_and_style_nothing_that_stands_in_the_page_itself() -> None:
    assert "unsafe" not in PAGE_CSP


def test_built_files_are_kept_for_ever_and_sent_compressed() -> None:
    name = next(each.name for each in (console.FOLDER / "assets").iterdir() if each.suffix == ".js")

    script = console.answer(request(Accept_Encoding="gzip"), f"assets/{name}")

    assert script.headers["Content-Encoding"] == "gzip"
    assert "immutable" in script.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["assets/none-12345678.js", "assets/../../auth.py"])
def test_a_file_that_was_not_built_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        console.answer(request(), path)


def test_only_a_proxy_of_our_own_says_that_the_browser_came_by_https() -> None:
    kept = {}
    for proxies in ("", "192.0.2.0/24"):
        asked, response = request(X_Forwarded_Proto="https"), Response()
        asked.environ["REMOTE_ADDR"] = "192.0.2.7"
        cookies.keep(response, Request(asked.environ), "abc", networks(proxies))
        kept[proxies] = "Secure" in response.headers["Set-Cookie"]

    assert kept == {"": False, "192.0.2.0/24": True}
