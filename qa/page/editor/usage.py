"""What the record of answers says about each day and about a whole period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from qa.activity import Judgement

if TYPE_CHECKING:
    from datetime import date

    from qa.activity import Activity


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """A day of the machine's calendar on which something was asked; times in milliseconds."""

    day: date
    answered: int
    refused: int
    usual: float
    long: float


@dataclass(frozen=True, slots=True)
class Usage:
    """A period. ``useful`` is the share of the judgements, None where nobody judged."""

    days: tuple[DayOfUse, ...]
    questions: int
    refused: int
    usual: float
    long: float
    judged: int
    useful: float | None


def usage(activity: Activity, since: datetime) -> Usage:
    """What was asked since then, day by day. Raises ActivityUnavailable."""
    times: dict[date, list[float]] = {}
    for asked_at, milliseconds in activity.latencies(since):
        times.setdefault(asked_at.astimezone().date(), []).append(milliseconds)
    refused: dict[date, int] = {}
    for asked_at in activity.refusals(since):
        day = asked_at.astimezone().date()
        refused[day] = refused.get(day, 0) + 1
    days = tuple(_day(day, times[day], refused.get(day, 0)) for day in sorted(times))
    judged = [each.judgement for each in activity.judged(since)]
    every = [each for day in times.values() for each in day]
    return Usage(
        days=days,
        questions=len(every),
        refused=sum(day.refused for day in days),
        usual=_percentile(every, 50),
        long=_percentile(every, 95),
        judged=len(judged),
        useful=judged.count(Judgement.USEFUL) / len(judged) if judged else None,
    )


def start_of(days: int) -> datetime:
    """The beginning of the period of so many days that ends today, today among them."""
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)


def _day(day: date, times: list[float], refused: int) -> DayOfUse:
    refused = min(refused, len(times))  # both were read one after the other
    return DayOfUse(
        day, len(times) - refused, refused, _percentile(times, 50), _percentile(times, 95)
    )


def _percentile(values: list[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else 0.0
