"""Word files written as XML by hand, so that a test holds exactly what it is about."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_docx(path: Path, body: str, **parts: str) -> Path:
    """A file with ``body`` inside its w:body. ``parts`` are the insides of the roots of others:

    styles, numbering, footnotes, endnotes, comments, header1 (its relationship is ``rHeader1``).
    """
    roots = {"comments": "comments", "footnotes": "footnotes", "endnotes": "endnotes"}
    members = {"document": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    for name, inside in parts.items():
        root = roots.get(name) or {"styles": "styles", "numbering": "numbering"}.get(name, "hdr")
        members[name] = f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"
    return write_members(path, members)


def write_members(
    path: Path, members: dict[str, str], more: dict[str, bytes] | None = None
) -> Path:
    """A file of whole XML parts by name ("document", "styles" …) and of ``more`` members as they are."""
    related = "".join(
        f'<Relationship Id="r{name.capitalize()}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in members
        if name != "document"
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name.rstrip("0123456789")}'
        f'{".main" if name == "document" else ""}+xml"/>'
        for name in members
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{head}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        )
        for name, text in members.items():
            archive.writestr(f"word/{name}.xml", head + text)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return path


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(
    inside: str,
    style: str = "",
    num: tuple[int, int] | None = None,
    *,
    centred: bool = False,
    size: int = 0,
    more: str = "",
) -> str:
    """A paragraph; ``inside`` is text, or XML where it begins with ``<``. ``num`` is numId and ilvl."""
    run = inside if inside.startswith("<") else r(inside, f'<w:sz w:val="{size}"/>' if size else "")
    properties = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + (
            f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
            if num
            else ""
        )
        + ('<w:jc w:val="center"/>' if centred else "")
        + more
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def tc(inside: str, span: int = 1, merge: str = "", more: str = "") -> str:
    """A cell; ``merge`` is "restart" or "continue"."""
    content = inside if inside.startswith("<") else p(inside)
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (
        f'<w:vMerge w:val="{merge}"/>' if merge else ""
    )
    return f"<w:tc><w:tcPr>{properties}{more}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells; one that is plain text becomes a cell."""
    inside = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str, columns: int = 1, properties: str = "") -> str:
    """A table."""
    grid = '<w:gridCol w:w="1500"/>' * columns
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def lvl(
    at: int, numbering: str, text: str, *, start: int = 1, more: str = "", suffix: str = ""
) -> str:
    """A level of a list; ``more`` stands between its format and its text (pStyle, isLgl, lvlRestart)."""
    ends = f'<w:suff w:val="{suffix}"/>' if suffix else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{numbering}"/>{more}{ends}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(id_: int, *levels: str, more: str = "") -> str:
    """An abstract numbering."""
    return f'<w:abstractNum w:abstractNumId="{id_}">{more}{"".join(levels)}</w:abstractNum>'


def num(id_: int, abstract_id: int, overrides: str = "") -> str:
    """A list that follows an abstract numbering."""
    return f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def text_box(inside: str, more: str = "") -> str:
    """A run with a text box as Word writes it: once for new versions, once for old ones."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
        '<wp:extent cx="3000000" cy="900000"/><wp:docPr id="1" name="t"/><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:spPr>{more}</wps:spPr><wps:txbx>{content}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str, result: str) -> str:
    """The runs of a field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else "")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
