"""What holds in the offices of a district on a day: what it has ruled, over what holds where nothing is ruled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shared.contracts.directory import RulingRecorded

CAP_FEN = 5_000
"""Cost of a working meal per head at most, in fen, where a district has not ruled."""
SERIES = {"letter": "函", "minutes": "session", "order": "令"}
"""Offices number letters and orders in series of their own, and minutes by session under the body that met."""


@dataclass(frozen=True)
class Ruled:
    """What holds: kinds in use besides the usual, series and retention by kind, the cap of a meal, who receives for whom."""

    kinds: frozenset[str] = frozenset()
    series: Mapping[str, str] = field(default_factory=lambda: SERIES)
    cap_fen: int = CAP_FEN
    retention: Mapping[str, str] = field(default_factory=dict)
    receivers: Mapping[str, str] = field(default_factory=dict)


def ruled(rulings: Iterable[RulingRecorded], on: date) -> Ruled:
    """Fold what was ruled up to a day; of two from one day the one made later counts."""
    found = Ruled()
    for each in sorted(rulings, key=lambda each: (each.since, each.made_at)):
        if not each.active or each.since > on:
            continue
        if each.kinds is not None:
            found = replace(found, kinds=frozenset(each.kinds))
        if each.series is not None:
            found = replace(found, series={**SERIES, **each.series})
        if each.cap_fen is not None:
            found = replace(found, cap_fen=each.cap_fen)
        if each.retention is not None:
            found = replace(found, retention=each.retention)
        if each.receivers is not None:
            found = replace(found, receivers=each.receivers)
    return found
