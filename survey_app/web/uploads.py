"""Forms as they arrive: read within limits, so that nothing in a form costs its other answers.

One rule for bytes that are not UTF-8 (GBK from an old browser, half a character, a lone surrogate):
each of them becomes U+FFFD, as browsers read pages, in whatever way the form was sent. The rest of
the form stays as it is. Control characters such as NUL go when an answer is read: `clean_text`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from urllib.parse import parse_qsl

from flask import g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from survey_app.errors import marked
from survey_app.questionnaire.answers import AnswerProblem
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds import Refused
from survey_app.services.enclosures import most_photos
from survey_app.services.photos import MOST_BYTES, Photo, re_encode, too_large

MOST_READ = 100 * 1024 * 1024  # bytes of a body: with a file far too large it still is a form
MOST_KEPT = 40 * 1024 * 1024  # bytes of all files of a form
MOST_TEXT = 1024 * 1024  # bytes of everything else
MOST_DRAINED = 8 * 1024 * 1024  # bytes of a body that nobody will look at
MOST_PARTS = 2_000  # fields and files
URLENCODED = "application/x-www-form-urlencoded"
IN_MEMORY = 256 * 1024  # bytes of a file; a larger one goes to the disk
TOGETHER = marked("These photos are too large together: they may have at most {most} MB.")


class Upload(SpooledTemporaryFile[bytes]):
    """A file as it arrives. One that outgrows its room is counted on, but not kept."""

    def __init__(self, room: int) -> None:
        super().__init__(max_size=IN_MEMORY)
        self.room = min(room, MOST_BYTES)
        self.size = 0

    @property
    def kept(self) -> int:
        """Bytes that are kept."""
        return self.size if self.size <= self.room else 0

    def write(self, data: Any) -> int:
        """Take the next bytes."""
        self.size += len(data)
        if self.kept:
            super().write(data)
        else:
            self.truncate(0)
        return len(data)

    def content(self) -> bytes:
        """All of it; raises Refused when it was too large."""
        if self.size > MOST_BYTES:
            raise too_large()
        if self.size > self.room:
            raise Refused(TOGETHER, most=MOST_KEPT // 1024**2)
        self.seek(0)
        return self.read()


class _Metered:
    """A body of which everything but files must be short: it is held in memory."""

    def __init__(self, stream: IO[bytes], uploads: Sequence[Upload]) -> None:
        self._stream = stream
        self._uploads = uploads
        self._read = 0

    def read(self, size: int) -> bytes:
        """The next bytes; raises RequestEntityTooLarge."""
        data = self._stream.read(size)
        self._read += len(data)
        if self._read - sum(upload.size for upload in self._uploads) > MOST_TEXT + size:
            raise RequestEntityTooLarge
        return data


@dataclass(frozen=True)
class SentForm:
    """A form as it came: fields, and files by the field that they came in."""

    given: MultiDict[str, str]
    text_size: int = 0  # bytes, files not counted
    files: dict[str, list[Upload]] = field(default_factory=dict)
    is_too_large: bool = False  # so large that nothing of it could be read


@contextmanager
def sent_form(*, with_files: bool) -> Iterator[SentForm]:
    """The form of this request; its files are gone after the block.

    with_files : whether files may come. Raises RequestEntityTooLarge when they may not and the
    form is larger than anything that is ever read.
    """
    uploads: list[Upload] = []
    try:
        if with_files and request.mimetype == "multipart/form-data":
            sent = _with_files(uploads)
        else:
            sent = SentForm(_without_files(), request.content_length or 0)
        g.sent_form = sent  # a body is read once: should anything fail, the answers are here
        yield sent
    finally:
        for upload in uploads:
            upload.close()


def _without_files() -> MultiDict[str, str]:
    try:
        if request.mimetype != URLENCODED:
            return request.form
        # Werkzeug would drop the whole form for one byte that is not UTF-8.
        body = request.get_data().decode("utf-8", "replace")
        return MultiDict(parse_qsl(body, keep_blank_values=True, errors="replace"))
    except RequestEntityTooLarge:
        drain()
        raise


def sent_before() -> SentForm | None:
    """The form of this request when it was read already, without its files."""
    found = g.get("sent_form")
    return found if isinstance(found, SentForm) else None


def _with_files(uploads: list[Upload]) -> SentForm:
    def take(*_: object, **__: object) -> IO[bytes]:
        uploads.append(Upload(MOST_KEPT - sum(upload.kept for upload in uploads)))
        return uploads[-1]

    request.max_content_length = MOST_READ
    parser = FormDataParser(take, MOST_TEXT, max_form_parts=MOST_PARTS)
    try:
        stream = cast(IO[bytes], _Metered(request.stream, uploads))
        _, given, files = parser.parse(
            stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except RequestEntityTooLarge:
        drain()
        return SentForm(MultiDict(), is_too_large=True)
    by_field: dict[str, list[Upload]] = {}
    for name, file in files.items(multi=True):
        upload = cast(Upload, file.stream)
        if file.filename or upload.size:  # a field without a file comes as an empty one
            by_field.setdefault(name, []).append(upload)
    size = sum(len(value.encode()) for values in given.listvalues() for value in values)
    return SentForm(given, size, by_field)


def drain() -> None:
    """Read what is left of a large body: a phone that is still sending would see no page."""
    ends = "wsgi.input_terminated" in request.environ
    left = MOST_DRAINED if ends else min(MOST_DRAINED, request.content_length or 0)
    while left > 0 and (chunk := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(chunk)


def read_photos(
    sent: SentForm, questions: Sequence[Question]
) -> tuple[dict[str, list[Photo]], tuple[AnswerProblem, ...]]:
    """Question id -> the photos that came with a form, and why others could not be taken.

    Of each question one file more is read than it takes, so that the check can say so.
    """
    photos: dict[str, list[Photo]] = {}
    problems = []
    for question in questions:
        for upload in sent.files.get(question.id, [])[: most_photos(question) + 1]:
            try:
                photos.setdefault(question.id, []).append(re_encode(upload.content()))
            except Refused as refused:
                problems.append(AnswerProblem(question.id, "", refused))
    return photos, tuple(problems)
