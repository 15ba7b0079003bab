"""Charts: positions by hand, nothing for a content security policy to refuse."""

from itertools import combinations, pairwise
from math import nan
from xml.etree import ElementTree

import pytest

from survey_app.output import chart

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def strip(value, low, high, **more):
    given = {"goal": 0.9, "shape": "open", "label": "x", "goal_label": "Goal 90%"}
    return parsed(chart.interval_strip(value, low, high, **(given | more)))


def row(value, low, high, **more):
    given = {"goal": 0.9, "shape": "met", "axis": (0.5, 1.0)}
    return parsed(chart.whisker(value, low, high, **(given | more)))


def marks(root):
    """Where marks stand: they alone are svg inside svg."""
    return [inner.get("x") for inner in root.findall(f"{SVG}svg")]


def words(root):
    return [text.text for text in root.iter(f"{SVG}text")]


EVERY_CHART = [
    chart.interval_strip(
        0.92, 0.85, 0.959, goal=0.9, shape="open", label="<b>&\"'", goal_label="<i>&\"'"
    ),
    chart.interval_strip(None, nan, None, goal=0.9, shape="none", label="<b>&\"'"),
    chart.whisker(0.92, 0.85, 0.959, goal=0.9, shape="miss", label="<b>&\"'"),
    chart.bar(0.3, label="<b>&\"'"),
    chart.stacked([3, 2, 1, 0, 4], label="<b>&\"'"),
    chart.mark("met", label="<b>&\"'"),
]


@pytest.mark.parametrize("text", EVERY_CHART)
def test_a_chart_is_safe_inline_and_says_its_label(text):
    root = parsed(text)
    assert (root.get("role"), root.find(f"{SVG}title").text) == ("img", "<b>&\"'")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_goal_label_is_shown_as_written():
    assert words(parsed(EVERY_CHART[0]))[0] == "<i>&\"'"


def test_without_a_label_screen_readers_pass_over():
    assert parsed(chart.bar(0.3)).get("aria-hidden") == "true"


@pytest.mark.parametrize("unknown", [None, nan])
def test_unknown_is_a_bare_track_not_a_mark_at_0(unknown):
    for root in (strip(unknown, unknown, unknown), row(unknown, unknown, unknown)):
        assert [child.tag for child in root if child.tag != f"{SVG}title"] == [f"{SVG}rect"]
    assert len(parsed(chart.bar(unknown)).findall(f"{SVG}rect")) == 1
    assert len(parsed(chart.stacked([1, unknown, 2])).findall(f"{SVG}rect")) == 1


def test_a_rate_without_interval_has_its_mark_alone():
    root = row(0.75, None, nan)
    assert (marks(root), len(root.findall(f"{SVG}rect"))) == (["50%"], 1)


def test_row_positions():
    # The axis 50 … 100 % lies on 3 … 97 % of the width: 0.75 at 50, 0.6 at 3 + 0.2 * 94 = 21.8,
    # 0.9 at 3 + 0.8 * 94 = 78.2; the interval is 78.2 - 21.8 = 56.4 long.
    root = row(0.75, 0.6, 0.9, goal=0.9)
    interval = root.findall(f"{SVG}rect")[1]
    assert marks(root) == ["50%"]
    assert (interval.get("x"), interval.get("width")) == ("21.8%", "56.4%")
    assert root.find(f"{SVG}line").get("x1") == "78.2%"


def test_strip_positions_and_labels():
    # Axis 70 … 100 %: 0.92 at 3 + 0.22 / 0.3 * 94 = 71.933, 0.85 at 50, 0.97 at 87.6.
    root = strip(0.92, 0.85, 0.97)
    assert marks(root) == ["71.933%"]
    assert [text.get("x") for text in root.iter(f"{SVG}text")][1:3] == ["50%", "87.6%"]
    assert words(root)[:3] == ["Goal 90%", "85.0%", "97.0%"]


def test_strip_axis_is_widened_for_a_low_end():
    assert "60%" in words(strip(0.75, 0.69, 0.8, width=720))
    assert "70%" in words(strip(0.92, 0.85, 0.97))


