"""The vocabulary for programs, and how answers travel."""

import gzip
import json
import re

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from services.gateway import answers
from services.gateway.answers import LEAST, json_response, squeeze
from services.gateway.routes.pages import description
from services.registry import workflows
from services.vocabulary import problems, vocabulary

CHINESE = re.compile("[一-鿿]")


def asking(encodings: str = "gzip, br") -> Request:
    return Request(EnvironBuilder(headers={"Accept-Encoding": encodings}).get_environ())


@pytest.mark.parametrize("name", vocabulary())
def test_every_code_has_a_chinese_label(name: str) -> None:
    said = vocabulary()[name]

    assert (
        said and [each["code"] for each in said if not CHINESE.search(each["label"]) and each["code"] != "none"] == []
    )


def test_every_table_is_there_with_its_states_steps_and_rules() -> None:
    words = vocabulary()

    for table in workflows():
        assert {each["code"] for each in words["states"] if each["table"] == table.title} == set(table.names)
        assert {step.action for step in table.steps} <= {
            each["code"] for each in words["actions"] if each["table"] == table.title
        }
        assert len([each for each in words["rules"] if each["table"] == table.title]) == len(table.rules)


def test_the_description_names_every_code_of_a_refusal() -> None:
    enumerated = json.loads(description())["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]

    assert enumerated == [each["code"] for each in problems()]
    assert {"rule_broken", "quorum_missing", "internal", "method_not_allowed", "csrf_missing"} <= set(enumerated)


def test_the_longest_answers_are_compressed_where_they_delay_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(answers, "modestly", lambda work: asked.append(1) or work())
    short, long = json_response({"items": ["通知" * 400]}), json_response({"items": ["通知" * 40_000]})

    for answer in (short, long):
        squeeze(asking(), answer)

    assert len(asked) == 1 and json.loads(gzip.decompress(long.get_data())) == {"items": ["通知" * 40_000]}


def test_a_long_answer_travels_gzipped_to_a_caller_who_takes_that() -> None:
    body = {"items": ["通知" * 400]}
    answer = json_response(body)

    squeeze(asking(), answer)

    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert json.loads(gzip.decompress(answer.get_data())) == body
    assert answer.headers["Content-Length"] == str(len(answer.get_data()))


@pytest.mark.parametrize("encodings", ["", "br", "identity", "gzip;q=0"])
def test_others_get_it_as_it_is(encodings: str) -> None:
    answer = json_response({"items": ["通知" * 400]})

    squeeze(asking(encodings), answer)

    assert "Content-Encoding" not in answer.headers and answer.headers["Vary"] == "Accept-Encoding"


def test_what_is_short_or_a_stream_or_packed_already_stays_as_it_is() -> None:
    short = Response(b"x" * LEAST, content_type="application/json")
    stream = Response((each for each in (b"data: 1\n\n",)), content_type="text/event-stream")
    packed = Response(b"PK" * LEAST, content_type="application/zip")
    ready = Response(b"x" * 2 * LEAST, content_type="text/css", headers={"Content-Encoding": "gzip"})

    for answer in (short, stream, packed, ready):
        before = answer.headers.get("Content-Encoding")
        squeeze(asking(), answer)
        assert answer.headers.get("Content-Encoding") == before


def test_every_code_that_is_shown_with_its_name_is_an_enumeration() -> None:
    schemas = json.loads(description())["components"]["schemas"]
    open_ = {
        (name, field)
        for name, schema in schemas.items()
        for field, shape in schema.get("properties", {}).items()
        if f"{field}_name" in schema["properties"] and '"enum"' not in json.dumps(shape)
    }

    of_any_table = {("Hit", "kind"), ("Hit", "status"), ("TodoItem", "stage")}
    assert open_ == {*of_any_table, ("Delivery", "organ")}
