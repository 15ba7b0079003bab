"""Importing the register of communities and their population figures from a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from survey_app.errors import Invalid, Several
from survey_app.services.table_files import Row, read_table
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import Population, Region

REQUIRED = ("code", "name", "street", "district", "district_code", "city", "city_code")
OPTIONAL = ("name_en", "street_en", "district_en", "city_en", "batch", "official_code")
FIGURES = ("total", "adults", "households", "M_18_59", "M_60P", "F_18_59", "F_60P")
ORIGIN = ("source", "as_of")  # of the population figures, as_of as 2026-06-30
UNIQUE = ("code", "official_code")
LONGEST = {  # characters; district_code and street together make a street's code
    "code": 48,
    "city_code": 48,
    "district_code": 16,
    "street": 30,
    "official_code": 12,
    "source": 200,
    **dict.fromkeys(("name", "district", "city"), 60),
    **dict.fromkeys(("name_en", "street_en", "district_en", "city_en"), 60),
}
CHINESE = {
    "社区代码": "code",
    "社区": "name",
    "街道": "street",
    "县区": "district",
    "县区代码": "district_code",
    "市": "city",
    "市代码": "city_code",
    "批次": "batch",
    "统计用区划代码": "official_code",
    "常住人口": "total",
    "18岁及以上": "adults",
    "户数": "households",
    "男18—59岁": "M_18_59",
    "男60岁及以上": "M_60P",
    "女18—59岁": "F_18_59",
    "女60岁及以上": "F_60P",
    "数据来源": "source",
    "数据日期": "as_of",
}


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    updated: int
    figures: int


def import_communities(session: Session, path: Path, now: datetime) -> Imported:
    """Add or update the communities of a CSV or XLSX file, and add their population figures.

    A row's code decides whether it is new. Figures need source and as_of and are only ever added.
    Raises Invalid naming every wrong row; then nothing is imported.
    """
    rows = [(line, _named(row)) for line, row in read_table(path)]
    problems = [problem for line, row in rows for problem in _problems(line, row)]
    problems += [problem for name in UNIQUE for problem in _repeated(name, rows)]
    if not rows:
        problems.append(Invalid("{file} has no rows below the column names", file=path.name))
    if problems:
        raise Several(problems)
    added = sum(_put(session, row) for _, row in rows)
    figures = sum(_record(session, row, now) for _, row in rows)
    return Imported(added, len(rows) - added, figures)


def _named(row: Row) -> Row:
    return {CHINESE.get(name, name): text for name, text in row.items()}


def _problems(line: int, row: Row) -> Iterable[Invalid]:
    missing = [name for name in REQUIRED if not row.get(name)]
    if missing:
        names = ", ".join(missing)
        yield Invalid("Row {line}: {names} must be filled in", line=line, names=names)
    unknown = set(row) - {*REQUIRED, *OPTIONAL, *FIGURES, *ORIGIN}
    if unknown:
        names = ", ".join(sorted(unknown))
        yield Invalid("Row {line}: unknown columns {names}", line=line, names=names)
    for name, most in LONGEST.items():
        if len(row.get(name, "")) > most:
            yield Invalid(
                "Row {line}: {name} is longer than {most} characters",
                line=line,
                name=name,
                most=most,
            )
    yield from _wrong_figures(line, row)


def _wrong_figures(line: int, row: Row) -> Iterable[Invalid]:
    given = [name for name in FIGURES if row.get(name)]
    for name in (*given, *(["batch"] if row.get("batch") else [])):
        if not row[name].isdecimal() or len(row[name]) > 9:
            yield Invalid(
                "Row {line}: {name} must be a whole number, got “{text}”",
                line=line,
                name=name,
                text=row[name],
            )
    if given and not (row.get("source") and _date(row.get("as_of", ""))):
        yield Invalid(
            "Row {line}: population figures need a source and a date as_of such as 2026-06-30",
            line=line,
        )


def _repeated(name: str, rows: Sequence[tuple[int, Row]]) -> Iterable[Invalid]:
    first: dict[str, int] = {}
    for line, row in rows:
        text = row.get(name)
        if text and text in first:
            yield Invalid(
                "Row {line}: {name} {text} stands in row {first} already",
                line=line,
                name=name,
                text=text,
                first=first[text],
            )
        elif text:
            first[text] = line


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _put(session: Session, row: Row) -> bool:
    city = _region(session, "city", row["city_code"], None, row["city"], row.get("city_en", ""))
    district = _region(
        session,
        "district",
        row["district_code"],
        city,
        row["district"],
        row.get("district_en", ""),
    )
    street_code = f"{district.code}-{row['street']}"
    street = _region(
        session, "street", street_code, district, row["street"], row.get("street_en", "")
    )
    is_new = queries.region(session, row["code"]) is None
    community = _region(
        session, "community", row["code"], street, row["name"], row.get("name_en", "")
    )
    community.batch = int(row["batch"]) if row.get("batch") else community.batch
    if official_code := row.get("official_code"):
        owner = queries.region_by_official_code(session, official_code)
        if owner is not None and owner is not community:
            raise Invalid(
                "official code {code} already belongs to {name}",
                code=official_code,
                name=owner.name,
            )
        community.official_code = official_code
    return is_new


def _region(
    session: Session, level: str, code: str, parent: Region | None, name: str, name_en: str
) -> Region:
    region = queries.region(session, code)
    if region is None:
        region = Region(level=level, code=code)
        session.add(region)
    if region.level != level:
        raise Invalid(
            "code {code} already belongs to a {level}; choose another",
            code=code,
            level=region.level,
        )
    region.parent_id = parent.id if parent else None
    region.name = name
    region.name_en = name_en or region.name_en or ""
    session.flush()
    return region


def _record(session: Session, row: Row, now: datetime) -> int:
    community = queries.region(session, row["code"])
    as_of = _date(row.get("as_of", ""))
    if community is None or as_of is None:
        return 0
    given = [name for name in FIGURES if row.get(name)]
    session.add_all(
        Population(
            region_id=community.id,
            key=name,
            value=int(row[name]),
            source=row["source"],
            as_of=as_of,
            recorded_at=now,
        )
        for name in given
    )
    return len(given)
