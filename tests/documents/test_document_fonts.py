import unicodedata

import pytest
from fontTools.ttLib import TTFont

from soctrang_loans.documents.fonts import font_face_css, font_files

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VIETNAMESE_VOWELS = "aăâeêioôơuưy"
ACCENTED = sorted(
    {
        unicodedata.normalize("NFC", letter + tone)
        for vowel in VIETNAMESE_VOWELS
        for letter in (vowel, vowel.upper())
        for tone in TONES
    }
    - set("aeiouyAEIOUY")
    | {"đ", "Đ"}
)


def test_there_are_134_accented_letters():
    assert len(ACCENTED) == 134
    assert all(len(letter) == 1 for letter in ACCENTED)


@pytest.mark.parametrize("style", ["normal", "italic"])
def test_family_covers_every_vietnamese_letter_and_the_signs_of_the_frame(style):
    cmap = TTFont(font_files()[style]).getBestCmap()
    signs = "0123456789.,;:()/-–…×%“”\u00a0"
    assert [letter for letter in [*ACCENTED, *signs] if ord(letter) not in cmap] == []


@pytest.mark.parametrize("style", ["normal", "italic"])
def test_weight_and_width_are_axes_of_the_file(style):
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in TTFont(font_files()[style])["fvar"].axes}
    assert axes["wght"][0] <= 400
    assert axes["wght"][1] >= 700
    assert axes["wdth"][0] <= 75


def test_css_points_to_the_files_of_this_machine():
    css = font_face_css("Thử")
    assert css.count("@font-face") == 2
    assert css.count("font-family: 'Thử'") == 2
    for path in font_files().values():
        assert f"url('{path.as_uri()}')" in css
