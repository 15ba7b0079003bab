"""Placements of a community, their QR codes and posters: as PDF for print, as PNG for chats."""

import secrets
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for

from survey_app.errors import NotFound
from survey_app.output import qr
from survey_app.output.poster import poster_png, posters_pdf
from survey_app.services import print_pack, scope
from survey_app.services.communities import community_views
from survey_app.services.placements import Landing, add_placement, placements_of
from survey_app.web import downloads
from survey_app.web.auth import NUMBER, allowed
from survey_app.web.downloads import Picture
from survey_app.web.forms import PlacementForm
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

bp = Blueprint("posters", __name__)  # nested in worker, which guards it


@bp.route("/communities/<code>", methods=["GET"])
@allowed("admin", "analyst", "worker")
def community(code: str) -> str:
    """Where a community's codes hang, and what is open there."""
    return _community_page(code, PlacementForm())


@bp.post("/communities/<code>")
@allowed("admin", "worker")
def add(code: str) -> Any:
    """One more placement, with a code of its own."""
    form = PlacementForm()
    if not form.validate_on_submit():
        return _community_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with runtime().database.writing() as session:
        region = scope.visible_community(session, g.account, code)
        bits = secrets.randbits(80)
        add_placement(session, region, form.spot.data, random_bits=bits, now=runtime().now())
    say = speaker(g.language)
    flash(say("Added. Its poster is ready to print."))
    return redirect(url_for(".community", code=code), HTTPStatus.SEE_OTHER)


def _community_page(code: str, form: PlacementForm) -> str:
    with runtime().database.reading() as session:
        region = scope.visible_community(session, g.account, code)
        place = community_views(session, [region])[0]
        placements = placements_of(session, [code])
        offers = print_pack.current_offers(session, region, runtime().now())
    return render_template(
        "staff/community.html",
        place=place,
        placements=placements,
        offers=offers,
        form=form,
        now=runtime().now(),
    )


@bp.get("/communities/<code>/posters.pdf")
@allowed("admin", "analyst", "worker")
def community_pdf(code: str) -> Any:
    """The posters of one community, a page each."""
    with runtime().database.reading() as session:
        region = scope.visible_community(session, g.account, code)
        pages = _pages(session, [region])
        placements = placements_of(session, [code])
    if downloads.in_wechat():
        return downloads.open_elsewhere([_picture(p.code, p.spot) for p in placements])
    return _pdf(pages, f"{region.name}-海报.pdf")


@bp.get(f"/campaigns/{NUMBER}/posters.pdf")
@allowed("admin", "analyst", "worker")
def campaign_pdf(campaign_id: int) -> Any:
    """The print pack of a campaign: the posters of its communities, a page each."""
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        regions = [link.region for link in scope.visible_links(session, g.account, campaign)]
        pages = _pages(session, regions)
        placements = placements_of(session, [region.code for region in regions])
    if downloads.in_wechat():
        return downloads.open_elsewhere(
            [_picture(p.code, f"{p.region.name} · {p.spot}") for p in placements]
        )
    return _pdf(pages, f"海报-{campaign_id}.pdf")


def _pages(session: Any, regions: list[Any]) -> list[Any]:
    return print_pack.posters(
        session, regions, now=runtime().now(), public_url=runtime().settings.public_url
    )


def _pdf(pages: list[Any], name: str) -> Any:
    if not pages:
        raise NotFound("There are no posters here yet. Add a spot first.")
    content = posters_pdf(pages, fonts=runtime().settings.fonts)
    return downloads.attachment(content, name, "application/pdf")


def _picture(code: str, label: str) -> Picture:
    return Picture(url_for(".picture", code=code), url_for(".poster", code=code), label)


def _landing(code: str) -> Landing:
    with runtime().database.reading() as session:
        return scope.visible_landing(session, g.account, code)[1]


@bp.get("/posters/<code>")
@allowed("admin", "analyst", "worker")
def poster(code: str) -> str:
    """A poster as a picture that can be pressed long: to send it on, or to scan it."""
    return render_template("staff/poster.html", landing=_landing(code))


@bp.get("/posters/<code>.png")
@allowed("admin", "analyst", "worker")
def picture(code: str) -> Any:
    """The picture itself."""
    with runtime().database.reading() as session:
        region, landing = scope.visible_landing(session, g.account, code)
        page = print_pack.poster(
            session,
            region,
            landing.code,
            now=runtime().now(),
            public_url=runtime().settings.public_url,
        )
    content = poster_png(page, fonts=runtime().settings.fonts)
    return downloads.picture(content, f"{page.community}-{page.spot}.png", "image/png")


@bp.get("/qr/<code>.png")
@allowed("admin", "analyst", "worker")
def code_png(code: str) -> Any:
    """The QR code as a picture, to look at or press long."""
    landing = _landing(code)
    content = qr.png(_address(landing))
    return downloads.picture(content, f"{landing.community.name}-{landing.spot}.png", "image/png")


@bp.get("/qr/<code>.svg")
@allowed("admin", "analyst", "worker")
def code_svg(code: str) -> Any:
    """The QR code as a drawing, for those who set their own print."""
    landing = _landing(code)
    if downloads.in_wechat():
        address = url_for(".code_png", code=landing.code)
        return downloads.open_elsewhere([Picture(address, address, landing.spot)])
    content = qr.svg(_address(landing), label=f"{landing.community.name} {landing.spot}").encode()
    name = f"{landing.community.name}-{landing.spot}.svg"
    return downloads.attachment(content, name, "image/svg+xml")


def _address(landing: Landing) -> str:
    return f"{runtime().settings.public_url}/q/{landing.code}"
