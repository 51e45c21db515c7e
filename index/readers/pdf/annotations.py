"""What was put on a PDF page afterwards: values of a form and text boxes are read, comments counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfPage

_PRINTED = {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT}
_NO_COMMENT = {*_PRINTED, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}  # repeats its parent's
_MOST = 5000  # on one page


def page_as_printed(document: PdfDocument, position: int) -> tuple[PdfPage, int]:
    """The page at ``position`` (from 0) with its fields and text boxes as part of its text.

    And how many characters its comments have. Raises PdfiumError where it is damaged.
    """
    page = document[position]
    found = list(_annotations(page))
    comments = sum(characters for kind, characters in found if kind not in _NO_COMMENT)
    if any(kind in _PRINTED for kind, _ in found):
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[position]  # what was flattened is seen by a new look only
    return page, comments


def _annotations(page: PdfPage) -> Iterator[tuple[int, int]]:
    """The kind of each annotation, and how many characters it says."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        if annotation:
            size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
            yield pdfium.FPDFAnnot_GetSubtype(annotation), max(size // 2 - 1, 0)  # UTF-16, ended
            pdfium.FPDFPage_CloseAnnot(annotation)
