"""Text from data stays text: the very strings that ran when folium was given them unescaped (stack trials, maps)."""

import html

import pytest

from totalplace.mapping.escape import esc, plain

HOSTILE = (
    "<img src=x onerror=\"document.documentElement.dataset.owned='yes'\">",
    "</script><script>document.documentElement.dataset.owned='yes'</script>",
    "`;document.documentElement.dataset.owned='yes';`",
    "${document.documentElement.dataset.owned='yes'}",
    "\\`${document.documentElement.dataset.owned='yes'}",
    "\"' onmouseover='x' & <b>bold</b> \\ \\u003cimg\\u003e",
    "evil \u202e exe.gnp \u2066 and \u200b hidden",
    "<!--<script>",
    "]]>\x00\x07 control",
    "no character of XML \ufffe\uffff",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_it_is_markup_or_code(text: str) -> None:
    safe = esc(text)
    for character in "<>\"'`$\\":
        assert character not in safe
    assert html.unescape(safe) == plain(text), "and it reads as it did"


def test_direction_of_writing_and_control_characters_go() -> None:
    assert plain("a\u202eb\x00c\u2066d\ne\tf") == "abcd e f"


def test_lone_surrogates_can_be_written() -> None:
    assert plain("a\ud800b").encode("utf-8") == "a\ufffdb".encode()


def test_letters_of_any_language_stay() -> None:
    assert plain("Ysgol Gynradd Llanfair Pwllgwyngyll Ŵy, שלום") == "Ysgol Gynradd Llanfair Pwllgwyngyll Ŵy, שלום"
