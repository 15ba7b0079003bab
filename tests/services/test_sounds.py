"""What kind of sound a file is: its bytes decide, and whatever is refused is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.errors import Invalid
from survey_app.services.sounds import MOST_BYTES, kind_of
from tests.sound_files import NO_SOUNDS, SOUNDS, mp3, wav


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_known_by_its_bytes(name):
    content, kind = SOUNDS[name]
    assert kind_of(content) == kind


@pytest.mark.parametrize("name", NO_SOUNDS)
def test_anything_else_is_refused_with_what_it_is(name):
    content, words = NO_SOUNDS[name]
    with pytest.raises(Invalid) as refused:
        kind_of(content)
    assert words in str(refused.value)


def test_sixty_kilobytes_are_taken_and_not_a_byte_more():
    full = wav().ljust(MOST_BYTES, b"\0")
    assert kind_of(full) == "audio/wav"
    with pytest.raises(Invalid, match="61 kB"):
        kind_of(full + b"\0")


@pytest.mark.parametrize(
    ("header", "length"),
    [  # ISO/IEC 11172-3 and 13818-3: 144 or 72 times bit rate / sample rate, plus padding
        (b"\xff\xfb\x90\x00", 417),  # MPEG 1, 128 kbit/s, 44.1 kHz
        (b"\xff\xfb\x92\x00", 418),  # the same, padded
        (b"\xff\xf3\x40\xc4", 104),  # MPEG 2, 32 kbit/s, 22.05 kHz
        (b"\xff\xe3\x28\xc4", 144),  # MPEG 2.5, 16 kbit/s, 8 kHz
    ],
)
def test_frames_of_an_mp3_follow_one_another(header, length):
    frame = header.ljust(length, b"\0")
    assert kind_of(frame * 2) == "audio/mpeg"
    with pytest.raises(Invalid, match="damaged"):
        kind_of(frame + b"\0" + frame)


@given(st.sampled_from([content for content, _ in SOUNDS.values()]), st.data())
def test_a_file_cut_anywhere_is_told_without_a_trace(content, data):
    cut = content[: data.draw(st.integers(0, len(content)))]
    with suppress(Invalid):
        assert kind_of(cut).startswith("audio/")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(content):
    for begin in (b"", b"ID3", mp3(1), b"OggS", b"RIFF0000WAVE", b"0000ftyp", b"\x1a\x45\xdf\xa3"):
        with suppress(Invalid):
            assert kind_of(begin + content).startswith("audio/")
