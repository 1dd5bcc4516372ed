"""The papers of secret votes, by the published vector of RFC 9474 (appendix A.4, RSABSSA-SHA384-PSSZERO-Deterministic)."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.meetings.votes import blind
from tests.support.ballots import Paper, encode

VECTOR = {name: str(value) for name, value in json.loads(Path(__file__).with_name("rfc9474.json").read_text()).items()}
EXPONENT = 65537


@pytest.fixture(scope="module")
def key() -> str:
    p, q = int(VECTOR["p"], 16), int(VECTOR["q"], 16)
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(EXPONENT, p * q),
    )  # fmt: skip
    return numbers.private_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()  # fmt: skip


def test_the_office_signs_a_blinded_number_as_published(key: str) -> None:
    assert blind.signed(key, VECTOR["blinded_msg"]) == VECTOR["blind_sig"]


def test_the_office_knows_its_unblinded_signature_and_no_other(key: str) -> None:
    changed = VECTOR["sig"][:-1] + ("0" if VECTOR["sig"][-1] != "0" else "1")

    assert blind.is_signed(key, VECTOR["msg"], VECTOR["sig"])
    assert not blind.is_signed(key, VECTOR["msg"], changed)
    assert not blind.is_signed(key, VECTOR["msg"][:-2] + "00", VECTOR["sig"])


def test_a_voter_s_machine_encodes_blinds_and_unblinds_as_published(key: str) -> None:
    public = blind.public_part(key)
    modulus = int(public["modulus"], 16)
    blinder = pow(int(VECTOR["inv"], 16), -1, modulus)
    paper = Paper(VECTOR["msg"], modulus, int(public["exponent"], 16), blinder)

    assert f"{encode(bytes.fromhex(VECTOR['msg']), modulus.bit_length() - 1):x}" == VECTOR["encoded_msg"].lstrip("0")
    assert paper.blinded == VECTOR["blinded_msg"].lstrip("0")
    assert paper.ballot(VECTOR["blind_sig"], "agree")["signature"] == VECTOR["sig"]


@pytest.mark.parametrize("blinded", ["0", "1", "modulus", "p"])
def test_a_number_that_gives_the_key_away_is_not_signed(key: str, blinded: str) -> None:
    value = {"modulus": blind.public_part(key)["modulus"], "p": VECTOR["p"]}.get(blinded, blinded)

    assert blind.signed(key, value) is None
