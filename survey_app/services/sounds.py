"""What kind of sound a file is, told by its bytes alone: names and browsers' words prove nothing.

Taken is what phones' browsers play: MP4 (M4A) with AAC, MP3, WebM, Ogg, WAV. Only the parts that
say what a file holds are looked at; nothing is decoded.
"""

import re

from survey_app.errors import Invalid, marked

MOST_KB = 60
MOST_BYTES = MOST_KB * 1024  # about 20 seconds at 24 kbit/s
# The rest of the first 4 bytes of an MP3 frame: MPEG version, layer III, bit rate, sample rate.
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2, 2.5
}

EMPTY = marked("The file is empty. Please record it again, or choose another file.")
TOO_LARGE = marked(
    "The recording has {size} kB; at most {most} kB are taken, about 20 seconds. Please read a"
    " little faster, or save it as M4A or MP3 with 24 kbit/s, mono."
)
OTHER_SOUND = marked(
    "This is an {kind} file, which phones' browsers cannot play. Please save it as M4A or MP3, or"
    " record it here."
)
VIDEO = marked("This is a video. Please record sound alone: here, or with the phone's recorder.")
NO_SOUND = marked(
    "This is no sound file that phones can play. Please choose an M4A or MP3 file, or record it"
    " here."
)
BROKEN = marked("This sound file is damaged or not complete. Please record it again.")

OTHERS = (
    (re.compile(rb"#!AMR"), "AMR"),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "AAC"),  # without a container; older phones fail
    (re.compile(rb"fLaC"), "FLAC"),
    (re.compile(rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), "WMA"),
    (re.compile(rb"caff"), "CAF"),
    (re.compile(rb"FORM....AIF", re.DOTALL), "AIFF"),
    (re.compile(rb"MThd"), "MIDI"),
)
HANDLER = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)


def kind_of(content: bytes) -> str:
    """`audio/mp4`, `audio/mpeg`, `audio/webm`, `audio/ogg` or `audio/wav`.

    Raises Invalid for everything else, and for what is empty or above MOST_BYTES.
    """
    if not content:
        raise Invalid(EMPTY)
    if len(content) > MOST_BYTES:
        raise too_large(len(content))
    for begins, kind in _KINDS:
        if begins.match(content):
            return kind(content)
    for begins, name in OTHERS:
        if begins.match(content):
            raise Invalid(OTHER_SOUND, kind=name)
    raise Invalid(NO_SOUND)


def too_large(size: int) -> Invalid:
    """What to say of a file of so many bytes."""
    return Invalid(TOO_LARGE, size=-(-size // 1024), most=MOST_KB)


def _mp4(content: bytes) -> str:
    """MP4: its tracks say by their handler whether they are sound or picture."""
    tracks = {found[1] for found in HANDLER.finditer(content)}
    if b"vide" in tracks:
        raise Invalid(VIDEO)
    if b"samr" in content or b"sawb" in content:
        raise Invalid(OTHER_SOUND, kind="AMR")
    if content[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        raise Invalid(NO_SOUND)
    if b"soun" not in tracks or not (b"mp4a" in content or b"Opus" in content):
        raise Invalid(BROKEN)
    return "audio/mp4"


def _webm(content: bytes) -> str:
    if re.search(rb"V_(VP8|VP9|AV1|MPEG|THEORA)", content):
        raise Invalid(VIDEO)
    if b"A_OPUS" not in content and b"A_VORBIS" not in content:
        raise Invalid(BROKEN)
    return "audio/webm"


def _ogg(content: bytes) -> str:
    first = content[:512]
    if b"\x80theora" in first:
        raise Invalid(VIDEO)
    if b"OpusHead" not in first and b"\x01vorbis" not in first:
        raise Invalid(NO_SOUND)
    return "audio/ogg"


def _wav(content: bytes) -> str:
    if b"fmt " not in content[12:512] or b"data" not in content:
        raise Invalid(BROKEN)
    return "audio/wav"


def _riff_other(content: bytes) -> str:
    is_video = content[8:12] == b"AVI "
    raise Invalid(VIDEO if is_video else NO_SOUND)


def _tagged_mp3(content: bytes) -> str:
    """MP3 behind an ID3 tag, whose size stands in four bytes of seven bits."""
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return _mp3(content[10 + size :])


def _mp3(content: bytes) -> str:
    """MP3: a frame, and another where the first one ends."""
    first = _frame_length(content)
    if not first or (len(content) >= first + 4 and not _frame_length(content[first:])):
        raise Invalid(BROKEN)
    return "audio/mpeg"


def _frame_length(content: bytes) -> int:
    """Bytes of the MP3 frame that begins here; 0 when none does. Source: ISO/IEC 11172-3 2.4.1."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = content[1] >> 3 & 3, content[2] >> 4, content[2] >> 2 & 3
    if version not in RATES or bits in (0, 15) or rate == 3:
        return 0
    is_first = version == 3
    samples_by_8 = 144 if is_first else 72
    padding = content[2] >> 1 & 1
    return samples_by_8 * KBITS[is_first][bits] * 1000 // RATES[version][rate] + padding


_KINDS = (
    (re.compile(rb".{4}ftyp", re.DOTALL), _mp4),
    (re.compile(rb"ID3"), _tagged_mp3),
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), _mp3),
    (re.compile(rb"\x1a\x45\xdf\xa3"), _webm),
    (re.compile(rb"OggS"), _ogg),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), _wav),
    (re.compile(rb"RIFF"), _riff_other),
)
