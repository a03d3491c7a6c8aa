"""Web fonts made from the whole fonts of a package: subset to Latin and Vietnamese, packed as WOFF2.

A whole Be Vietnam Pro face weighs 130 KB, its subset about 20: on a slow line that decides when a page is readable.
The finder lets `collectstatic` and the development server see the files; they are made once under LOCAL_DIR.
"""

import os
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FACES = {
    "be-vietnam-pro-regular.woff2": "BeVietnamPro-Regular.ttf",
    "be-vietnam-pro-semibold.woff2": "BeVietnamPro-SemiBold.ttf",
}
# Latin, Latin-1, Vietnamese with its combining marks, general punctuation, đồng sign, arrows and ballot marks.
RANGES = ((0x20, 0x17F), (0x1A0, 0x1B0), (0x300, 0x323), (0x1EA0, 0x1EF9), (0x2010, 0x2026), (0x20AB, 0x20AB))


def make_face(source: Path, target: Path) -> None:
    """Write the subset of one face; appears whole or not at all."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[point for first, last in RANGES for point in range(first, last + 1)])
    subsetter.subset(font)
    part = target.with_suffix(f".{os.getpid()}.part")
    subset.save_font(font, str(part), options)
    part.replace(target)


class WebFontFinder(BaseFinder):
    """A staticfiles finder for `fonts/*.woff2`."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.LOCAL_DIR) / "webfonts" / "fonts"
        self.storage = FileSystemStorage(location=str(self.folder.parent))

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, face in FACES.items():
            if not (self.folder / name).exists():
                with as_file(files("fontpkg_be_vietnam_pro") / "files" / face) as source:
                    make_face(source, self.folder / name)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if not path.startswith("fonts/") or Path(path).name not in FACES:
            return []
        self._make()
        found = str(self.folder.parent / path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self._make()
        for name in FACES:
            yield f"fonts/{name}", self.storage
