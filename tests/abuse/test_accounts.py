"""Forged tokens, guessed passwords, and people who lost their access."""

import base64
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import OctKey

from services.directory.store import Attempts
from tests.support.offers import codes
from tests.support.requests import DOCUMENT
from tests.support.system import PASSWORD, Office, System, from_address


def sign_in(
    system: System, username: str, password: str = "wrong", *, by: requests.Session, **headers: str
) -> requests.Response:
    body = {"username": username, "password": password}
    return by.post(f"{system.url}/api/v1/sessions", json=body, headers=headers, timeout=25)


def encoded(header: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


def test_tokens_that_were_tampered_with_are_worth_nothing(shared_system: System) -> None:
    good = shared_system.person("east.clerk").token
    head, claims, signature = good.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))
    foreign = OctKey.import_key(b"x" * 32)
    key = OctKey.import_key(base64.urlsafe_b64decode((shared_system.folder / "token-key").read_bytes()))

    def signed(more: dict[str, Any] | None = None, by: OctKey = key, **changes: Any) -> str:
        header = {"alg": "HS256", **(more or {})}
        return jwt.encode(
            header, {k: v for k, v in {**body, **changes}.items() if v is not None}, by, algorithms=[header["alg"]]
        )

    def raw_signed(header: dict[str, Any]) -> str:
        import hashlib
        import hmac

        text = f"{encoded(header)}.{claims}"
        mark = hmac.new(key.raw_value, text.encode(), hashlib.sha256).digest()  # type: ignore[arg-type]
        return f"{text}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"

    forged = {
        "nothing": "",
        "unsigned": f"{encoded({'alg': 'none'})}.{claims}.",
        "unsigned in capitals": f"{encoded({'alg': 'NONE'})}.{claims}.",
        "unsigned, old mark": f"{encoded({'alg': 'none'})}.{claims}.{signature}",
        "signature cut": f"{head}.{claims}.{signature[:-4]}",
        "no signature": f"{head}.{claims}.",
        "claims of another": f"{head}.{encoded({**body, 'sub': 'p-x'})}.{signature}",
        "other key": signed(by=foreign),
        "other algorithm": signed({"alg": "HS512"}),
        "an algorithm of key pairs": raw_signed({"alg": "RS256"}),
        "a key named": signed({"kid": "../../dev/null"}),
        "a key by address": raw_signed({"alg": "HS256", "jku": "http://127.0.0.1/keys"}),
        "a key inside": raw_signed({"alg": "HS256", "jwk": {"kty": "oct", "k": "eA"}}),
        "a certificate by address": raw_signed({"alg": "HS256", "x5u": "http://127.0.0.1/x"}),
        "must be understood": raw_signed({"alg": "HS256", "crit": ["exp"]}),
        "unencoded": raw_signed({"alg": "HS256", "b64": False, "crit": ["b64"]}),
        "zipped": raw_signed({"alg": "HS256", "zip": "DEF"}),
        "other audience": signed(aud="else"),
        "a list of audiences": signed(aud=["tongban-api", "else"]),
        "other issuer": signed(iss="else"),
        "past": signed(exp=1),
        "no end": signed(exp=None),
        "an end that is text": signed(exp="9999999999"),
        "other person": signed(sub="p-000000000000"),
        "no such session": signed(sid=f"{body['sid']}0"),
        "a session that is an operator": signed(sid={"$gt": ""}),
        "not ASCII": "é.é.é",
        "very long": "a" * 7000,
        "twice": f"{good}, Bearer {good}",
        "five parts": f"{good}.a.b",
    }

    for name, token in forged.items():
        headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
        answer = requests.get(f"{shared_system.url}/api/v1/me", headers=headers, timeout=10)
        assert answer.status_code == 401, (name, answer.text)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    for scheme in ("Basic", "bearer:", "Bearer,"):
        headers = {"Authorization": f"{scheme} {good}".encode()}
        assert requests.get(f"{shared_system.url}/api/v1/me", headers=headers, timeout=10).status_code == 401
    assert (
        signed()
        and requests.get(
            f"{shared_system.url}/api/v1/me", headers={"Authorization": f"Bearer {signed()}"}, timeout=10
        ).ok
    )


