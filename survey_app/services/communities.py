"""The communities: with the names above them, by code, with their population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey_app.errors import NotFound
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import Region


@dataclass(frozen=True)
class Community:
    """A community with the names above it, for pages and posters."""

    id: int
    code: str
    name: str
    name_en: str
    street: str
    district: str
    city: str
    area_en: str

    def named(self, language: str) -> str:
        """The community's name; in English where it has one."""
        return (self.name_en if language == "en" else "") or self.name

    def area(self, language: str) -> str:
        """District and street: two communities may have close names."""
        if language == "en" and self.area_en:
            return self.area_en
        return f"{self.district} {self.street}"


def community_views(session: Session, regions: Sequence[Region]) -> list[Community]:
    """The communities with their street, district and city."""
    known = queries.ancestors(session, regions)
    views = []
    for region in regions:
        street = known[region.parent_id or 0]
        district = known[street.parent_id or 0]
        views.append(_view(region, street, district, known[district.parent_id or 0]))
    return views


def community_view(community: Region) -> Community:
    """One community whose parents are loaded already."""
    above = [community]
    while (parent := above[-1].parent) is not None:
        above.append(parent)
    _, street, district, city = above
    return _view(community, street, district, city)


def _view(region: Region, street: Region, district: Region, city: Region) -> Community:
    area_en = ", ".join(place.name_en for place in (street, district) if place.name_en)
    names = (street.name, district.name, city.name)
    return Community(region.id, region.code, region.name, region.name_en, *names, area_en)


def find_communities(session: Session, codes: Sequence[str]) -> list[Region]:
    """Communities by code (all when no code is given); raises NotFound naming unknown codes."""
    known = {region.code: region for region in queries.communities(session)}
    if not codes:
        return list(known.values())
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise NotFound(
            "There is no community {codes}. Known: {known}",
            codes=", ".join(unknown),
            known=", ".join(known),
        )
    return [known[code] for code in dict.fromkeys(codes)]


def population_of(session: Session, region_ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """Region id -> figure's key -> {value, source, as_of}: what a campaign freezes at launch."""
    frozen: dict[int, dict[str, object]] = {}
    for row in queries.latest_population(session, region_ids):
        frozen.setdefault(row.region_id, {})[row.key] = {
            "value": row.value,
            "source": row.source,
            "as_of": row.as_of.isoformat(),
        }
    return frozen
