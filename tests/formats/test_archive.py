"""ZIP archives, and files whose names say something else than what they are."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from index.errors import UnreadableFile, UnsupportedFormat
from index.readers import read
from index.readers.kinds import kind_of
from index.readers.limits import Limits
from index.readers.signs import heard_by
from index.readers.unpack import open_archive, parse_xml, read_member
from index.types import Skipped, SourceDocument
from tests.formats.recovered import text_of

if TYPE_CHECKING:
    from pathlib import Path

NOTICE = "关于做好高温津贴发放工作的通知\n各区人民政府：\n每人每月发放三百元。"
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>关于供暖时间的通知</title></head>"
    "<body><p>供暖时间为十一月十五日至次年三月十五日。</p></body></html>"
)


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def packed_by_windows(members: dict[bytes, bytes]) -> bytes:
    """A ZIP file as old programs write it: names as they are, nothing said of their encoding."""
    file, central = io.BytesIO(), b""
    for raw, content in members.items():
        crc = zlib.crc32(content)
        common = (
            b"\x14\x00" + b"\x00\x00" + b"\x00\x00" + b"\x00\x00\x21\x28"
            + crc.to_bytes(4, "little") + len(content).to_bytes(4, "little") * 2
            + len(raw).to_bytes(2, "little") + b"\x00\x00"
        )  # fmt: skip
        at = file.tell().to_bytes(4, "little")
        file.write(b"PK\x03\x04" + common + raw + content)
        central += b"PK\x01\x02\x14\x00" + common + b"\x00" * 6 + b"\x00" * 4 + at + raw
    start, count = file.tell(), len(members).to_bytes(2, "little")
    file.write(
        central + b"PK\x05\x06\x00\x00\x00\x00" + count * 2
        + len(central).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\x00\x00"
    )  # fmt: skip
    return file.getvalue()


def found_in(path: Path) -> tuple[dict[str, SourceDocument], dict[str, str]]:
    """Documents and reasons by what stands behind the ``#`` of their source."""
    documents, reasons = {}, {}
    for item in read(path):
        part = item.source.partition("#")[2]
        if isinstance(item, SourceDocument):
            documents[part] = item
        else:
            reasons[part] = item.reason
    return documents, reasons


def test_each_member_is_a_document_named_by_the_archive_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "汇编.zip"
    record = json.dumps({"id": "a", "title": "记录", "text": "住房补贴每月五百元。"})
    path.write_bytes(packed({"通知/高温津贴.txt": NOTICE, "供暖.html": PAGE, "记录.jsonl": record}))
    documents, reasons = found_in(path)
    assert not reasons
    assert list(documents) == ["通知/高温津贴.txt", "供暖.html", "记录.jsonl#a"]
    assert documents["通知/高温津贴.txt"].title == "关于做好高温津贴发放工作的通知"
    assert documents["通知/高温津贴.txt"].source == f"{path.resolve()}#通知/高温津贴.txt"
    assert "供暖时间为十一月十五日" in text_of(documents["供暖.html"])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_names_in_the_code_page_of_their_windows_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "旧.zip"
    path.write_bytes(
        packed_by_windows({"文件/關於供暖的通知.txt".encode(encoding): NOTICE.encode()})
    )
    documents, _ = found_in(path)
    assert list(documents) == ["文件/關於供暖的通知.txt"]


def test_what_systems_leave_behind_is_passed_over_and_unknown_formats_are_told_once(
    tmp_path: Path,
) -> None:
    path = tmp_path / "站点.zip"
    path.write_bytes(
        packed(
            {
                "a.txt": NOTICE,
                "__MACOSX/._a.txt": b"\x00\x05\x16\x07",
                ".DS_Store": b"\x00\x00\x00\x01Bud1",
                "Thumbs.db": b"\xd0\xcf\x11\xe0",
                "样式.css": "p {}",
                "脚本.js": "let a;",
            }
        )
    )
    documents, reasons = found_in(path)
    assert list(documents) == ["a.txt"]
    assert reasons == {"": "站点.zip：包内 2 个文件的格式不支持，没有读取：样式.css、脚本.js。"}


