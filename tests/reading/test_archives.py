"""Archives: good ones by their members, bad and hostile ones by a sentence."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from totalplace.reading import TextTable, Unreadable, read_tables, unpacking

TEXT = b"Supplier Name,Amount\nA,1\nB,2\n"
GEOJSON = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":null}]}'


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def parts(tmp_path: Path, data: bytes) -> list[TextTable | Unreadable]:
    path = tmp_path / "77aa"
    path.write_bytes(data)
    return read_tables(path, "received.zip", known_headings=frozenset(), scratch=tmp_path / "scratch")


def reason(tmp_path: Path, data: bytes) -> str:
    (part,) = parts(tmp_path, data)
    assert isinstance(part, Unreadable), part
    assert part.reason.endswith(".")
    return part.reason


def test_members_are_parts(tmp_path: Path) -> None:
    data = zipped(
        {"april.csv": TEXT, "folder/may.csv": TEXT, "__MACOSX/._april.csv": b"x", "logo.png": b"\x89PNG\r\n\x1a\n"}
    )
    found = parts(tmp_path, data)
    assert [part.source_part for part in found] == ["april.csv", "folder/may.csv", "logo.png"]
    assert [type(part) for part in found] == [TextTable, TextTable, Unreadable]


def test_gzip_is_no_part_of_its_own(tmp_path: Path) -> None:
    (table,) = parts(tmp_path, gzip.compress(TEXT))
    assert isinstance(table, TextTable)
    assert (table.source_part, table.rows) == ("table", 2)


def test_gzipped_geojson(tmp_path: Path) -> None:
    (table,) = parts(tmp_path, gzip.compress(GEOJSON))
    assert isinstance(table, TextTable)
    assert table.container == "geojson"


def test_archive_in_an_archive_once(tmp_path: Path) -> None:
    inner = zipped({"may.csv": TEXT})
    found = parts(tmp_path, zipped({"inner.zip": inner, "deep.zip": zipped({"inner.zip": inner})}))
    assert [part.source_part for part in found] == ["inner.zip > may.csv", "deep.zip > inner.zip"]
    assert isinstance(found[0], TextTable)
    assert isinstance(found[1], Unreadable)


def test_same_name_twice(tmp_path: Path) -> None:
    with pytest.warns(UserWarning):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a.csv", TEXT)
            archive.writestr("a.csv", TEXT)
    assert [part.source_part for part in parts(tmp_path, buffer.getvalue())] == ["a.csv", "a.csv (2)"]


def test_names_of_members_are_never_paths(tmp_path: Path) -> None:
    found = parts(
        tmp_path, zipped({"../../../evil.csv": TEXT, "/etc/evil.csv": TEXT, "x" * 300: TEXT, "a\x07b.csv": TEXT})
    )
    assert [part.source_part for part in found] == ["../../../evil.csv", "/etc/evil.csv", "x" * 120, "a?b.csv"]
    assert not list(tmp_path.rglob("*evil*"))
    assert {entry.name for entry in tmp_path.iterdir()} == {"77aa", "scratch"}


@pytest.mark.parametrize("keep", [0.5, 0.9])
@pytest.mark.parametrize(
    "make", [gzip.compress, lambda data: zipped({"a.csv": data}), lambda data: zipped({"xl/workbook.xml": data})]
)
def test_truncated(tmp_path: Path, keep: float, make: object) -> None:
    data = make(TEXT * 100)  # type: ignore[operator]
    assert "too early" in reason(tmp_path, data[: int(len(data) * keep)])


def test_damaged_member(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": TEXT * 50, "b.csv": TEXT}))
    data[45:60] = b"\xff" * 15
    found = parts(tmp_path, bytes(data))
    assert [type(part) for part in found] == [Unreadable, TextTable]


def locked(data: bytes) -> bytes:
    """The archive with the mark of encryption set on every member."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset] |= 1
            place = changed.find(signature, place + 1)
    return bytes(changed)


def test_password(tmp_path: Path) -> None:
    assert "password" in reason(tmp_path, locked(zipped({"a.csv": TEXT})))
    assert "password" in reason(tmp_path, locked(zipped({"xl/workbook.xml": TEXT})))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "password" in reason(tmp_path, ole + "EncryptedPackage".encode("utf-16-le"))
    assert "cannot be opened" in reason(tmp_path, ole)


@pytest.mark.parametrize("name", ["a.csv", "xl/workbook.xml"])
def test_bomb_by_ratio(tmp_path: Path, name: str) -> None:
    assert "times its size" in reason(tmp_path, zipped({name: bytes(80 * 1024**2)}))


def test_bomb_in_gzip_and_in_an_archive(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(80 * 1024**2))
    assert "times its size" in reason(tmp_path, bomb)
    assert "times its size" in reason(tmp_path, zipped({"inner.gz": bomb}))


def test_bomb_by_size_and_by_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 40)
    assert "more than is accepted" in reason(tmp_path, zipped({"a.csv": TEXT, "b.csv": TEXT}))
    monkeypatch.setattr(unpacking, "MAX_MEMBERS", 1)
    assert "files in it" in reason(tmp_path, zipped({"a.csv": b"a", "b.csv": b"b"}))


def test_header_that_lies_about_the_size(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": TEXT * 100}))
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert "damaged" in reason(tmp_path, bytes(data))


def test_empty_archive(tmp_path: Path) -> None:
    assert "no files" in reason(tmp_path, zipped({}))
