"""From HTML to PDF. WeasyPrint is imported on first use: all else works without its libraries."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .fonts import font_files

SYSTEM_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig")

_LAYOUT_STEP = "Step 5 - Creating layout - Page %d"


class PdfUnavailable(RuntimeError):
    """WeasyPrint's system libraries are missing; the message is for the user, in Vietnamese."""

    def __init__(self) -> None:
        super().__init__(
            "Máy chủ chưa in được PDF vì thiếu thư viện hệ thống Pango. "
            f"Hãy cài các gói: apt-get install {' '.join(SYSTEM_PACKAGES)}."
        )


class ForeignResourceError(ValueError):
    """The HTML asks for something else than the document's own fonts."""


def pdf_available() -> bool:
    """Whether this machine can make PDFs."""
    try:
        _weasyprint()
    except PdfUnavailable:
        return False
    return True


def render_pdf(html: str, *, progress: Callable[[int], None] | None = None) -> bytes:
    """The PDF of `html`, a whole document as `frame.render_html` makes it.

    `progress` is called with the number of each page as it is laid out, from 1, in this thread.

    Raises PdfUnavailable without the system libraries, and ForeignResourceError when the HTML refers to any
    resource (network, file, data:) but the fonts of `fonts.font_files`: a document carries all it shows.
    """
    weasyprint = _weasyprint()
    fetcher = _font_fetcher()
    with _page_progress(progress):
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render()
        if fetcher.refused:
            raise ForeignResourceError(f"The document refers to {fetcher.refused[0][:200]}.")
        pdf: bytes = document.write_pdf()
    return pdf


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailable from error
    return weasyprint


def _font_fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    class FontFetcher(URLFetcher):
        """Opens the document's own font files and notes whatever else is asked for."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["file"], allow_redirects=False)
            self.fonts = set(font_files().values())
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "file" and not parts.netloc and Path(url2pathname(parts.path)) in self.fonts:
                return super().fetch(url, headers)
            # WeasyPrint goes on without what it cannot fetch, so the refusal is remembered for the caller.
            self.refused.append(url)
            raise ForeignResourceError(url)

    return FontFetcher()


@contextmanager
def _page_progress(progress: Callable[[int], None] | None) -> Iterator[None]:
    """Hand WeasyPrint's log line of each page to `progress`: the library has no other hook."""
    if progress is None:
        yield
        return
    report, thread = progress, threading.get_ident()
    furthest = 0

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            nonlocal furthest
            if record.thread != thread or record.msg != _LAYOUT_STEP or not isinstance(record.args, tuple):
                return
            # Pages are laid out again when a counter changes: progress never goes back.
            if (page := int(str(record.args[0]))) > furthest:
                furthest = page
                report(page)

    logger = logging.getLogger("weasyprint.progress")
    listener = Listener(logging.INFO)
    logger.addHandler(listener)
    if not logger.isEnabledFor(logging.INFO):
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(listener)
