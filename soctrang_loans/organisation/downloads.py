"""Files as answers."""

from django.http import HttpResponse

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download(content: bytes | str, name: str) -> HttpResponse:
    """A file to keep under an ASCII name; its ending (pdf, xlsx, csv) says what it is."""
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
