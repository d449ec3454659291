"""From bytes to UTF-8: which encoding a text file is in, and a UTF-8 copy where it is another one.

Belongs here: byte order marks, telling encodings apart, transcoding in bounded memory. Does not belong here:
delimiters,
quotes, records.
"""

import codecs
import string
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_CHUNK = 4 * 1024 * 1024
# Marks that may stand at the start of a UTF-8 file, the second one having been through Windows-1252 once.
_MARKS = (b"\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf")
_LOST = "\ufffd".encode()
# More bytes than this that are not UTF-8, without one character that is, settle the matter.
_SETTLED = 10_000


def _table(letters: bytes) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(letters)] = True
    return table


_SMALL_LETTERS = _table(string.ascii_lowercase.encode())
_LETTERS = _table(string.ascii_letters.encode())
_AMOUNT_STARTS = _table(b"0123456789-( ")
_CELL_STARTS = _table(b' ,;|$"\t\n\xac')

# Windows-1252 as browsers read it: the five bytes that it leaves undefined pass as control characters.
_WINDOWS_TABLE = "".join(bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(256))


class NotText(Exception):  # noqa: N818 - the name says what was found, and its text is for the reader
    """The text is the sentence for the reader."""


@dataclass(frozen=True)
class Utf8Text:
    """A text file in UTF-8: where it is, how many bytes of marks to pass over, what it was, and what was found."""

    path: Path
    skip_bytes: int
    encoding: str
    has_line_feed: bool
    characters_lost: bool = False
    odd_characters: int = 0  # characters of another encoding inside a UTF-8 file


def as_utf8(path: Path, scratch_file: Path) -> Utf8Text:
    """The text of `path` in UTF-8, transcoded into `scratch_file` where needed.

    One pass over the file, two where it is transcoded, in bounded memory. Raises NotText where the bytes are no text.
    """
    with path.open("rb") as stream:
        head = stream.read(64 * 1024)
    wide = _utf16(head)
    if wide:
        return _transcode_utf16(path, wide, scratch_file)
    _refuse_binary(head)
    skip = _mark_length(head)
    survey = _survey(path)
    if survey.errors == 0:
        encoding = "ascii" if survey.ascii else ("utf-8-sig" if skip else "utf-8")
        return Utf8Text(path, skip, encoding, survey.has_line_feed, survey.lost)
    if survey.wide_characters > survey.errors:
        return _transcode(path, scratch_file, "utf-8", survey, skip)
    return _transcode(path, scratch_file, survey.single_byte_encoding, survey, 0)


@dataclass
class _Survey:
    ascii: bool = True
    errors: int = 0
    wide_characters: int = 0
    lost: bool = False
    has_line_feed: bool = False
    dos: int = 0
    windows: int = 0
    not_signs: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether so much of it is not UTF-8 that there is no need to look for more."""
        return self.errors > _SETTLED and self.wide_characters == 0

    @property
    def single_byte_encoding(self) -> str:
        if self.not_signs > self.dos:
            return "latin-1" if not self.windows else "cp1252"
        return "cp850" if self.dos > self.windows else "cp1252"


def _survey(path: Path) -> _Survey:
    """What bytes above 127 there are, over the whole file: a single accent may stand in the last line."""
    survey = _Survey()
    _COUNTED.count = 0
    decoder = codecs.getincrementaldecoder("utf-8")(_COUNTING)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            survey.has_line_feed = survey.has_line_feed or b"\n" in chunk
            if survey.is_settled or (chunk.isascii() and not decoder.getstate()[0]):
                continue
            survey.ascii = False
            data = np.frombuffer(chunk, dtype=np.uint8)
            text = decoder.decode(chunk)
            found, survey.errors = _COUNTED.count - survey.errors, _COUNTED.count
            # Every character beyond ASCII that is not the mark of an error.
            survey.wide_characters += max(len(text) - int((data < 0x80).sum()) - found, 0)
            survey.lost = survey.lost or _LOST in chunk
            if found:
                _weigh(data, survey)
    decoder.decode(b"", final=True)
    survey.errors = _COUNTED.count
    return survey


def _weigh(data: npt.NDArray[np.uint8], survey: _Survey) -> None:
    """Count signs of DOS and of Windows by what stands before and after each byte above 127."""
    places = np.flatnonzero(data >= 0x80)
    code = data[places]
    before = np.where(places > 0, data[places - 1], 0x0A)
    after = data[np.minimum(places + 1, data.size - 1)]
    in_word = _LETTERS[before] & _SMALL_LETTERS[after]
    starts_cell = _CELL_STARTS[before]
    before_amount = _AMOUNT_STARTS[after] | (after == ord(")")) | (before == ord("("))
    is_dos_letter = (
        ((code >= 0x81) & (code <= 0x90)) | ((code >= 0x93) & (code <= 0x98)) | ((code >= 0xA0) & (code <= 0xA5))
    )
    survey.dos += int(((code == 0x9C) & (before_amount | starts_cell)).sum()) + int((is_dos_letter & in_word).sum())
    is_windows_letter = (code >= 0xC0) | (code == 0x92)
    is_windows_sign = ((code == 0x93) | (code == 0x96)) & starts_cell
    survey.windows += int(((code == 0xA3) & (before_amount | starts_cell)).sum())
    survey.windows += int((is_windows_letter & in_word).sum()) + int(is_windows_sign.sum())
    survey.not_signs += int((code == 0xAC).sum())


class _Counted(threading.local):
    """Bytes that are not UTF-8, counted for each thread by itself: files are read side by side, and handlers are shared."""

    count = 0


_COUNTED = _Counted()


def _counted(error: UnicodeError) -> tuple[str, int]:
    """Counts bytes which are not UTF-8 and puts a noncharacter in their place."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _COUNTED.count += error.end - error.start
    return "\ufffe" * (error.end - error.start), error.end


