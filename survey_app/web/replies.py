"""Answers to residents: compressed by ourselves, and asked for anew each time they are opened."""

from flask import Response, request

from survey_app.web.prerender import Prerendered, gzipped


def page(html: str, status: int = 200) -> Response:
    """A page that was rendered just now."""
    if _takes_gzip():
        return _compressed(gzipped(html.encode()), status)
    return _never_stale(Response(html, status))


def filled(prerendered: Prerendered, values: dict[str, str]) -> Response:
    """A page that was rendered ahead; values are escaped for HTML."""
    if _takes_gzip():
        return _compressed(prerendered.gzip(values), 200)
    return _never_stale(Response(prerendered.html(values)))


def _takes_gzip() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _compressed(body: bytes, status: int) -> Response:
    response = Response(body, status)
    response.headers["Content-Encoding"] = "gzip"
    return _never_stale(response)


def _never_stale(response: Response) -> Response:
    # WeChat's browser on Android is known to show a questionnaire of days ago otherwise.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response
