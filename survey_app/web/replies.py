"""How answers travel: compressed by ourselves, and residents' pages asked for anew each time."""

from flask import Response, request

from survey_app.web.prerender import Prerendered, gzipped

COMPRESSED = {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}
WORTH_IT = 500  # bytes


def page(html: str, status: int = 200) -> Response:
    """A resident's page that was rendered just now."""
    return _never_stale(Response(html, status))


def filled(prerendered: Prerendered, values: dict[str, str]) -> Response:
    """A resident's page that was rendered ahead; values are escaped for HTML."""
    if not takes_gzip():
        return _never_stale(Response(prerendered.html(values)))
    response = Response(prerendered.gzip(values))
    response.headers["Content-Encoding"] = "gzip"
    return _never_stale(response)


def compress(response: Response) -> Response:
    """Compress what is worth it and is not compressed yet; for every answer of the system."""
    if response.mimetype not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not takes_gzip() or response.status_code == 304:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= WORTH_IT:
        response.set_data(gzipped(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def takes_gzip() -> bool:
    """Whether whoever asks reads gzip."""
    return request.accept_encodings["gzip"] > 0


def _never_stale(response: Response) -> Response:
    # WeChat's browser on Android is known to show a questionnaire of days ago otherwise.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
