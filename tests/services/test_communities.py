"""Importing communities: twice is once, figures are only added, every wrong row is named."""

import io

import pytest
from openpyxl import Workbook

from survey_app.errors import Invalid, NotFound
from survey_app.paths import bundled
from survey_app.services.communities import (
    community_views,
    find_communities,
    population_of,
)
from survey_app.services.community_import import Imported, import_communities
from survey_app.storage.models import Population, Region
from tests.city import NOON

HEADER = "code,name,street,district,district_code,city,city_code,batch,official_code"
ROW = "CK-A,甲社区,南桥街道,赤坎区,CK,湛江市,ZJ,1,440802001001"
FIGURES = f"{HEADER},adults,households,source,as_of\n{ROW},{{adults}},300,户籍统计,{{as_of}}\n"


@pytest.fixture
def load(session, tmp_path):
    """Imports a CSV text."""

    def load(text: str, encoding: str = "utf-8") -> Imported:
        path = tmp_path / "社区.csv"
        path.write_bytes(text.encode(encoding))
        return import_communities(session, path, NOON)

    return load


def problems(load, text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        load(text)
    return str(caught.value).split("\n")


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


def test_the_nine_communities_stand_in_their_tree(session):
    file = bundled("questionnaires") / "communities.csv"
    assert import_communities(session, file, NOON) == Imported(9, 0, 0)
    views = community_views(session, find_communities(session, []))
    assert views[0].area("zh") == "赤坎区 南桥街道"
    assert views[0].area("en") == "Nanqiao, Chikan"
    assert (views[0].named("zh"), views[0].named("en")) == ("百园社区", "Baiyuan")
    assert {view.city for view in views} == {"湛江市"}
    assert session.query(Region).filter_by(level="street").count() == 7


def test_importing_again_updates_and_adds_nothing(session, load):
    load(table(ROW))
    assert load(table(ROW.replace("甲社区", "乙社区"))) == Imported(0, 1, 0)
    [community] = find_communities(session, ["CK-A"])
    assert community.name == "乙社区"
    assert session.query(Region).count() == 4


def test_a_community_that_moves_to_another_street_moves(session, load):
    load(table(ROW))
    load(table(ROW.replace("南桥街道", "沙湾街道")))
    [view] = community_views(session, find_communities(session, ["CK-A"]))
    assert view.street == "沙湾街道"


def test_population_figures_are_added_and_the_newest_counts(session, load):
    assert load(FIGURES.format(adults=1000, as_of="2025-12-31")).figures == 2
    assert load(FIGURES.format(adults=1100, as_of="2026-06-30")).figures == 2
    assert load(FIGURES.format(adults=900, as_of="2024-12-31")).figures == 2
    [community] = find_communities(session, ["CK-A"])
    assert session.query(Population).filter_by(key="adults").count() == 3
    assert population_of(session, [community.id])[community.id]["adults"] == {
        "value": 1100,
        "source": "户籍统计",
        "as_of": "2026-06-30",
    }


def test_chinese_headers_and_encodings_are_understood(session, load):
    text = (
        "社区代码,社区,街道,县区,县区代码,市,市代码,批次,常住人口,数据来源,数据日期\n"
        "CK-A,甲社区,南桥街道,赤坎区,CK,湛江市,ZJ,2,1200,公报,2026-06-30\n"
    )
    assert load(text, "gb18030") == Imported(1, 0, 1)
    [community] = find_communities(session, ["CK-A"])
    assert community.batch == 2


def test_a_workbook_with_real_numbers_and_dates_is_understood(session, tmp_path):
    book = Workbook()
    book.active.append(f"{HEADER},total,source,as_of".split(","))
    book.active.append([*ROW.split(","), 1200, "公报", NOON.replace(tzinfo=None)])
    body = io.BytesIO()
    book.save(body)
    path = tmp_path / "社区.xlsx"
    path.write_bytes(body.getvalue())
    assert import_communities(session, path, NOON) == Imported(1, 0, 1)


def test_every_wrong_row_is_named_at_once(load):
    rows = [
        ROW,
        ROW.replace("甲社区", ""),
        ROW.replace(",1,", ",first,").replace("CK-A", "CK-B").replace("001001", "001002"),
        ROW,
    ]
    assert problems(load, table(*rows)) == [
        "Row 3: name must be filled in",
        "Row 4: batch must be a whole number, got “first”",
        "Row 3: code CK-A stands in row 2 already",
        "Row 5: code CK-A stands in row 2 already",
        "Row 3: official_code 440802001001 stands in row 2 already",
        "Row 5: official_code 440802001001 stands in row 2 already",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER, "社区.csv has no rows below the column names"),
        (table(ROW).replace("batch", "colour"), "Row 2: unknown columns colour"),
        (table(ROW.replace("甲", "甲" * 60)), "Row 2: name is longer than 60 characters"),
        (table(ROW.replace("南桥", "桥" * 30)), "Row 2: street is longer than 30 characters"),
        (table(ROW.replace(",1,", ",²,")), "Row 2: batch must be a whole number, got “²”"),
        (
            FIGURES.format(adults="many", as_of="2026-06-30"),
            "Row 2: adults must be a whole number, got “many”",
        ),
        (
            FIGURES.format(adults="1", as_of="last June"),
            "Row 2: population figures need a source and a date as_of such as 2026-06-30",
        ),
    ],
    ids=range(7),
)
def test_a_wrong_row_is_told_in_a_sentence(load, text, said):
    assert said in problems(load, text)


def test_nothing_is_imported_when_one_row_is_wrong(session, load):
    problems(load, table(ROW, "CK-B,,,,,,,,"))
    assert session.query(Region).count() == 0


def test_a_code_of_another_level_is_refused(load):
    assert problems(load, table(ROW.replace("CK-A", "ZJ"))) == [
        "code ZJ already belongs to a city; choose another"
    ]


def test_an_official_code_of_another_community_is_refused(load):
    load(table(ROW))
    assert problems(load, table(ROW.replace("CK-A", "CK-B"))) == [
        "official code 440802001001 already belongs to 甲社区"
    ]


def test_unknown_communities_are_named_with_those_that_are_known(session, load):
    load(table(ROW))
    with pytest.raises(NotFound, match=r"no community CK-X, CK-Y\. Known: CK-A"):
        find_communities(session, ["CK-A", "CK-X", "CK-Y"])
    assert len(find_communities(session, ["CK-A", "CK-A"])) == 1
