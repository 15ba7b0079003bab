"""Residents' scripts and sheets hold nothing that a WebView of 2018 stumbles over."""

import re

import pytest

from survey_app.web.bundles import STATIC

SCRIPTS = [*(STATIC / "form").glob("*.js"), STATIC / "sw.js", STATIC / "tablet.js"]
SHEETS = [*(STATIC / "app").glob("*.css"), STATIC / "tablet.css"]
# ES2016 and later (Chrome 66 and iOS 12 know part of it), and strings over several lines.
NEWER = r"\?\.|\?\?|\*\*|\basync\b|\bawait\b|\.\.\.|`|replaceAll|\.flat\(|fromEntries|\.at\(-"
# Known since 2020 or later; `:has` and `text-wrap` have a way without.
UNKNOWN = r"\binset:|\bclamp\(|aspect-ratio|:is\(|:where\(|(?<!grid-)\bgap:"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_es2015(path):
    code = re.sub(r"//.*|\"[^\"\n]*\"", "", path.read_text("utf-8"))
    assert re.findall(NEWER, code) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_uses_what_browsers_of_2018_know(path):
    sheet = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(UNKNOWN, sheet) == []
