"""The pages of administrators and of the person's own account in a real browser."""

import pytest

from tests.conftest import Launch
from tests.flows.test_console import pytestmark as browser
from tests.flows.test_console import tell

pytestmark = browser


@pytest.mark.timeout(300)
def test_people_are_entered_reset_and_looked_after_by_their_three_administrators(launch: Launch) -> None:
    tell("people", launch())
