"""Word files: what they hold, in order, as Word shows it, and nothing else."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from index.readers import read
from index.readers.word.numerals import written
from index.types import BlockKind, SourceDocument
from tests.formats.docx_xml import (
    NAMESPACES,
    abstract,
    field,
    lvl,
    num,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
    write_docx,
    write_members,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def document_of(path: Path) -> SourceDocument:
    (document,) = read(path)
    assert isinstance(document, SourceDocument)
    return document


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., list[str]]:
    """The lines that a body is read as, below a title that keeps them from being one."""

    def read_lines(body: str, **parts: str) -> list[str]:
        document = document_of(
            write_docx(tmp_path / "文件.docx", p("试验文件", "T") + body, **with_title(parts))
        )
        assert document.title == "试验文件"
        return [block.text for block in document.blocks][1:]

    return read_lines


def with_title(parts: dict[str, str]) -> dict[str, str]:
    title = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    return parts | {"styles": title + parts.get("styles", "")}


def hidden_of(tmp_path: Path, body: str, **parts: str) -> tuple[list[str], dict[str, int]]:
    document = document_of(
        write_docx(tmp_path / "隐.docx", p("试验文件", "T") + body, **with_title(parts))
    )
    return [b.text for b in document.blocks][1:], {h.kind: h.characters for h in document.hidden}


STYLED = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="tiao"><w:name w:val="条"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="tiao2"><w:name w:val="条 续"/><w:basedOn w:val="tiao"/></w:style>'
)


def test_chapters_and_articles_are_numbered_by_their_styles(
    lines: Callable[..., list[str]],
) -> None:
    numbering = abstract(
        0,
        lvl(0, "chineseCountingThousand", "第%1章", more='<w:pStyle w:val="1"/>'),
        lvl(
            1,
            "chineseCountingThousand",
            "第%2条",
            more='<w:lvlRestart w:val="0"/><w:pStyle w:val="tiao"/>',
        ),
        lvl(2, "japaneseCounting", "（%3）"),
    ) + num(1, 0)
    body = (
        p("总则", "1") + p("为了规范临时救助，制定本办法。", "tiao") + p("本市适用本办法。", "tiao2")
        + p("申请", "1") + p("可以向下列单位申请：", "tiao") + p("街道办事处；", num=(1, 2)) + p("乡镇人民政府。", num=(1, 2))
        + p("审核期限为十日。", "tiao") + p("有下列情形之一的，不予受理：", "tiao2") + p("材料不全；", num=(1, 2))
    )  # fmt: skip
    assert lines(body, numbering=numbering, styles=STYLED) == [
        "第一章 总则", "第一条 为了规范临时救助，制定本办法。", "第二条 本市适用本办法。", "第二章 申请",
        "第三条 可以向下列单位申请：", "（一）街道办事处；", "（二）乡镇人民政府。", "第四条 审核期限为十日。",
        "第五条 有下列情形之一的，不予受理：", "（一）材料不全；",
    ]  # fmt: skip


def test_lists_count_on_restart_and_start_where_they_say(lines: Callable[..., list[str]]) -> None:
    numbering = (
        abstract(0, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2"), lvl(2, "lowerLetter", "%3)", more='<w:lvlRestart w:val="1"/>'))
        + num(1, 0) + num(2, 0) + num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
        + num(4, 0, f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "（%1）")}</w:lvlOverride>')
    )  # fmt: skip
    body = (
        p("甲", num=(1, 0)) + p("甲一", num=(1, 1)) + p("子", num=(1, 2)) + p("甲二", num=(1, 1)) + p("丑", num=(1, 2))
        + p("乙", num=(2, 0)) + p("乙一", num=(2, 1)) + p("寅", num=(1, 2)) + p("丙", num=(3, 0)) + p("丁", num=(3, 0)) + p("戊", num=(4, 0))
    )  # fmt: skip
    assert lines(body, numbering=numbering) == [
        "1. 甲", "1.1 甲一", "a) 子", "1.2 甲二", "b) 丑", "2. 乙", "2.1 乙一", "a) 寅", "7. 丙", "8. 丁", "（9）戊",
    ]  # fmt: skip


def test_a_number_is_taken_away_hidden_or_in_plain_digits(lines: Callable[..., list[str]]) -> None:
    numbering = (
        abstract(0, lvl(0, "chineseCounting", "%1、", suffix="nothing"), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>"))
        + num(1, 0)
        + '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        "<w:rPr><w:vanish/></w:rPr></w:lvl></w:abstractNum>" + num(5, 5)
        + abstract(6, lvl(0, "bullet", "\uf0b7")) + num(6, 6)
        + abstract(7, lvl(0, "decimalEnclosedCircle", "%1", suffix="nothing", start=3)) + num(7, 7)
        + abstract(8, '<w:lvl w:ilvl="0"><w:start w:val="4"/><mc:AlternateContent><mc:Choice Requires="w14">'
          '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
          '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1号"/></w:lvl>') + num(8, 8)
    )  # fmt: skip
    styles = '<w:style w:type="paragraph" w:styleId="yi"><w:name w:val="一级"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = (
        p("申请条件", "yi") + p("年满十八周岁", num=(1, 1)) + p("不编号", "yi", num=(0, 0)) + p("申请材料", "yi") + p("身份证", num=(1, 1))
        + p("数字不显示", num=(5, 0)) + p("圆点", num=(6, 0)) + p("圆圈", num=(7, 0)) + p("补零", num=(8, 0)) + p("没有这个列表", num=(99, 0))
    )  # fmt: skip
    assert lines(body, numbering=numbering, styles=styles) == [
        "一、申请条件", "1.1 年满十八周岁", "不编号", "二、申请材料", "2.1 身份证", "数字不显示", "圆点", "③圆圈", "004号 补零", "没有这个列表",
    ]  # fmt: skip


def test_a_numbering_style_stands_for_its_list(lines: Callable[..., list[str]]) -> None:
    numbering = (
        abstract(0, more='<w:numStyleLink w:val="公文"/>') + abstract(1, lvl(0, "ideographTraditional", "%1、"), more='<w:styleLink w:val="公文"/>')
        + num(1, 0) + num(2, 1)
    )  # fmt: skip
    styles = '<w:style w:type="numbering" w:styleId="公文"><w:name w:val="公文"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    assert lines(p("事项", num=(1, 0)) + p("期限", num=(1, 0)), numbering=numbering, styles=styles) == ["甲、事项", "乙、期限"]  # fmt: skip


@pytest.mark.parametrize(
    ("numbering", "shown"),
    {
        "decimal": "1 9 10 11 20 21 105 110 1054",
        "decimalZero": "01 09 10 11 20 21 105 110 1054",
        "chineseCountingThousand": "一 九 十 十一 二十 二十一 一百零五 一百一十 一千零五十四",
        "chineseCounting": "一 九 十 十一 二十 二十一 一〇五 一一〇 一〇五四",
        "japaneseCounting": "一 九 十 十一 二十 二十一 百五 百十 千五十四",
        "ideographDigital": "一 九 一〇 一一 二〇 二一 一〇五 一一〇 一〇五四",
        "chineseLegalSimplified": "壹 玖 壹拾 壹拾壹 贰拾 贰拾壹 壹佰零伍 壹佰壹拾 壹仟零伍拾肆",
        "ideographTraditional": "甲 壬 癸 11 20 21 105 110 1054",
        "ideographZodiacTraditional": "甲子 壬申 癸酉 甲戌 癸未 甲申 戊申 癸丑 丁酉",
        "decimalEnclosedCircle": "① ⑨ ⑩ ⑪ ⑳ ㉑ 105 110 1054",
        "decimalEnclosedParen": "⑴ ⑼ ⑽ ⑾ ⒇ 21 105 110 1054",
        "upperRoman": "I IX X XI XX XXI CV CX MLIV",
        "upperLetter": "A I J K T U AAAAA FFFFF " + "N" * 41,
        "decimalFullWidth": "１ ９ １０ １１ ２０ ２１ １０５ １１０ １０５４",
        "ordinal": "1st 9th 10th 11th 20th 21st 105th 110th 1054th",
        "unknown of later versions": "1 9 10 11 20 21 105 110 1054",
    }.items(),
)
def test_a_number_is_written_as_its_format_says(numbering: str, shown: str) -> None:
    assert " ".join(written(n, numbering) for n in (1, 9, 10, 11, 20, 21, 105, 110, 1054)) == shown


def test_what_stands_in_a_paragraph_is_read_in_order_and_once(
    lines: Callable[..., list[str]],
) -> None:
    body = (
        p('<w:hyperlink w:anchor="x"><w:r><w:t>链接</w:t></w:r></w:hyperlink>' + r("后") + '<w:smartTag><w:r><w:t>智能</w:t></w:r></w:smartTag>')
        + "<w:sdt><w:sdtContent>" + p("控件段落") + "</w:sdtContent></w:sdt>"
        + p('<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>' + r("文字"))
        + p(r("姓名") + "<w:r><w:tab/></w:r>" + r("性别") + '<w:r><w:noBreakHyphen/><w:softHyphen/><w:t>甲</w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>')
        + p(field(' REF _Ref1 \\h ', r("第三条")) + r("规定") + field("eq \\o\\ac(○,5)", "") + field("PAGE", "") + '<w:fldSimple w:instr="DATE"><w:r><w:t>今日</w:t></w:r></w:fldSimple>')
        + p(text_box(p("框中文字")) + r("锚定段"))
        + p(r("段后有框") + text_box(p("框二")))
        + p('<w:r><w:pict><v:shape><v:textpath string="艺术字"/></v:shape></w:pict></w:r>')
        + p('<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>yún</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>云</w:t></w:r></w:rubyBase></w:ruby></w:r>' + r("川"))
        + p("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>" + r("的补贴"))
        + p(r("联系人：张三") + "<w:r><w:br/></w:r>" + r("电话：12345"))
        + p(r("这是一行从别处粘贴过来的很长的文字，它在这里被软回车") + "<w:r><w:br/></w:r>" + r("断开，其实是一句话。"))
    )  # fmt: skip
    assert lines(body) == [
        "链接后智能", "控件段落", "控件文字", "姓名 性别-甲☑≥", "第三条规定⑤今日", "框中文字", "锚定段", "段后有框", "框二", "艺术字", "云川",
        "a=b的补贴", "联系人：张三", "电话：12345", "这是一行从别处粘贴过来的很长的文字，它在这里被软回车断开，其实是一句话。",
    ]  # fmt: skip


def test_notes_follow_their_paragraph_and_are_marked(lines: Callable[..., list[str]]) -> None:
    body = (
        p(r("补贴按月发放。") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
        + tbl(tr(tc(p(r("甲") + '<w:r><w:footnoteReference w:id="3"/></w:r>')), "乙"), tr("丙", "丁"), columns=2)
        + p(r("末段。") + '<w:r><w:endnoteReference w:id="1"/></w:r>')
    )  # fmt: skip
    footnotes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">' + p("每月十日。")
        + '</w:footnote><w:footnote w:id="3">' + p("指甲类。") + "</w:footnote>"
    )  # fmt: skip
    endnotes = '<w:endnote w:id="1">' + p("据统计局。") + "</w:endnote>"
    assert lines(body, footnotes=footnotes, endnotes=endnotes) == [
        "补贴按月发放。", "注1：每月十日。", "甲 | 乙", "丙 | 丁", "注2：指甲类。", "末段。", "尾注1：据统计局。",
    ]  # fmt: skip


def test_a_table_of_contents_is_left_out(lines: Callable[..., list[str]]) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    body = (
        p("目  录") + p(begin + r("第一章 总则") + "<w:r><w:tab/></w:r>" + r("1"), "TOC1") + p(r("第二章 附则") + "<w:r><w:tab/></w:r>" + r("9"))
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>') + p("第一章 总则") + p("正文在2025年1月1日之后还有10")
    )  # fmt: skip
    assert lines(body, styles=styles) == ["第一章 总则", "正文在2025年1月1日之后还有10"]


def test_a_field_without_an_end_hides_only_its_own_paragraph(
    lines: Callable[..., list[str]],
) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF</w:instrText></w:r>'
    assert lines(p(r("前") + begin + r("不见")) + p("后面的段落。")) == ["前", "后面的段落。"]


def test_what_nobody_sees_is_left_out_and_counted(tmp_path: Path) -> None:
    styles = '<w:style w:type="character" w:styleId="h"><w:name w:val="隐藏"/><w:rPr><w:vanish/></w:rPr></w:style>'
    body = (
        p(r("看得见") + r("隐藏字", "<w:vanish/>") + r("样式隐藏", '<w:rStyle w:val="h"/>') + r("又看见", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>'))
        + p(r("极小字", '<w:sz w:val="1"/>') + r("白字", '<w:color w:val="FFFFFF"/>') + r("蓝底白字", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="0000FF"/>') + r("同色", '<w:color w:val="0000FF"/><w:shd w:val="clear" w:fill="0000FF"/>'))
        + p(r("留下") + "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>" + "<w:ins><w:r><w:t>插入的</w:t></w:r></w:ins>" + "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>")
        + tbl(tr(tc(p(r("表头", '<w:color w:val="FFFFFF"/>')), more='<w:shd w:val="clear" w:fill="1F4E79"/>'), "乙"), tr("删", "行", properties="<w:del/>"), tr("丙", "丁"), columns=2)
        + p(text_box(p(r("白框字", '<w:color w:val="FFFFFF"/>'))) + text_box(p(r("红底白字", '<w:color w:val="FFFFFF"/>')), '<a:solidFill><a:srgbClr val="C00000"/></a:solidFill>') + r("末"))
    )  # fmt: skip
    comments = '<w:comment w:id="0">' + p("批注内容") + "</w:comment>"
    lines, hidden = hidden_of(tmp_path, body, styles=styles, comments=comments)
    assert lines == [
        "看得见又看见",
        "蓝底白字",
        "留下插入的",
        "表头 | 乙",
        "丙 | 丁",
        "红底白字",
        "末",
    ]
    assert hidden == {
        "hidden text": 7, "zero size": 3, "white on white": 7, "tracked deletion": 7, "comment": 4,
    }  # fmt: skip


def test_white_text_on_a_page_with_a_colour_is_seen(tmp_path: Path) -> None:
    body = p("关于公园开放的通知") + p(r("夜间开放。", '<w:color w:val="FFFFFF"/>'))
    root = f'<w:document {NAMESPACES}><w:background w:color="003366"/><w:body>{body}</w:body></w:document>'
    settings = f"<w:settings {NAMESPACES}><w:displayBackgroundShape/></w:settings>"
    members = {"document": root, "settings": settings}
    shown = document_of(write_members(tmp_path / "a.docx", members))
    assert [block.text for block in shown.blocks] == ["关于公园开放的通知", "夜间开放。"]
    hidden = document_of(write_members(tmp_path / "b.docx", {"document": root}))
    assert [block.text for block in hidden.blocks] == ["关于公园开放的通知"]


def test_a_paragraph_whose_end_is_deleted_runs_on_and_one_wholly_deleted_is_not_counted(
    lines: Callable[..., list[str]],
) -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0)
    gone = "<w:rPr><w:del/></w:rPr>"
    body = (
        p("甲", num=(1, 0))
        + p("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", num=(1, 0), more=gone)
        + p("乙的前半，", num=(1, 0), more=gone) + p("乙的后半", num=(1, 0)) + p("", num=(1, 0)) + p("丁", num=(1, 0))
    )  # fmt: skip
    assert lines(body, numbering=numbering) == ["1. 甲", "2. 乙的前半，乙的后半", "4. 丁"]


def test_headings_come_from_outline_levels_and_names_of_styles(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="我的"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="d"><w:name w:val="圈"/><w:basedOn w:val="e"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="e"><w:name w:val="圈二"/><w:basedOn w:val="d"/></w:style>'
    )
    body = (
        p("甲", "a") + p("乙", "b") + p("丙", "c") + p("丁", more='<w:outlineLvl w:val="3"/>') + p("戊", "b", more='<w:outlineLvl w:val="9"/>')
        + p("己", "d") + p("这一整段文字虽然用了标题样式，但是它是完整的一句话，不是标题。", "b")
    )  # fmt: skip
    document = document_of(
        write_docx(tmp_path / "t.docx", p("试验文件", "T") + body, **with_title({"styles": styles}))
    )
    heading, text = BlockKind.HEADING, BlockKind.PARAGRAPH
    assert [(b.kind, b.level) for b in document.blocks][1:] == [
        (heading, 2), (heading, 3), (heading, 3), (heading, 5), (text, 0), (text, 0), (text, 0),
    ]  # fmt: skip


def test_merged_cells_stand_where_they_apply(lines: Callable[..., list[str]]) -> None:
    table = tbl(
        tr(tc("类别", merge="restart"), tc("每月标准", span=2), properties="<w:tblHeader/>"),
        tr(tc("", merge="continue"), "城镇", "农村", properties="<w:tblHeader/>"),
        tr(tc("生活补贴", merge="restart"), "209元", "190元"),
        tr(tc("", merge="continue"), tc("每人另加30元", span=2)),
        "<w:sdt><w:sdtContent>" + tr("护理补贴", "280元", "270元") + "</w:sdtContent></w:sdt>",
        columns=3,
    )
    assert lines(p("表1 补贴标准") + table) == [
        "表1 补贴标准",
        "类别：生活补贴；每月标准城镇：209元；每月标准农村：190元",
        "类别：生活补贴；每月标准城镇：每人另加30元；每月标准农村：每人另加30元",
        "类别：护理补贴；每月标准城镇：280元；每月标准农村：270元",
    ]


def test_a_table_that_was_cut_at_the_end_of_a_page_keeps_its_names(
    lines: Callable[..., list[str]],
) -> None:
    first = tbl(tr("项目", "标准", "说明"), tr("护理", "280元", "每月"), columns=3)
    page_break = p('<w:r><w:br w:type="page"/></w:r>')
    second, third = tbl(tr("生活", "209元", "每月"), columns=3), tbl(tr("交通", "50元"), columns=2)
    assert lines(first + page_break + second + third + p("另有：") + second) == [
        "项目：护理；标准：280元；说明：每月",
        "项目：生活；标准：209元；说明：每月",
        "交通 | 50元",
        "另有：",
        "生活 | 209元 | 每月",
    ]


def test_numbers_in_cells_nested_tables_and_tables_that_only_arrange(
    lines: Callable[..., list[str]],
) -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1")) + num(1, 0)
    counted = tbl(
        tr("序号", "事项", "期限说明", properties="<w:tblHeader/>"),
        tr(tc(p("", num=(1, 0))), "受理", "当日"), tr(tc(p("", num=(1, 0))), "审核", "三日"), columns=3,
    )  # fmt: skip
    nested = tbl(
        tr(tc(p("外") + tbl(tr("内一", "内二"), columns=2)), "旁"), tr("下", "右"), columns=2
    )
    layout = tbl(tr(tc(p("第一段") + p("第二段"))), tr(tc("", merge="")), tr(tc("第三段", span=1)))
    assert lines(counted + nested + layout, numbering=numbering) == [
        "序号：1；事项：受理；期限说明：当日", "序号：2；事项：审核；期限说明：三日", "外 | 旁", "下 | 右", "内一 | 内二",
        "第一段", "第二段", "第三段",
    ]  # fmt: skip


def test_the_title_is_the_largest_centred_lines_and_the_red_head_is_kept(tmp_path: Path) -> None:
    body = (
        p(text_box(p("云川市人民政府办公室文件", centred=True, size=72)) + r(""))
        + tbl(tr("云府办〔2025〕12号", "签发人：李四"), columns=2)
        + p("云川市人民政府办公室关于印发", centred=True, size=44) + p("临时救助办法的通知", centred=True, size=44)
        + p("各区人民政府：", size=32) + p("现将《临时救助办法》印发给你们，请遵照执行。" * 4, size=32)
        + p("第一章 总则", centred=True, size=44)
    )  # fmt: skip
    document = document_of(write_docx(tmp_path / "x.docx", body))
    assert document.title == "云川市人民政府办公室关于印发临时救助办法的通知"
    assert [b.text for b in document.blocks][:5] == [
        "云川市人民政府办公室文件", "云府办〔2025〕12号", "签发人：李四", document.title, "各区人民政府：",
    ]  # fmt: skip
    assert document.metadata.document_number == "云府办〔2025〕12号"
    assert document.metadata.issuer == "云川市人民政府办公室"


@pytest.mark.parametrize(
    ("header", "kept"), [("云川市人民政府文件", True), ("第 1 页 内部资料", False)]
)
def test_a_header_is_kept_where_it_is_the_red_head(tmp_path: Path, header: str, kept: bool) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rHeader1"/></w:sectPr>'
    document = document_of(
        write_docx(
            tmp_path / "x.docx", p("关于放假的通知") + p("今天放假。") + section, header1=p(header)
        )
    )
    assert document.title == "关于放假的通知"
    assert (document.blocks[0].text == header) is kept


@pytest.mark.parametrize(
    ("member", "page"),
    [
        ("word/chunk.htm", "{}"),
        ("word/chunk.mht", "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{}"),
    ],
)
def test_a_web_page_in_the_place_of_text_is_read(tmp_path: Path, member: str, page: str) -> None:
    html = "<html><meta charset=utf-8><body><h1>关于放假的通知</h1><p>今天放假。</p></body></html>"
    root = f'<w:document {NAMESPACES}><w:body><w:altChunk r:id="rChunk"/></w:body></w:document>'
    plain = write_members(tmp_path / "plain.docx", {"document": root, "chunk": "<x/>"})
    path = tmp_path / "网页.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"chunk.xml", member.removeprefix("word/").encode())
            new.writestr(name, data)
        new.writestr(member, page.format(html))
    document = document_of(path)
    assert (document.title, document.source) == ("关于放假的通知", str(path.resolve()))
    assert [block.text for block in document.blocks] == ["关于放假的通知", "今天放假。"]
