"""Small charts as SVG text: the interval of a rate, rows of rates, bars.

Presentation attributes only (no style, no script), so a chart may stand inline under a strict
content security policy and as an image in a PDF. Positions across are percentages and everything
else is in pixels: a chart fills the width it is given (`width=None`), from a phone to a desk, and
neither its text nor its marks grow or shrink. Where there is no page around it, as in a PDF, give
`width` in pixels.

Shares are in [0, 1]; None and nan are unknown and give the bare track, never a mark at 0. `label`
is the chart in words for those who do not see it; where the words stand beside the chart already,
an empty label hides it from screen readers.
"""

from collections.abc import Sequence
from html import escape
from math import floor, isnan
from typing import Literal

Shape = Literal["met", "open", "miss", "none"]
Axis = tuple[float, float]
Share = float | None
Label = tuple[str, float]  # its words, and where it stands across

INK, SOFT, LINE, BRAND = "#1b1f23", "#57606a", "#d0d7de", "#0b6b5f"
TONES = {"met": BRAND, "open": "#8a5a00", "miss": "#a4262c", "none": SOFT}
# From best to worst. All five differ in lightness, neighbours most: they stay apart in greyscale.
SPLIT_TONES = ("#0b6b5f", "#63b3a4", "#e4e8ea", "#c27a32", "#6b1218")

_DEFAULT_AXIS = (0.7, 1.0)
_MARGIN = 0.03  # so that a mark at either end of the axis is drawn whole
_PHONE = 300  # pixels: labels that do not meet at this width do not meet at any


def axis_for(lows: Sequence[Share], goal: Share = None) -> Axis:
    """The axis for a group of rates: 0.7 … 1, begun earlier in steps of 0.1 to show every low."""
    shown = [share for share in map(_known, [*lows, goal]) if share is not None]
    # The small amount keeps 0.6 at 0.6, although 0.6 * 10 may fall short of 6.
    begin = min([floor(share * 10 + 1e-9) / 10 for share in shown], default=_DEFAULT_AXIS[0])
    return min(begin, _DEFAULT_AXIS[0]), 1.0


def interval_strip(
    value: Share,
    low: Share,
    high: Share,
    *,
    goal: Share,
    shape: Shape,
    label: str,
    goal_label: str = "",
    width: int | None = None,
) -> str:
    """A rate with its interval against the goal, ends labelled in per cent; 76 px high."""
    axis = axis_for([low, value], goal)
    track = _band(0.0, 1.0, y=34, height=8, fill=LINE)
    at = _across(value, axis)
    if at is None:
        return _drawing(track, height=76, label=label, width=width)
    ends = _interval(low, high, axis)
    parts = [track]
    if ends:
        parts.append(_band(*ends, y=31, height=14, fill=TONES[shape], opacity=0.4))
    goal_at = _across(goal, axis)
    if goal_at is not None:
        parts.append(_goal_line(goal_at, 20, 56))
        parts.append(_text(goal_label, goal_at, y=13, fill=INK))
    parts.append(_mark(shape, at, y=38, radius=9, edge="#fff"))
    parts += _end_labels((low, high), ends, axis, width or _PHONE)
    return _drawing("".join(parts), height=76, label=label, width=width)


def bare_strip(
    value: Share, low: Share, high: Share, *, goal: Share, shape: Shape, axis: Axis
) -> str:
    """The drawing of `interval_strip` without words, for pages whose text grows; 44 px high.

    Without a value there is no mark: low and high are all that is known. Raises ValueError if
    something lies outside the axis.
    """
    parts = [_band(0.0, 1.0, y=18, height=8, fill=LINE)]
    if ends := _interval(low, high, axis):
        parts.append(_band(*ends, y=15, height=14, fill=TONES[shape], opacity=0.4))
    if (goal_at := _across(goal, axis)) is not None:
        parts.append(_goal_line(goal_at, 2, 42))
    if (at := _across(value, axis)) is not None:
        parts.append(_mark(shape, at, y=22, radius=9, edge="#fff"))
    return _drawing("".join(parts), height=44, label="", width=None)


