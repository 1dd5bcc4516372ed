"""A second factor over HTTP: set up, required by role, and lost."""

import time
import uuid

import pyotp
import requests

from tests.support.system import PASSWORD, Answer, Office, System

SIGN_IN = {"username": "north.handler", "password": PASSWORD}


def _sign_in(system: System, **said: str) -> Answer:
    return Answer(requests.post(f"{system.url}/api/v1/sessions", json={**SIGN_IN, **said}, timeout=25))


def _fresh(maker: pyotp.TOTP, used: set[str]) -> str:
    """Return a one-time password that was not used yet: of the previous time step, of this one, or of the next."""
    now = int(time.time())
    found = next(each for each in (maker.at(now + step) for step in (-30, 0, 30)) if each not in used)
    used.add(found)
    return found


def _lies_encrypted(system: System, secret: str) -> None:
    """Check that no secret is in the store in plain text, and that the key is in a file that only its owner reads."""
    kept = [each["secret"] for each in system.database("directory")["second_factors"].find()]
    assert kept and secret not in kept and all(each.startswith("v1:") for each in kept)
    assert (system.folder / "secrets-key").stat().st_mode & 0o777 == 0o600


def test_a_second_factor_is_set_up_asked_for_and_taken_back_by_a_code(shared_system: System) -> None:
    office, used = Office(shared_system, "north.handler", PASSWORD), set[str]()
    wrong = office.ask("PUT", "/me/second-factor", {"password": "wrong"})
    assert (wrong.status, wrong["code"]) == (403, "password_wrong")
    shown = office.ask("PUT", "/me/second-factor", {"password": PASSWORD})
    maker = pyotp.TOTP(shown["secret"])
    assert office.ask("PUT", "/me/second-factor/confirmation", {"otp": "000000"}).status == 422
    codes = office.ask("PUT", "/me/second-factor/confirmation", {"otp": _fresh(maker, used)})["codes"]

    without = _sign_in(shared_system)
    assert (without.status, without["code"]) == (401, "otp_needed")
    assert _sign_in(shared_system, otp="000000")["code"] == "otp_wrong"
    one_time = _fresh(maker, used)
    _lies_encrypted(shared_system, shown["secret"])
    assert _sign_in(shared_system, otp=one_time).status == 201
    assert _sign_in(shared_system, otp=one_time)["code"] == "otp_wrong"
    assert _sign_in(shared_system, otp=codes[0]).status == 201
    assert _sign_in(shared_system, otp=codes[0])["code"] == "otp_wrong"
    renewed = office.ask("PUT", "/me/second-factor/codes", {"password": PASSWORD})["codes"]
    assert _sign_in(shared_system, otp=codes[1])["code"] == "otp_wrong"
    assert _sign_in(shared_system, otp=renewed[0]).status == 201
    assert office.ask("POST", "/me/second-factor/removal", {"password": PASSWORD}).status == 204
    assert office.ask("GET", "/me").status == 401
    shared_system.was_signed_out("north.handler")
    assert _sign_in(shared_system).status == 201
    acts = [each["label"] for each in shared_system.person("auditor").get("/people/north.handler/history")["items"]]
    assert acts[-5:] == ["设置动态口令", "使用备用码登录", "更换备用码", "使用备用码登录", "取消动态口令"]


def test_a_role_that_demands_it_sets_it_up_before_anything_else(shared_system: System) -> None:
    person = shared_system.person
    entry = {
        "username": f"s{uuid.uuid4().hex[:10]}",
        "name": "舒安",
        "organ": "beihu",
        "post": "干事",
        "roles": ["handler"],
    }
    assert person("security").ask("PATCH", "/security-rules", {"second_factor_for": ["handler"]}).status == 200
    try:
        made = person("nanhu.admin").post("/people", {**entry, "organ": "north"})
        reset = person("security").post(f"/people/{made['id']}/actions/reset_password", {"comment": "首次发放"})
        first = Office(shared_system, made["username"], reset["initial_password"])
        new = {"old_password": reset["initial_password"], "new_password": "mine, long enough"}
        assert first.ask("PUT", "/me/password", new).status == 204
        office = Office(shared_system, made["username"], "mine, long enough")
        held = office.ask("GET", "/organs")
        assert (held.status, held["code"]) == (403, "second_factor_needed")
        shown = office.ask("PUT", "/me/second-factor", {"password": "mine, long enough"})
        done = office.ask("PUT", "/me/second-factor/confirmation", {"otp": pyotp.TOTP(shown["secret"]).now()})
        assert done.status == 200 and office.ask("GET", "/organs").status == 200
        kept = office.ask("POST", "/me/second-factor/removal", {"password": "mine, long enough"})
        assert kept.status == 403
    finally:
        rules = person("security").ask("PATCH", "/security-rules", {"second_factor_for": []})
    assert rules["second_factor_for"] == []
