"""Benches: functions that measure both sides in turn, registered with the sentence that describes them."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from tests.bench.stand import Stand

EMBEDDED, RABBITMQ = "embedded", "rabbitmq"


@dataclass(frozen=True)
class Comparison:
    """One line of the table: the figures beside those of the alternative, round by round.

    ours, theirs: figures of the rounds, taken in turn, so that lasting noise affects both.
    wanted: the ratio to be reached, or None for a line that only informs.
    less: the figure is a time, so that the ratio should stay below the one wanted.
    """

    what: str
    against: str
    unit: str
    broker: str
    ours: Sequence[float]
    theirs: Sequence[float]
    wanted: float | None = None
    less: bool = False
    notes: str = ""

    @property
    def ratios(self) -> list[float]:
        """Return the ratio of each round."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """Return the median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def reached(self) -> bool | None:
        """Return whether the ratio reached the wanted one; None if none was wanted."""
        if self.wanted is None:
            return None
        return self.ratio < self.wanted if self.less else self.ratio >= self.wanted

    def __str__(self) -> str:
        """Format the line, round by round."""
        ratios = " ".join(f"{each:.2f}" for each in self.ratios)
        return f"{self.what} / {self.against}: {self.ratio:.2f} ({ratios})"

    def to_json(self) -> dict[str, Any]:
        """Return the line with everything derived from it."""
        return {**asdict(self), "ratios": self.ratios, "ratio": self.ratio, "reached": self.reached}


Measure = Callable[["Stand", str], Iterator[Comparison]]


@dataclass(frozen=True)
class Bench:
    """A registered bench: its name, its sentence, and its brokers."""

    name: str
    says: str
    measure: Measure
    brokers: Sequence[str] = field(default=(EMBEDDED, RABBITMQ))


BENCHES: dict[str, Bench] = {}


def bench(*brokers: str) -> Callable[[Measure], Measure]:
    """Register a bench under its function's name; it runs once for each broker, on both if none is named."""

    def decorate(measure: Measure) -> Measure:
        name = measure.__name__
        assert name not in BENCHES, f"{name} is registered twice"
        says = (measure.__doc__ or "").strip().splitlines()[0]
        BENCHES[name] = Bench(name, says, measure, brokers or (EMBEDDED, RABBITMQ))
        return measure

    return decorate


@overload
def in_turn(
    rounds: int, ours: Callable[[], float], theirs: Callable[[], float], /
) -> tuple[list[float], list[float]]: ...
@overload
def in_turn(rounds: int, *sides: Callable[[], float]) -> tuple[list[float], ...]: ...
def in_turn(rounds: int, *sides: Callable[[], float]) -> tuple[list[float], ...]:
    """Measure sides in turn, A B C, then C B A, so that none is always the first."""
    found: tuple[list[float], ...] = tuple([] for _ in sides)
    for number in range(rounds):
        order = list(zip(sides, found, strict=True))
        for side, figures in order if number % 2 == 0 else reversed(order):
            figures.append(side())
    return found
