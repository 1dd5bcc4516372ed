"""Rules for entering a document from outside by hand (外来文登记; 条例 art. 24(1))."""

import re
import unicodedata

from services.documents.incoming.domain import Incoming
from shared.errors import InvalidInput
from shared.workflow import Context, rule

RECEIVED = "条例第二十四条（一）"

YEAR = re.compile(r"[〔\[(【](\d{4})[〕\])】]|(?<!\d)(\d{4})年")
"""The year in a document's number, as senders write it (also half-width brackets, after NFKC)."""


@rule("date_ahead", RECEIVED, field="signed_on", states="登记的来文已经成文。", error=InvalidInput)
def date_has_come(incoming: Incoming, context: Context) -> str | None:
    """Require a date of issue that does not lie ahead."""
    return "成文日期不能晚于今天，请核对来文" if incoming.signed_on > context.today else None


@rule("year_ahead", RECEIVED, field="number", states="来文字号的年份不晚于成文日期的年份。", error=InvalidInput)
def number_is_not_of_a_later_year(incoming: Incoming, context: Context) -> str | None:
    """Refuse a number of a later year than the date of issue."""
    year = YEAR.search(unicodedata.normalize("NFKC", incoming.number))
    ahead = year is not None and int(year[1] or year[2]) > incoming.signed_on.year
    return "来文字号的年份晚于成文日期，请核对来文" if ahead else None


@rule("date_ahead", RECEIVED, field="received_on", states="登记的来文已经收到。", error=InvalidInput)
def arrival_has_come(incoming: Incoming, context: Context) -> str | None:
    """Require an arrival that does not lie ahead. `received_on`: the day entered, None for today."""
    received_on = context.said["received_on"]
    return "收文日期不能晚于今天，请核对" if received_on is not None and received_on > context.today else None


@rule("before_signing", RECEIVED, field="received_on", states="来文在成文以后收到。", error=InvalidInput)
def arrived_after_it_was_issued(incoming: Incoming, context: Context) -> str | None:
    """Require an arrival that is not before the date of issue."""
    received_on = context.said["received_on"]
    early = received_on is not None and received_on < incoming.signed_on and received_on <= context.today
    return "收文日期不能早于成文日期，请核对" if early else None


TO_RECORD = (date_has_come, number_is_not_of_a_later_year, arrival_has_come, arrived_after_it_was_issued)
