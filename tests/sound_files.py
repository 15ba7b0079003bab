"""Sound files made by hand: small, whole where it matters, and what only looks like sound."""

import struct

BOX = struct.Struct(">I4s")


def wav(seconds: float = 0.5, tone: int = 20) -> bytes:
    """A WAV that every browser plays: 8 kHz, 8 bit, one channel; 8,000 bytes a second."""
    samples = bytes((128, 128 + tone) * round(4000 * seconds))
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def box(name: bytes, content: bytes) -> bytes:
    """A box of an MP4."""
    return BOX.pack(8 + len(content), name) + content


def mp4(handler: bytes = b"soun", codec: bytes = b"mp4a", brand: bytes = b"M4A ") -> bytes:
    """The beginning of an MP4 with one track."""
    track = box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"stsd", box(codec, bytes(28)))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", box(b"trak", track)) + box(b"mdat", b"x")


def mp3(frames: int = 3) -> bytes:
    """MPEG 2 layer III, 16 kbit/s, 16 kHz: 72 bytes a frame (72 * 16000 / 16000)."""
    return (b"\xff\xf3\x28\xc4" + bytes(68)) * frames


def tagged_mp3() -> bytes:
    """The same behind an ID3 tag of 200 bytes: 1 * 128 + 72."""
    return b"ID3\x03\x00\x00\x00\x00\x01\x48" + bytes(200) + mp3()


def webm(codec: bytes = b"A_OPUS") -> bytes:
    """The beginning of a WebM with one track."""
    return b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + bytes(20) + b"\x86" + codec + bytes(40)


def ogg(head: bytes = b"OpusHead") -> bytes:
    """The first page of an Ogg."""
    return b"OggS\x00\x02" + bytes(20) + b"\x01\x13" + head + bytes(30)


SOUNDS = {
    "m4a": (mp4(), "audio/mp4"),
    "mp4 of a browser": (mp4(codec=b"Opus", brand=b"iso5"), "audio/mp4"),
    "mp3": (mp3(), "audio/mpeg"),
    "mp3 with a tag": (tagged_mp3(), "audio/mpeg"),
    "webm": (webm(), "audio/webm"),
    "ogg": (ogg(), "audio/ogg"),
    "vorbis": (ogg(b"\x01vorbis"), "audio/ogg"),
    "wav": (wav(), "audio/wav"),
}
HTML = b"<!doctype html><script>alert(1)</script>"
NO_SOUNDS = {
    "empty": (b"", "is empty"),
    "text": (b"hello", "no sound file"),
    "html": (HTML, "no sound file"),
    "html called mp3": (b"ID3" + HTML, "damaged"),
    "html called wav": (b"RIFF\x20\x00\x00\x00WAVE" + HTML, "damaged"),
    "html called m4a": (b"\x00\x00\x00\x20ftypM4A " + HTML, "damaged"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(30), "no sound file"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(30), "no sound file"),
    "amr": (b"#!AMR\n" + bytes(30), "AMR file"),
    "3gp with amr": (mp4(codec=b"samr", brand=b"3gp4"), "AMR file"),
    "aac": (b"\xff\xf1\x50\x80" + bytes(30), "AAC file"),
    "flac": (b"fLaC" + bytes(30), "FLAC file"),
    "wma": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(30), "WMA file"),
    "mp4 video": (mp4() + mp4(b"vide", b"avc1"), "is a video"),
    "webm video": (webm(b"V_VP8"), "is a video"),
    "ogg video": (ogg(b"\x80theora"), "is a video"),
    "avi": (b"RIFF\x20\x00\x00\x00AVI LIST", "is a video"),
    "webp": (b"RIFF\x20\x00\x00\x00WEBPVP8 ", "no sound file"),
    "webm without a codec": (webm(b""), "damaged"),
    "one frame and then something else": (mp3(1) + bytes(100), "damaged"),
    "reserved sample rate": (b"\xff\xfb\x9c\x00" + bytes(500), "damaged"),
    "too large": (wav(7.7), "has 61 kB; at most 60 kB"),
}