def whisker(
    value: Share,
    low: Share,
    high: Share,
    *,
    goal: Share,
    shape: Shape,
    axis: Axis = _DEFAULT_AXIS,
    label: str = "",
    width: int | None = None,
) -> str:
    """One row of a group, without text: interval as a line, rate as a mark; 32 px high.

    Rows under one another share `axis` (see `axis_for`), and their goal lines join. Raises
    ValueError if something lies outside the axis.
    """
    parts = [_band(0.0, 1.0, y=15.5, height=1, fill=LINE)]
    at, goal_at = _across(value, axis), _across(goal, axis)
    if at is not None:
        if goal_at is not None:
            parts.append(_goal_line(goal_at, 0, 32))
        if ends := _interval(low, high, axis):
            parts.append(_band(*ends, y=14.5, height=3, fill=TONES[shape]))
        parts.append(_mark(shape, at, y=16, radius=7))
    return _drawing("".join(parts), height=32, label=label, width=width)


def bar(
    share: Share,
    *,
    ends: tuple[Share, Share] = (None, None),
    label: str = "",
    tone: str = BRAND,
    height: int = 14,
    width: int | None = None,
) -> str:
    """A bar of `share` of the width on a pale track; its interval from end to end as a line."""
    known = _known(share)
    parts = _rect(0.0, 1.0, height=height, fill="#eef1f2", rx=3)
    if known:
        parts += _rect(0.0, known, height=height, fill=tone, rx=3)
    low, high = map(_known, ends)
    if low is not None and high is not None:
        parts += _rect(low, high - low, height=2, fill=INK, y=height / 2 - 1)
    return _drawing(parts, height=height, label=label, width=width)


def stacked(
    counts: Sequence[Share], *, label: str = "", height: int = 20, width: int | None = None
) -> str:
    """Up to five counts as parts of one bar, best first, in SPLIT_TONES.

    The bare track if a count is unknown or all are 0. Raises ValueError if there are more than
    five or one is negative.
    """
    if len(counts) > len(SPLIT_TONES):
        raise ValueError(f"a split has at most {len(SPLIT_TONES)} parts, got {len(counts)}")
    known = [count for count in counts if count is not None and not isnan(count)]
    if any(count < 0 for count in known):
        raise ValueError(f"counts must not be negative, got {list(counts)}")
    total = sum(known)
    if len(known) < len(counts) or not total:
        track = _rect(0.0, 1.0, height=height, fill="#eef1f2")
        return _drawing(track, height=height, label=label, width=width)
    parts, begin = "", 0.0
    for count, tone in zip(known, SPLIT_TONES, strict=False):
        if count:
            parts += _rect(begin, count / total, height=height, fill=tone, stroke="#fff")
        begin += count / total
    return _drawing(parts, height=height, label=label, width=width)


def mark(shape: Shape, *, label: str = "") -> str:
    """The mark of a verdict alone, 16 px square, to stand before its word."""
    return _drawing(_mark(shape, 0.5, y=8, radius=6), height=16, label=label, width=16)


def swatch(part: int) -> str:
    """The tone of the part-th piece of a split (0 is the best), 12 px square, for its legend."""
    tone = _rect(0.0, 1.0, height=12, fill=SPLIT_TONES[part], stroke=SOFT)
    return _drawing(tone, height=12, label="", width=12)


def _drawing(content: str, *, height: int, label: str, width: int | None) -> str:
    spoken = f'role="img"><title>{escape(label)}</title>' if label else 'aria-hidden="true">'
    # Without a page around it, typst takes a variable font's thinnest weight unless told another.
    size = f'width="{width}" font-weight="500"' if width else 'width="100%"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} height="{height}" font-size="14" '
        f"{spoken}{content}</svg>"
    )


def _known(share: Share) -> Share:
    """The share as a float, None if unknown; ValueError outside [0, 1]."""
    if share is None or isnan(share):
        return None
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, got {share!r}")
    return float(share)


