"""The key of a place: who may read it, where it may stand, and that nothing tells it."""

import hashlib
import hmac
import pickle
from pathlib import Path

import polars as pl
import pytest

import totalplace
from totalplace.errors import PlaceError
from totalplace.protected.keys import Key, load_key, make_key
from totalplace.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path / "places"))
    monkeypatch.setenv("TOTALPLACE_KEYS", str(tmp_path / "keys"))
    return read_settings()


def test_a_key_is_made_once_for_its_owner_alone(settings: Settings) -> None:
    assert load_key(settings, "northby") is None
    path = make_key(settings, "northby")
    assert path == settings.keys_root / "northby.key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    key, content = load_key(settings, "northby"), path.read_bytes()
    assert key is not None
    with pytest.raises(PlaceError, match=r"northby\.key is there already and is not replaced"):
        make_key(settings, "northby")
    assert path.read_bytes() == content
    make_key(settings, "southby")
    other = load_key(settings, "southby")
    assert other is not None and other.fingerprint != key.fingerprint and other.for_store() != key.for_store()


def test_nothing_tells_a_key(settings: Settings) -> None:
    secret = bytes(range(32))
    key = Key(secret)
    told = f"{key} {key!r} {key.fingerprint}"
    assert secret.hex() not in told and key.for_store() not in told and key.for_store() != secret.hex()
    with pytest.raises(TypeError, match="a key is not written anywhere"):
        pickle.dumps(key)


def test_hashes_are_hmacs_under_a_key_of_their_purpose() -> None:
    """By the definition of HMAC and of HKDF's expansion, worked out here again."""
    secret = b"\x07" * 32
    own = hmac.new(secret, b"totalplace:hash:record\x01", hashlib.sha256).digest()
    expected = hmac.new(own, b"AB 12", hashlib.sha256).hexdigest()
    hashed = Key(secret).hashed(pl.Series("reference", ["AB 12", None, "é"]), "record")
    assert hashed.to_list()[:2] == [expected, None] and len(hashed[2]) == 64
    assert Key(secret).hasher("family")("AB 12") != expected != Key(b"\x08" * 32).hasher("record")("AB 12")


@pytest.mark.parametrize(
    ("where", "called"),
    [("places", "the folder of places"), ("places/northby/agreements", "the folder of places"), (".", "the repository of totalplace")],
)
def test_a_key_may_not_stand_where_the_data_or_the_code_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, called: str) -> None:
    root = Path(totalplace.__file__).parents[1] if where == "." else tmp_path
    monkeypatch.setenv("TOTALPLACE_PLACES", str(tmp_path / "places"))
    monkeypatch.setenv("TOTALPLACE_KEYS", str(root / where))
    for use in (make_key, load_key):
        with pytest.raises(PlaceError, match=f"that is inside {called}, and a key must not go where the data go. Set TOTALPLACE_KEYS"):
            use(read_settings(), "northby")


def test_a_key_that_others_could_read_or_replace_is_not_used(settings: Settings) -> None:
    path = make_key(settings, "northby")
    path.chmod(0o640)
    with pytest.raises(PlaceError, match=r"northby\.key can be read or written by others, so it is not used\. .*chmod 600"):
        load_key(settings, "northby")
    path.chmod(0o600)
    path.parent.chmod(0o777)
    with pytest.raises(PlaceError, match=r"Others can write in .*keys, and so replace a key\. .*chmod 700"):
        load_key(settings, "northby")
    with pytest.raises(PlaceError, match=r"Others can write in .*keys"):
        make_key(settings, "southby")
    assert not (settings.keys_root / "southby.key").exists()
    path.parent.chmod(0o700)
    real = path.rename(path.with_name("elsewhere"))
    path.symlink_to(real)
    with pytest.raises(PlaceError, match="It must be a file of your own, and no link"):
        load_key(settings, "northby")


@pytest.mark.parametrize("content", [b"", b"totalplace-key-1 abcd\n", b"\xff\xfe", b"other-key " + b"00" * 32, b"totalplace-key-1 " + b"zz" * 32])
def test_a_file_that_is_no_key_is_told_and_its_content_is_not(settings: Settings, content: bytes) -> None:
    path = make_key(settings, "northby")
    path.write_bytes(content)
    with pytest.raises(PlaceError) as refused:
        load_key(settings, "northby")
    assert str(refused.value) == f"{path} is no key of totalplace, or is not whole. Put the right file back from where you keep a copy of it."