def _windows_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WINDOWS_TABLE[code] for code in error.object[error.start : error.end]), error.end


_COUNTING, _BY_WINDOWS = "totalplace.count", "totalplace.windows"
codecs.register_error(_COUNTING, _counted)
codecs.register_error(_BY_WINDOWS, _windows_bytes)


def _transcode(path: Path, target: Path, encoding: str, survey: _Survey, skip: int) -> Utf8Text:
    decoder = codecs.getincrementaldecoder("utf-8")(_BY_WINDOWS) if encoding == "utf-8" else None
    with path.open("rb") as source, target.open("wb") as output:
        source.seek(skip)
        while chunk := source.read(_CHUNK):
            if decoder is not None:
                text = decoder.decode(chunk)
            elif encoding == "cp850":
                text = chunk.decode("cp850")
            elif encoding == "latin-1":
                text = chunk.decode("latin-1")
            else:
                text = codecs.charmap_decode(chunk, "strict", _WINDOWS_TABLE)[0]
            output.write(text.encode("utf-8"))
        if decoder is not None:
            output.write(decoder.decode(b"", final=True).encode("utf-8"))
    if encoding == "utf-8":
        return Utf8Text(target, 0, "utf-8 with cp1252", survey.has_line_feed, survey.lost, survey.errors)
    return Utf8Text(target, 0, encoding, survey.has_line_feed)


def _transcode_utf16(path: Path, encoding: str, target: Path) -> Utf8Text:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    lost = has_line_feed = False
    first = True
    with path.open("rb") as source, target.open("wb") as output:
        while True:
            chunk = source.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if first:
                text = text.lstrip("\ufeff")
                first = False
            lost = lost or "\ufffd" in text
            has_line_feed = has_line_feed or "\n" in text
            output.write(text.encode("utf-8", errors="replace"))
            if not chunk:
                break
    return Utf8Text(target, 0, encoding, has_line_feed, lost)


def _utf16(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF16_LE) and not head.startswith(codecs.BOM_UTF32_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    # Without a mark: Latin text in UTF-16 has a nought in every other byte.
    half = max(len(head) // 2, 1)
    if len(head) >= 8 and head[1::2].count(0) > 0.8 * half and head[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if len(head) >= 8 and head[0::2].count(0) > 0.8 * half and head[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _mark_length(head: bytes) -> int:
    skip = 0
    while mark := next((mark for mark in _MARKS if head.startswith(mark, skip)), b""):
        skip += len(mark)
    return skip


def _refuse_binary(head: bytes) -> None:
    """Control characters other than line ends, tabs, page breaks and the DOS end of file do not occur in text."""
    control = len(head) - len(
        head.translate(None, bytes(code for code in range(32) if code not in (9, 10, 12, 13, 26)))
    )
    if control > 0.02 * len(head) and control > 1:
        raise NotText(
            "It is neither text nor any kind of file that can be read here. Send it as CSV, Excel, "
            "OpenDocument, GeoJSON, "
            "GeoPackage or zipped shapefile."
        )