def test_archives_in_archives_are_read_as_deep_as_the_limit(tmp_path: Path) -> None:
    data, name = NOTICE.encode(), "最里.txt"
    for level in (4, 3, 2, 1):
        data, name = packed({name: data, f"第{level}层.txt": NOTICE}), f"{level}.zip"
    path = tmp_path / "一层套一层.zip"
    path.write_bytes(data)
    documents, reasons = found_in(path)
    assert set(documents) == {"第1层.txt", "2.zip#第2层.txt", "2.zip#3.zip#第3层.txt"}
    (reason,) = reasons.values()
    assert list(reasons) == ["2.zip#3.zip#4.zip"]
    assert "超过上限 3 层" in reason


def test_a_bad_member_is_skipped_with_its_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "混合.zip"
    path.write_bytes(
        packed(
            {
                "空.txt": "",
                "坏.txt": bytes(range(256)) * 4,
                "../../逃.txt": NOTICE,
                "/etc/绝对.txt": NOTICE,
                "C:\\盘符.txt": NOTICE,
                "名为网页的图.zip": b"PK\x03\x04 broken",
                "好.txt": NOTICE,
            }
        )
    )
    documents, reasons = found_in(path)
    assert list(documents) == ["好.txt"]
    assert len(reasons) == 6
    assert all(reason.startswith("混合.zip") for reason in reasons.values())
    assert "空（0 字节）" in reasons["空.txt"]
    assert sum("指向包外" in reason for reason in reasons.values()) == 3


def test_an_encrypted_member_is_told_by_its_password(tmp_path: Path) -> None:
    data = bytearray(packed({"密.txt": NOTICE, "明.txt": NOTICE}))
    data[6] |= 1  # the first local header, and the first entry of the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "密码.zip"
    path.write_bytes(data)
    documents, reasons = found_in(path)
    assert list(documents) == ["明.txt"]
    assert reasons["密.txt"] == "密码.zip：文件有密码，无法读取。请去掉密码后再导入。"


def test_two_members_of_one_name_are_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "重名.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", NOTICE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", NOTICE + "\n另有补贴。")
    documents, _ = found_in(path)
    assert list(documents) == ["a.txt", "a.txt (2)"]
    assert "另有补贴" in text_of(documents["a.txt (2)"])


def test_the_budget_is_one_for_all_levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_QA_READ_MEMBERS", "5")
    inner = packed({f"{n}.txt": NOTICE for n in range(4)})
    path = tmp_path / "多.zip"
    path.write_bytes(packed({"a.zip": inner, "b.zip": inner}))
    documents, reasons = found_in(path)
    assert len(documents) == 4
    assert "合计超过 5 个文件" in reasons["b.zip"]


def test_thousands_of_bad_members_are_told_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "多.zip"
    empty: dict[str, bytes | str] = {f"{n}.txt": "" for n in range(150)}
    path.write_bytes(packed(empty | {"好.txt": NOTICE}))
    found = list(read(path))
    skipped = [item for item in found if isinstance(item, Skipped)]
    assert len(skipped) == 101
    assert skipped[-1] == Skipped(
        str(path.resolve()), "多.zip：包内还有 50 处没有读取，不再逐一列出。"
    )
    assert len(found) == 102


def test_a_sign_of_life_is_given_at_each_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed({f"{n}.txt": NOTICE for n in range(3)}))
    heard: list[tuple[int, int, str]] = []
    with heard_by(lambda *sign: heard.append(sign)):
        list(read(path))
    assert heard == [(1, 3, "个文件"), (2, 3, "个文件"), (3, 3, "个文件")]