def test_ends_too_close_for_two_labels_share_one():
    assert "99.0%–99.9%" in words(strip(0.995, 0.99, 0.999))


def test_a_limit_label_gives_way_to_an_end_label():
    assert "100%" not in words(strip(0.95, 0.8, 0.99))


@pytest.mark.parametrize(
    ("lows", "goal", "begin"),
    [
        ([], None, 0.7),
        ([0.93, 0.71], 0.9, 0.7),
        ([0.7], 0.9, 0.7),
        ([0.699], 0.9, 0.6),
        ([0.6], 0.9, 0.6),
        ([0.3], 0.9, 0.3),
        ([0.0], 0.9, 0.0),
        ([None, nan, 0.55], 0.9, 0.5),
        ([0.95], 0.4, 0.4),
    ],
)
def test_axis_begins_at_70_or_the_ten_below_the_lowest(lows, goal, begin):
    assert chart.axis_for(lows, goal) == (begin, 1.0)


def test_what_lies_outside_the_axis_is_refused():
    with pytest.raises(ValueError, match="axis_for"):
        chart.whisker(0.65, 0.6, 0.7, goal=0.9, shape="miss")


@pytest.mark.parametrize("share", [-0.01, 1.01, 92])
def test_a_share_is_not_a_percentage(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        chart.bar(share)


def test_bar_is_as_long_as_its_share():
    track, share = parsed(chart.bar(0.667)).iter(f"{SVG}rect")
    assert (track.get("width"), share.get("width")) == ("100%", "66.7%")
    assert len(parsed(chart.bar(0)).findall(f"{SVG}rect")) == 1


def test_parts_of_a_split_follow_one_another():
    parts = parsed(chart.stacked([2, 1, 0, 1, 0])).findall(f"{SVG}rect")
    assert [(part.get("x"), part.get("width")) for part in parts] == [
        ("0%", "50%"),
        ("50%", "25%"),
        ("75%", "25%"),
    ]
    assert parts[2].get("fill") == chart.SPLIT_TONES[3]


def test_a_split_of_nobody_is_a_bare_track():
    assert len(parsed(chart.stacked([0, 0, 0])).findall(f"{SVG}rect")) == 1


@pytest.mark.parametrize("counts", [[1] * 6, [3, -1]])
def test_an_impossible_split_is_refused(counts):
    with pytest.raises(ValueError, match="parts|negative"):
        chart.stacked(counts)


def test_every_verdict_has_its_own_shape():
    marks = [parsed(chart.mark(shape)).find(f"{SVG}svg") for shape in ("met", "open", "miss")]
    assert len({form[0].tag for form in marks}) == 3


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_parts_of_a_split_differ_in_greyscale():
    assert min(contrast(a, b) for a, b in pairwise(chart.SPLIT_TONES)) > 1.9
    assert min(contrast(a, b) for a, b in combinations(chart.SPLIT_TONES, 2)) > 1.3


def test_marks_stand_out_from_paper_as_graphics_must():
    # WCAG 2.2, 1.4.11: 3 to 1.
    assert min(contrast(tone, "#ffffff") for tone in chart.TONES.values()) > 3


def test_a_bare_strip_draws_the_same_without_words():
    given = {"goal": 0.9, "shape": "open"}
    bare = parsed(chart.bare_strip(0.92, 0.85, 0.959, axis=(0.7, 1.0), **given))
    assert marks(bare) == marks(strip(0.92, 0.85, 0.959))
    assert words(bare) == []
    assert bare.get("aria-hidden") == "true"


def test_a_bare_strip_without_a_value_is_what_is_possible_and_no_mark():
    bare = parsed(chart.bare_strip(None, 0.91, 1.0, goal=0.9, shape="none", axis=(0.7, 1.0)))
    assert marks(bare) == []
    # 0.91 of 0.7 … 1 is 70 % along the axis, which has a margin of 3 %: 3 + 0.7 · 94 = 68.8.
    assert [band.get("x") for band in bare.findall(f"{SVG}rect")] == ["3%", "68.8%"]
