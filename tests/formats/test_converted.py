"""DOC, WPS, RTF and ODT by way of LibreOffice, and what a file cannot make it do."""

from __future__ import annotations

import http.server
import threading
import zipfile
from typing import TYPE_CHECKING, ClassVar

import pytest

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers import read
from index.readers.child import read_in_child
from index.readers.converted import read_converted
from index.readers.soffice import find_soffice
from index.types import SourceDocument
from tests.formats.docx_corpus import (
    NUMBER,
    TITLE,
    questions,
    source_text,
    write_converted_files,
    write_docx_files,
)
from tests.formats.recovered import recovered, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

needs_office = pytest.mark.skipif(
    not find_soffice(), reason="no LibreOffice: install Debian's libreoffice-writer-nogui"
)
BY_HAND = [
    "by hand, styles",
    "by hand, traces of work",
    "by hand, strict",
    "python-docx, typed",
    "python-docx, automatic",
]
BY_OFFICE = [
    "ODT to DOCX",
    "HTML to DOCX",
    "DOCX to DOC",
    "python-docx to DOC",
    "ODT to DOC",
    "python-docx to RTF",
    "DOCX to ODT",
    "ODT",
    "DOC named WPS",
    "DOC named WPT",
]


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_docx_files(tmp_path_factory.mktemp("word"))


@pytest.fixture(scope="session")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_converted_files(tmp_path_factory.mktemp("office"))


def document_of(path: Path) -> SourceDocument:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    return document


def check(document: SourceDocument) -> None:
    assert recovered(source_text(), text_of(document)) >= 0.99
    assert document.title == TITLE
    assert document.metadata.document_number == NUMBER
    assert document.metadata.issuer == "云川市人民政府办公室"


@pytest.mark.parametrize("name", BY_HAND)
def test_a_word_file_gives_back_its_text_and_numbers(name: str, by_hand: dict[str, Path]) -> None:
    assert sorted(by_hand) == sorted(BY_HAND)
    check(document_of(by_hand[name]))


@needs_office
@pytest.mark.parametrize("name", BY_OFFICE)
def test_what_libreoffice_wrote_or_reads_gives_back_its_text_and_numbers(
    name: str, by_office: dict[str, Path]
) -> None:
    assert sorted(by_office) == sorted(BY_OFFICE)
    document = document_of(by_office[name])
    assert document.source == str(by_office[name].resolve())
    check(document)


def check_rows(path: Path, folder: Path) -> None:
    with KnowledgeBase.open(folder) as kb:
        kb.add([path], encode=False)
        for question, row in questions():
            ((found, _), *_) = kb.lexical_passages(question, 1)
            text = kb.passages([found])[found].text
            assert all(words in text for words in row), (question, text)


@pytest.mark.parametrize("name", BY_HAND)
def test_every_row_of_a_table_is_found(name: str, by_hand: dict[str, Path], tmp_path: Path) -> None:
    check_rows(by_hand[name], tmp_path / "kb")


@needs_office
@pytest.mark.parametrize("name", ["ODT to DOCX", "python-docx to DOC"])
def test_every_row_of_a_converted_table_is_found(
    name: str, by_office: dict[str, Path], tmp_path: Path
) -> None:
    check_rows(by_office[name], tmp_path / "kb")


RTF = (
    r"{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0 SimSun;}}"
    r"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc39\levelstartat1\levelfollow2"
    r"{\leveltext\'03\u31532?\'00\u26465?;}{\levelnumbers\'02;}}\listid7}}"
    r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}}"
    r"\pard\qc\fs44 \u20851?\u20110?\u34917?\u36148?\u30340?\u36890?\u30693?\par"
    r"\pard\fs32\ls1\ilvl0 \u30003?\u35831?\u20154?\u24212?\u24403?\u25552?\u20132?\u26448?\u26009?\u12290?\par"
    r"\pard\fs32\ls1\ilvl0 \u34917?\u36148?\u25353?\u26376?\u21457?\u25918?{\v\u38544?\u34255?}\u12290?\par}"
)


@needs_office
def test_rtf_as_word_writes_it_keeps_its_automatic_numbers(tmp_path: Path) -> None:
    path = tmp_path / "通知.rtf"
    path.write_text(RTF, "ascii")
    document = document_of(path)
    assert [block.text for block in document.blocks] == [
        "关于补贴的通知", "第一条 申请人应当提交材料。", "第二条 补贴按月发放。",
    ]  # fmt: skip
    assert [(each.kind, each.characters) for each in document.hidden] == [("hidden text", 2)]