@pytest.mark.parametrize(
    ("members", "setting", "match"),
    [
        ({f"{n}.xml": "<a/>" for n in range(11)}, {"members": 10}, "11 个文件，超过上限 10"),
        ({"a.xml": b"0" * 3 * 2**20}, {"unpacked_mb": 2}, "解压后有 3 MB"),
        ({"a.xml": b"0" * 12 * 2**20}, {}, "压缩炸弹"),
        ({"../a.xml": "<a/>"}, {}, "指向包外"),
    ],
)
def test_an_office_file_beyond_the_limits_is_refused_as_a_whole(
    tmp_path: Path, members: dict[str, bytes | str], setting: dict[str, int], match: str
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(packed(members))
    with pytest.raises(UnreadableFile, match=match):
        open_archive(path, Limits(**setting))


def test_a_member_that_lies_about_its_size_is_not_read_beyond_it(tmp_path: Path) -> None:
    data = bytearray(packed({"a.xml": b"<a>" + b" " * 100_000 + b"</a>"}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    path = tmp_path / "a.ofd"
    path.write_bytes(data)
    with open_archive(path) as archive, pytest.raises(UnreadableFile, match="已损坏或不完整"):
        read_member(archive, "a.xml")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(
            "utf-16"
        ),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE a SYSTEM "file:///etc/passwd"+AD4-<a/>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>" * 100_000,
        b"<a",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_xml_that_reaches_out_goes_deep_or_is_broken_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^a\.ofd：.*(XML|嵌套过深)"):
        parse_xml(data, "a.ofd")


def test_xml_loses_its_comments_only() -> None:
    root = parse_xml("<a>正<!-- 注 -->文<?指令?></a>".encode(), "a")
    assert (root.text, len(root)) == ("正文", 0)


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
MHT = (
    b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n'
    b"--xx\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
) + PAGE.replace("utf-8", "gb2312").encode("gb2312") + b"\r\n--xx--\r\n"  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("网页.doc", PAGE.encode()),
        ("网页.txt", b"\xef\xbb\xbf\r\n<!-- saved from url -->" + PAGE.encode()),
        ("网页.aspx", PAGE.encode()),
        ("片段.doc", PAGE[PAGE.index("<head") :].removesuffix("</html>").encode()),
        ("单文件.mht", MHT),
        ("单文件.doc", MHT),
        ("压缩.doc", packed({"供暖.html": PAGE})),
    ],
)
def test_a_wrong_suffix_is_read_for_what_it_is(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    assert document.source.startswith(str(path.resolve()))
    assert document.title == "关于供暖时间的通知"
    assert "供暖时间为十一月十五日" in text_of(document)


def test_markdown_that_begins_with_html_stays_markdown(tmp_path: Path) -> None:
    path = tmp_path / "说明.md"
    path.write_text("<div align=center>\n\n# 办法\n\n第一条 正文。\n", encoding="utf-8")
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    assert document.title == "办法"


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("网页.pdf", PAGE.encode(), "文件名说是“.pdf”，内容却是网页"),
        ("404.png", b"404 not found", "文件名说是“.png”，内容却是文本"),
        ("空.txt", b"\x00" * 5000, "不是文本"),
        ("归档.txt", b"Rar!\x1a\x07\x01\x00", "（内容是RAR 压缩包）。请先解压"),
        ("归档.7z", b"7z\xbc\xaf\x27\x1c", "7z.*请先解压"),
        ("归档.tar.gz", b"\x1f\x8b\x08\x00", "gzip.*请先解压"),
        ("程序.txt", b"MZ\x90\x00\x03\x00", "Windows 程序"),
        ("~$通知.txt", b"\x03abc", "临时文件"),
        ("乱.png", bytes(range(256)), "可能已损坏"),
        ("库.txt", b"SQLite format 3\x00" + b"\x00" * 100, "库.txt：不是可读的 SQLite"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_found(
    tmp_path: Path, name: str, data: bytes, match: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises((UnreadableFile, UnsupportedFormat), match=match):
        list(read(path))


def test_a_picture_is_a_picture_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_bytes(PNG)
    assert kind_of(path).words == "PNG 图片"


def test_a_skipped_record_in_a_wrongly_named_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "包.doc"
    path.write_bytes(packed({"a.txt": NOTICE, "b.txt": ""}))
    skipped = [item for item in read(path) if isinstance(item, Skipped)]
    assert [item.source for item in skipped] == [f"{path.resolve()}#b.txt"]
    assert skipped[0].reason.startswith("包.doc")
