"""Rules set by a district: those in force on a day, over the defaults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shared.contracts.directory import RulingRecorded

CAP_FEN = 5_000
"""The maximum cost of a working meal per head, in fen, if the district has not ruled."""
SERIES = {"letter": "函", "minutes": "session", "order": "令"}
"""Offices number letters and orders in separate series, and minutes by session under the body that met."""


@dataclass(frozen=True)
class Ruled:
    """The rules in force: additional kinds, series and retention by kind, a meal's cap, and recipients for other organs."""

    kinds: frozenset[str] = frozenset()
    series: Mapping[str, str] = field(default_factory=lambda: SERIES)
    cap_fen: int = CAP_FEN
    retention: Mapping[str, str] = field(default_factory=dict)
    receivers: Mapping[str, str] = field(default_factory=dict)


def ruled(rulings: Iterable[RulingRecorded], on: date) -> Ruled:
    """Combine the rules set up to a day; of two that begin on one day the one made later counts.

    A later ruling changes the kinds of document and the organs that it names; all others stay as ruled before.
    """
    found = Ruled()
    for each in sorted(rulings, key=lambda each: (each.since, each.made_at)):
        if not each.active or each.since > on:
            continue
        if each.kinds is not None:
            found = replace(found, kinds=frozenset(each.kinds))
        if each.series is not None:
            found = replace(found, series={**found.series, **each.series})
        if each.cap_fen is not None:
            found = replace(found, cap_fen=each.cap_fen)
        if each.retention is not None:
            found = replace(found, retention={**found.retention, **each.retention})
        if each.receivers is not None:
            receivers = {**found.receivers, **each.receivers}
            found = replace(found, receivers={organ: by for organ, by in receivers.items() if by != organ})
    return found