def test_tokens_are_short_lived_and_the_key_is_nobody_elses(shared_system: System) -> None:
    signed_in = sign_in(shared_system, "east.clerk", PASSWORD, by=requests.Session()).json()
    claims = json.loads(base64.urlsafe_b64decode(signed_in["token"].split(".")[1] + "=="))

    assert 0 < claims["exp"] - claims["iat"] <= 600
    assert (shared_system.folder / "token-key").stat().st_mode & 0o777 == 0o600
    kept = shared_system.database("directory")["people"].find_one({"username": "east.clerk"})
    assert kept["password"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_thousand_names_from_one_address_are_slowed_down_and_nobody_else_is(shared_system: System) -> None:
    sprayer, begun = from_address("127.0.0.7"), time.monotonic()

    def attempt(number: int) -> requests.Response:
        spoofed = {"X-Forwarded-For": f"10.0.{number % 200}.{number % 250}", "Forwarded": f"for=10.1.1.{number % 250}"}
        return sign_in(shared_system, f"somebody.{number}", by=sprayer, **spoofed)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(1000)))

    assert {answer.status_code for answer in answers} == {401, 429}
    tried = sum(answer.status_code == 401 for answer in answers)
    assert 30 <= tried <= 30 + 4 + time.monotonic() - begun
    slowed = answers[-1]
    assert slowed.json()["code"] == "sign_in_locked" and 0 < int(slowed.headers["Retry-After"]) <= 60
    innocent = sign_in(shared_system, "lake.clerk", PASSWORD, by=sprayer)
    assert innocent.status_code == 429 and "也可能是他人所为" in innocent.json()["detail"]
    assert sign_in(shared_system, "lake.clerk", PASSWORD, by=from_address("127.0.0.8")).status_code == 201
    names = shared_system.database("directory")["attempts"]
    assert names.count_documents({}) >= 30
    assert sum(each.forget(names.database, datetime.now(UTC) + timedelta(hours=1)) for each in Attempts.expiring) >= 30
    assert names.count_documents({}) == 0


def test_an_unknown_name_takes_as_long_as_a_known_one(shared_system: System) -> None:
    took: dict[bool, list[float]] = {True: [], False: []}
    there = from_address("127.0.0.9")
    for number, username in enumerate(
        ("west.clerk", "west.leader", "west.handler", "main.clerk", "main.director", "main.leader")
    ):
        for known, name in ((True, username), (False, f"stranger.{number}")):
            began = time.monotonic()
            answer = sign_in(shared_system, name, by=there)
            took[known].append(time.monotonic() - began)
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_refused")

    ratio = statistics.median(took[True]) / statistics.median(took[False])
    assert 0.5 < ratio < 2, took


def test_a_name_is_read_in_one_form_and_looked_at_for_what_nobody_sees(shared_system: System) -> None:
    there = from_address("127.0.0.10")
    for username in ("east\u200b.clerk", "east.clerk\u202e", "east\u2060.clerk", "east.\x00clerk", "east.clerk\ufeff"):
        assert sign_in(shared_system, username, PASSWORD, by=there).status_code in (400, 422)
    for username in ("ｅａｓｔ.clerk", "EAST.clerk", "east.сlerk", '{"$gt": ""}', "$where", "east.*"):
        assert sign_in(shared_system, username, PASSWORD, by=there).status_code == 401


def test_who_was_disabled_is_out_with_the_next_request_and_stays_out(shared_system: System) -> None:
    username, security = "north.director", shared_system.person("security")
    office = Office(shared_system, username, PASSWORD)
    draft = {**DOCUMENT, "recipients": ["west"]}
    assert office.get("/me")["active"] is True

    disabled = security.post(f"/people/{username}/actions/disable", {"comment": "调离", "confirm": True})

    assert (disabled["active"], codes(disabled)) == (False, ["enable", "reset_password", "unlock"])
    bearer = {"Authorization": f"Bearer {office.token}"}
    for method, path in (
        ("GET", "/me"),
        ("GET", "/documents"),
        ("POST", "/documents"),
        ("POST", "/sessions/current/token"),
    ):
        asked = requests.request(
            method,
            f"{shared_system.url}/api/v1{path}",
            json=draft if path == "/documents" and method == "POST" else None,
            headers=bearer,
            timeout=10,
        )
        assert asked.status_code == 401, (path, asked.text)
    refused = sign_in(shared_system, username, PASSWORD, by=from_address("127.0.0.11"))
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_refused")
    assert security.ask("POST", f"/people/{username}/actions/disable", {"comment": "再次"}).status == 409

    entry = shared_system.person("auditor").get(f"/people/{username}/history")["items"][-1]
    assert (entry["action"], entry["by"]["name"], entry["comment"]) == ("disable", "葛安民", "调离")
    security.post(f"/people/{username}/actions/enable", {"comment": "复职"})
    assert requests.get(f"{shared_system.url}/api/v1/me", headers=bearer, timeout=10).status_code == 401
    shared_system.was_signed_out(username)
    assert shared_system.person(username).get("/me")["active"] is True


def test_an_account_is_closed_by_the_security_administrator_with_a_reason_and_never_ones_own(
    shared_system: System,
) -> None:
    security = shared_system.person("security")

    assert security.ask("POST", "/people/security/actions/disable", {"comment": "试"})["code"] == "oneself_refused"
    without = security.ask("POST", "/people/north.director/actions/disable", {})
    assert (without.status, without["errors"][0]["field"]) == (422, "comment")
    assert security.ask("POST", "/people/lake.clerk/actions/disable", {"comment": "试"}).status == 404
    assert (
        security.ask("POST", "/people/north.director/actions/disable", {"comment": "试"}, If_Match='"99"').status == 412
    )
    assert security.ask("POST", "/people/north.director/actions/enable", {"comment": "试"}).status == 409