def _across(share: Share, axis: Axis) -> Share:
    """Where a share stands on the drawing: 0 is its left edge, 1 its right edge."""
    known, (begin, end) = _known(share), axis
    if known is None:
        return None
    if not begin <= known <= end:
        raise ValueError(f"{known!r} lies outside the axis {begin} … {end}; see axis_for")
    return _MARGIN + (known - begin) / (end - begin) * (1 - 2 * _MARGIN)


def _interval(low: Share, high: Share, axis: Axis) -> Axis | None:
    begin, end = _across(low, axis), _across(high, axis)
    return None if begin is None or end is None else (begin, end)


def _percent(position: float) -> str:
    return f"{round(position * 100, 3):g}%"


def _rect(begin: float, length: float, *, height: float, fill: str, **more: object) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return (
        f'<rect x="{_percent(begin)}" width="{_percent(length)}" height="{height}" '
        f'fill="{fill}"{extra}/>'
    )


def _band(
    begin: float, end: float, *, y: float, height: float, fill: str, opacity: float = 1
) -> str:
    """A rounded strip on the axis, which leaves the margins free."""
    begin, end = max(begin, _MARGIN), min(end, 1 - _MARGIN)
    return _rect(begin, end - begin, height=height, fill=fill, y=y, rx=height / 2, opacity=opacity)


def _goal_line(at: float, top: int, bottom: int) -> str:
    return (
        f'<line x1="{_percent(at)}" x2="{_percent(at)}" y1="{top}" y2="{bottom}" '
        f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 4"/>'
    )


def _mark(shape: Shape, at: float, *, y: float, radius: float, edge: str = "none") -> str:
    """A disc, a diamond, a square or (no verdict) a ring."""
    fill = TONES[shape]
    side, point = radius * 0.88, radius * 1.2
    if shape == "miss":
        form = f'<rect x="{-side}" y="{-side}" width="{side * 2}" height="{side * 2}"'
    elif shape == "open":
        form = f'<path d="M0 {-point}L{point} 0L0 {point}L{-point} 0z"'
    else:
        form = f'<circle r="{radius}"'
    if shape == "none":
        fill, edge = "#fff", fill
    # An inner svg, because only it can be placed by percentage whatever the form is.
    return (
        f'<svg x="{_percent(at)}" y="{y}" overflow="visible">'
        f'{form} fill="{fill}" stroke="{edge}" stroke-width="2"/></svg>'
    )


def _anchor(at: float) -> str:
    return "start" if at < 0.15 else "end" if at > 0.85 else "middle"


def _text(words: str, at: float, *, y: int, fill: str) -> str:
    return (
        f'<text x="{_percent(at)}" y="{y}" fill="{fill}" text-anchor="{_anchor(at)}">'
        f"{escape(words)}</text>"
    )


def _extent(words: str, at: float, width: int) -> tuple[float, float]:
    """From where to where a text of digits reaches, with a gap after it."""
    length = (len(words) * 8 + 8) / width
    begin = at - {"start": 0.0, "middle": length / 2, "end": length}[_anchor(at)]
    return begin, begin + length


def _meet(one: Label, other: Label, width: int) -> bool:
    (begin, end), (other_begin, other_end) = (_extent(*text, width) for text in (one, other))
    return begin < other_end and other_begin < end


def _end_labels(
    interval: tuple[Share, Share], ends: Axis | None, axis: Axis, width: int
) -> list[str]:
    """Per cent under the ends of interval and axis: where they would meet, joined or left out."""
    labels: list[Label] = []
    if ends:
        low, high = (f"{100 * (share or 0):.1f}%" for share in interval)
        labels = [(low, ends[0]), (high, ends[1])]
        if _meet(labels[0], labels[1], width):
            labels = [(f"{low}–{high}", sum(ends) / 2)]
    texts = [_text(*label, y=70, fill=INK) for label in labels]
    for share, at in zip(axis, (_MARGIN, 1 - _MARGIN), strict=True):
        limit = (f"{100 * share:.0f}%", at)
        if not any(_meet(limit, label, width) for label in labels):
            texts.append(_text(*limit, y=70, fill=SOFT))
    return texts
