"""A resident's form as a browser reads it: what it would send if nothing were changed."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class ShownForm(HTMLParser):
    """Reads a page. fields: name -> values of the form #form, empty ones left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: MultiDict[str, str] = MultiDict()
        self._inside = False
        self._writing = self._choosing = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self._inside = told.get("id") == "form"
        if not self._inside:
            return
        name, value = told.get("name"), told.get("value") or ""
        if tag == "textarea":
            self._writing, self._text = name, ""
        elif tag == "select":
            self._choosing = name
        elif tag == "option" and "selected" in told:
            self._add(self._choosing, value)
        elif tag == "input" and (
            "checked" in told or told.get("type") not in ("radio", "checkbox")
        ):
            self._add(name, value)

    def handle_data(self, data):
        if self._writing:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        if tag == "textarea" and self._writing:
            # A newline right after the tag is no part of the text.
            self._add(self._writing, self._text.replace("\r\n", "\n").removeprefix("\n"))
            self._writing = None

    def _add(self, name, value):
        if name and value:
            self.fields.add(name, value)
