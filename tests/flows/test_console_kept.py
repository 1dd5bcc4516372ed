"""The console's handling of state, in a real browser: expired sessions, unfinished forms, entries by post."""

import pytest

from tests.flows.test_console import pytestmark as browser
from tests.flows.test_console import tell
from tests.flows.test_console_daily import waiting_to_be_signed
from tests.support.system import System

pytestmark = [browser, pytest.mark.timeout(300)]


def test_a_session_that_ended_is_said_and_leaves_nothing_behind(shared_system: System) -> None:
    tell("sessions", shared_system)


def test_every_long_form_is_found_again_as_it_was_left(shared_system: System) -> None:
    tell("forms", shared_system)


def test_each_sees_the_entries_and_the_help_of_their_own_work(shared_system: System) -> None:
    tell("desk", shared_system)


def test_short_forms_and_opinions_are_there_again_when_they_are_opened_again(shared_system: System) -> None:
    tell("resumed", shared_system, waiting_to_be_signed(shared_system, "体检复查"))
