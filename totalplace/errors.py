"""The one exception whose words are for the reader, and the words for what the system refuses.

Belongs here: the class, and telling a full disk, a missing right and too little memory from a defect of ours. Does not
belong here: any one check or message (they stand beside the code that finds them).
"""

import errno


class PlaceError(Exception):
    """Something the user can put right: says what is wrong, where, and what to do, in whole sentences."""


class RunUnderWayError(PlaceError):
    """Another process holds the place's lock."""


_STANDS = "what was published stays as it was."
_WORDS = (
    (errno.ENOSPC, ("no space left", "disk full"), f"The disk is full{{where}}. Make room and run again; {_STANDS}"),
    (errno.EDQUOT, ("quota exceeded",), f"Your share of the disk is used up{{where}}. Make room and run again; {_STANDS}"),
    (errno.EACCES, ("permission denied",), f"No permission to write{{where}}. Give yourself the right to write there and run again; {_STANDS}"),
    (errno.EPERM, ("operation not permitted",), f"No permission to write{{where}}. Give yourself the right to write there and run again; {_STANDS}"),
    (errno.EROFS, ("read-only file system",), f"The disk may only be read{{where}}. Give yourself the right to write there and run again; {_STANDS}"),
    (errno.ENOMEM, ("out of memory",), f"The memory was not enough. Close other programs, or raise TOTALPLACE_MEMORY_LIMIT, and run again; {_STANDS}"),
)  # fmt: skip


def in_words(error: BaseException) -> str | None:
    """The sentence for an error that the machine and not our code is the cause of; None for any other.

    DuckDB and Polars pass the system's own words on inside theirs, without its number.
    """
    said = str(error).lower()
    for number, phrases, sentence in _WORDS:
        if getattr(error, "errno", None) == number or any(phrase in said for phrase in phrases):
            named = getattr(error, "filename", None)
            return sentence.format(where=f" ({named})" if named else "")
    if isinstance(error, OSError) and error.errno is not None:
        named = f" ({error.filename})" if error.filename else ""
        return f"The system refused{named}: {error.strerror or error}."
    return None
