"""A new version of one document, handed in by an editor: the document's id stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from qa.page.editor.file_names import safe_name
from qa.page.editor.upload_view import refusal
from qa.page.editor.uploads import Fate
from qa.page.escape import escape, shorten

if TYPE_CHECKING:
    from index.knowledge_base import KnowledgeBase
    from qa.page.editor.uploads import Uploads
    from qa.page.strings import Words

_LONGEST_NAME = 60  # characters taken from a title


def replace_document(
    words: Words, kb: KnowledgeBase, uploads: Uploads, document_id: str, given: tuple[Path, str]
) -> str:
    """Give a document the text of the file ``given`` (path, name); what to say of it.

    Raises UnknownDocument, and UnreadableFile where the file cannot take its place; then nothing
    has changed. KnowledgeBaseError while another import is writing.
    """
    document = kb.document(document_id)
    (planned,) = uploads.plan([given], lambda _: True)
    if planned.fate is Fate.REFUSED:
        raise UnreadableFile(refusal(words, planned))
    old = Path(document.source)
    if old.parent == uploads.folder and old.suffix == Path(planned.name).suffix:
        name = old.name
    else:
        title = safe_name(shorten(document.title, _LONGEST_NAME)).strip(".")
        name = uploads.free_name(title + Path(planned.name).suffix)
    with uploads.taking_place(planned.path, name) as path:
        kb.replace(document_id, path)
    return words("document_replaced", title=escape(document.title))
