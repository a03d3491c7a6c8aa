"""The one family of a printed document, from whole TTF files: a page looks the same everywhere."""

from importlib.resources import files
from pathlib import Path

#: The name under which style sheets use the family; no system font bears it, so nothing can shadow it.
FAMILY = "Văn bản"

_UPRIGHT = "NotoSerif[wdth,wght].ttf"
_ITALIC = "NotoSerif-Italic[wdth,wght].ttf"


def font_files() -> dict[str, Path]:
    """The TTF file of each CSS font style (`normal`, `italic`); weights and widths are axes inside them.

    Raises FileNotFoundError when the font package carries other files than expected.
    """
    folder = Path(str(files("fontpkg_noto_serif") / "files"))
    found = {"normal": folder / _UPRIGHT, "italic": folder / _ITALIC}
    for path in found.values():
        if not path.is_file():
            raise FileNotFoundError(path)
    return found


def font_face_css(family: str = FAMILY) -> str:
    """`@font-face` rules that serve regular, bold, italic and bold italic, 62.5–100 % wide, as `family`.

    There is no font-weight in them on purpose: with one, the letters of bold text are drawn bold but set at
    the distances of the regular weight, since fontconfig then no longer sees the weight as an axis.
    """
    return "\n".join(
        f"@font-face {{ font-family: '{family}'; font-style: {style}; src: url('{path.as_uri()}'); }}"
        for style, path in font_files().items()
    )
