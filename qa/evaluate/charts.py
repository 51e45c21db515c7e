"""The curves of a report as charts that a template can draw: everything in shares of the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa.evaluate.curves import latency_bins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluate.curves import Curves

Point = tuple[float, float]
Tick = tuple[float, str]

_SHARES = tuple((share / 5, f"{share / 5:.1f}") for share in range(6))


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; a guide is there for comparison only."""

    name: str
    points: tuple[Point, ...]
    style: Literal["main", "second", "guide"] = "main"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on the bottom of the frame; ``note`` says what it stands for."""

    left: float
    width: float
    height: float
    note: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot; ``size`` is its area as a share of the largest one's."""

    x: float
    y: float
    size: float
    note: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. Positions run from 0 to 1, from the left and from the bottom of its frame."""

    title: str
    about: str
    x_name: str
    y_name: str
    x_ticks: tuple[Tick, ...] = _SHARES
    y_ticks: tuple[Tick, ...] = _SHARES
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()


def charts_of(
    curves: Curves, latencies: Sequence[float], answered: Point | None = None
) -> list[Chart]:
    """The charts for which there is something to draw.

    ``latencies`` are milliseconds; ``answered`` the shares of the unanswerable and of the
    answerable questions that were answered.
    """
    charts = []
    if curves.recall_by_k:
        charts.append(_recall(curves))
    if curves.risk_coverage:
        charts.append(_risk(curves))
    if curves.calibration:
        charts.append(_calibration(curves))
    if curves.roc:
        charts.append(_roc(curves, answered))
    if latencies:
        charts.append(_latency(latencies))
    return charts


def _recall(curves: Curves) -> Chart:
    """Recall by k on a logarithmic scale: what happens at the top matters most."""
    depth = max(curves.recall_by_k[-1][0], 2)

    def place(k: int) -> float:
        return math.log(k) / math.log(depth)

    lines = [Line("至少一篇", tuple((place(k), share) for k, share in curves.recall_by_k))]
    if curves.relevant_recall_by_k != curves.recall_by_k:  # some questions have several
        points = tuple((place(k), share) for k, share in curves.relevant_recall_by_k)
        lines.append(Line("全部相关文档", points, "second"))
    return Chart(
        title="前 k 篇的召回",
        about="前 k 篇文档里至少有一篇相关的问题所占的比例；一个问题有几篇相关文档时，另有找到其中多少。横轴为对数刻度。",
        x_name="k",
        y_name="比例",
        x_ticks=tuple((place(k), str(k)) for k in (1, 2, 5, 10, 20, 50, 100, 200) if k <= depth),
        lines=tuple(lines),
    )


def _risk(curves: Curves) -> Chart:
    return Chart(
        title="风险–覆盖",
        about="只回答把握最大的一部分问题时（横轴：回答的比例），其中答错的比例（纵轴）；越低越好。",
        x_name="回答的比例",
        y_name="答错的比例",
        lines=(Line("风险", tuple(curves.risk_coverage)),),
    )


def _calibration(curves: Curves) -> Chart:
    most = max(each.cases for each in curves.calibration)
    return Chart(
        title="把握的可靠性",
        about="把握相近的回答里真正答对的比例；在对角线上就是说到做到，点越大问题越多。",
        x_name="把握",
        y_name="答对的比例",
        lines=(Line("说到做到", ((0.0, 0.0), (1.0, 1.0)), "guide"),),
        dots=tuple(
            Dot(
                each.confidence,
                each.right,
                each.cases / most,
                f"把握 {each.confidence:.2f}，答对 {each.right:.2f}，{each.cases} 个问题",
            )
            for each in curves.calibration
        ),
    )


def _roc(curves: Curves, answered: Point | None) -> Chart:
    return Chart(
        title="拒答的 ROC",
        about="门槛从高到低时，无答案的问题（横轴）和有答案的问题（纵轴）各有多少得到回答；点是现在的门槛。",
        x_name="无答案而回答",
        y_name="有答案而回答",
        lines=(
            Line("随机", ((0.0, 0.0), (1.0, 1.0)), "guide"),
            Line("按把握", tuple((x, y) for x, y, _ in curves.roc)),
        ),
        dots=() if answered is None else (Dot(*answered, 0.3, "现在的门槛"),),
    )


def _latency(latencies: Sequence[float]) -> Chart:
    """A histogram up to the 99th percentile; what is slower stands in the last bar."""
    bins = latency_bins(latencies)
    most = max(count for *_, count in bins)
    return Chart(
        title="耗时分布",
        about="每个问题的毫秒数；比横轴末端更慢的都计在最后一格。",
        x_name="毫秒",
        y_name="问题数",
        x_ticks=_ticks(bins[-1][1]),
        y_ticks=((0.0, "0"), (1.0, str(most))),
        bars=tuple(
            Bar(
                index / len(bins),
                1 / len(bins),
                count / most,
                f"{low:.0f}–{high:.0f} 毫秒：{count} 个问题",
            )
            for index, (low, high, count) in enumerate(bins)
            if count
        ),
    )


def _ticks(end: float) -> tuple[Tick, ...]:
    return tuple((share / 5, f"{end * share / 5:g}") for share in range(6))
