"""Pictures of the pages of files, drawn when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from index.errors import PolicyQAError
from index.page_image import page_image
from qa.page.originals import original_link
from qa.page.page_picture import PICTURE_PATH, PICTURED

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.types import Document

_WIDTH: Final = 1200  # pixels: sharp in the panel, also where a pixel is two
_AT_ONCE: Final = 2  # each is a process of its own
_WAIT_SECONDS: Final = 20.0
_KEPT: Final = 32  # pictures, of some hundred kilobytes each


def page_pictures(document: Callable[[str], Document]) -> APIRouter:
    """The route ``/page-picture/<page>/<document id>``; ``document`` finds one, or raises."""
    router, drawn = APIRouter(), _Drawn()

    @router.get(PICTURE_PATH + "{page}/{document_id:path}", include_in_schema=False)
    def picture(page: int, document_id: str) -> Response:
        try:
            found = document(document_id)
            pages = {each.place.page for each in found.places}
            if page not in pages or not original_link(found):
                raise FileNotFoundError(document_id)
            if Path(found.source).suffix.lower() not in PICTURED:
                raise FileNotFoundError(document_id)
            data = drawn.picture(Path(found.source), page)
        except (PolicyQAError, OSError):
            return PlainTextResponse("404\n", status_code=404)
        headers = {"x-content-type-options": "nosniff", "cache-control": "private, max-age=600"}
        return Response(data, media_type="image/webp", headers=headers)

    return router


class _Drawn:
    """The pictures drawn last, by file, its time of change, and page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawing = threading.BoundedSemaphore(_AT_ONCE)
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()

    def picture(self, path: Path, page: int) -> bytes:
        """A page as WebP. Raises UnreadableFile, and OSError where the file or the time is lacking."""
        key = (str(path), path.stat().st_mtime_ns, page)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self._drawing.acquire(timeout=_WAIT_SECONDS):
            raise TimeoutError
        try:
            data = page_image(path, page, _WIDTH)
        finally:
            self._drawing.release()
        with self._lock:
            self._kept[key] = data
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return data