@needs_office
def test_libreoffice_works_inside_the_limits_of_the_process_that_reads(
    by_office: dict[str, Path],
) -> None:
    found = [
        each for each in read_in_child(by_office["DOCX to DOC"]) if isinstance(each, SourceDocument)
    ]
    check(found[0])


def test_without_libreoffice_the_reason_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_SOFFICE", str(tmp_path / "none"))
    path = tmp_path / "通知.rtf"
    path.write_text(RTF, "ascii")
    with pytest.raises(
        UnreadableFile,
        match=r"^通知\.rtf：需要 LibreOffice 才能读取 \.rtf 文件。请安装 LibreOffice",
    ):
        list(read(path))


@needs_office
def test_a_doc_with_a_password_is_told_from_a_broken_one(
    by_office: dict[str, Path], tmp_path: Path
) -> None:
    data = bytearray(by_office["DOCX to DOC"].read_bytes())
    flags = data.index(b"\xec\xa5", 512) + 11
    locked, cut = tmp_path / "密.doc", tmp_path / "断.doc"
    cut.write_bytes(data[:6000])
    data[flags] |= 1
    locked.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"^密\.doc：文件有密码"):
        list(read(locked))
    with pytest.raises(UnreadableFile, match=r"^断\.doc：.*不完整"):
        list(read(cut))


def test_bytes_that_are_no_document_are_not_given_to_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "乱.wps"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(UnreadableFile, match=r"^乱\.wps：内容不是 Word"):
        list(read_converted(path))


_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible", "script": "script",
    }.items()
)  # fmt: skip
_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'


def write_odt(path: Path, body: str, scripts: str = "", **more: str) -> Path:
    members = {
        "content.xml": f'<office:document-content {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'office:version="1.2">{scripts}<office:body><office:text>{body}</office:text></office:body></office:document-content>'
    } | {name.replace("__", "/") + ".xml": text for name, text in more.items()}
    entries = '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    entries += "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in members
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in members.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
        if "META-INF/manifest.xml" not in members:
            archive.writestr("META-INF/manifest.xml", _MANIFEST.format(entries))
    return path


class _Asked(http.server.BaseHTTPRequestHandler):
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_HEAD = do_PROPFIND = do_GET  # noqa: N815 - names of the library

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    _Asked.paths.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Asked) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


@needs_office
def test_no_link_in_a_file_is_followed(server: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不可外传", "utf-8")
    body = (
        "<text:p>正文在此。</text:p>"
        f'<text:section text:name="a"><text:section-source xlink:href="{secret.as_uri()}" text:filter-name="Text"/><text:p>旧文</text:p></text:section>'
        f'<text:section text:name="b"><text:section-source xlink:href="{server}/section.txt"/><text:p>旧文二</text:p></text:section>'
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="3cm" svg:height="3cm">'
        f'<draw:image xlink:href="{server}/picture.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        "</draw:frame></text:p>"
    )
    document = document_of(write_odt(tmp_path / "链.odt", body))
    assert [block.text for block in document.blocks] == ["正文在此。", "旧文", "旧文二"]
    assert _Asked.paths == []


@needs_office
def test_no_macro_runs(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    scripts = (
        '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
        'script:event-name="dom:load" xmlns:dom="http://www.w3.org/2001/xml-events" xlink:type="simple" '
        'xlink:href="vnd.sun.star.script:Standard.M.Go?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>"
    )
    library = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"'
    path = write_odt(
        tmp_path / "宏.odt",
        "<text:p>正文带宏。</text:p>",
        scripts,
        Basic__script_lc='<library:libraries xmlns:library="http://openoffice.org/2000/library">'
        '<library:library library:name="Standard" library:link="false"/></library:libraries>',
        Basic__Standard__script_lb=f'<library:library {library}><library:element library:name="M"/></library:library>',
        Basic__Standard__M='<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
        f'script:language="StarBasic">Sub Go\nOpen "{ran}" For Output As #1\nPrint #1, "x"\nClose #1\nEnd Sub</script:module>',
    )
    assert [block.text for block in document_of(path).blocks] == ["正文带宏。"]
    assert not ran.exists()


def test_an_odt_with_a_password_says_so(tmp_path: Path) -> None:
    entry = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    path = write_odt(tmp_path / "密.odt", "", **{"META-INF__manifest": _MANIFEST.format(entry)})
    with pytest.raises(UnreadableFile, match=r"^密\.odt：文件有密码"):
        list(read(path))
