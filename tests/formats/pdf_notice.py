"""The known text of the PDF corpus: a notice as an office writes it, with tables and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.readers.tables.table import row_texts

TITLE = "临江市人民政府办公室关于进一步加强城乡节约用水工作的通知"
NUMBER = "临府办〔2024〕18号"
RED_HEAD = "临江市人民政府办公室文件"
CAPTION = "表1 居民生活用水阶梯价格"
LONG_CAPTION = "表2 各街道节水改造补贴标准"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; a cell that spans several stands in each of them."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the file says, in order: ("heading" | "text" | "note", words) or a table."""

    parts: tuple[tuple[str, str] | Table, ...]
    title: str = TITLE
    head: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """All its characters in reading order, rows as the reader is to give them."""
        found = [*self.head, self.title]
        for part in self.parts:
            if isinstance(part, Table):
                found += [part.caption, *row_texts(part.rows, has_header=True)]
            else:
                found.append(part[1])
        return "\n".join(found)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its running text."""
        return tuple(p[1] for p in self.parts if not isinstance(p, Table) and p[0] == "text")

    @property
    def headings(self) -> tuple[str, ...]:
        """Its headings below the title."""
        return tuple(p[1] for p in self.parts if not isinstance(p, Table) and p[0] == "heading")


PRICES = Table(
    CAPTION,
    (
        ("用户类别", "年用水量（立方米）", "到户单价（元）", "备注"),
        ("居民一户一表", "0—180", "2.85", "含污水处理费"),
        ("居民一户一表", "181—300", "3.90", "含污水处理费"),
        ("居民一户一表", "301以上", "7.05", "含污水处理费"),
        ("居民合表用户", "不分档", "3.05", "学校、养老院适用"),
    ),
)

_STREETS = (
    "东门街道", "西关街道", "南湖街道", "北塔街道", "新桥镇", "石井镇", "白沙镇", "青龙镇", "大塘镇", "柳林镇",
    "金鸡镇", "双河镇", "龙泉乡", "马家乡", "云台乡", "竹山乡", "沙坪镇", "红岩镇", "长安镇", "太平镇",
)  # fmt: skip
_WORKS = ("更换节水器具", "改造老旧管网", "建设雨水收集设施")

SUBSIDIES = Table(
    LONG_CAPTION,
    (
        ("街道", "改造项目", "补贴金额（元）", "联系电话"),
        *(
            (street, work, f"{800 + 35 * i + 400 * j}", f"0791-55{i:02d}{j}8{(7 * i + j) % 10}")
            for i, street in enumerate(_STREETS)
            for j, work in enumerate(_WORKS)
        ),
    ),
)

TEXTS = (
    "各县区人民政府，市政府各部门，各直属单位：为了贯彻国家节水行动方案，落实最严格的水资源管理制度，提高全社会用水效率，经市政府同意，现将有关事项通知如下，请结合本地区、本部门实际认真组织实施。",
    "到2026年底，全市万元地区生产总值用水量比2020年下降16%，城市公共供水管网漏损率控制在9%以内，农田灌溉水有效利用系数提高到0.56以上，节水型单位建成率达到60%。各县区应当把上述指标逐级分解到乡镇和重点用水单位。",
    "年用水量超过5万立方米的单位应当每三年开展一次水平衡测试，并在测试完成后30日内将结果报送市水务局备案。逾期不报送的，由水务主管部门责令限期改正，并暂停受理其新增用水指标的申请。",
    "新建、改建、扩建建设项目应当制定节水措施方案，节水设施与主体工程同时设计、同时施工、同时投入使用。建筑面积在2万平方米以上的公共建筑，应当配套建设再生水回用系统（采用城镇再生水厂集中供水的除外）。",
    "市财政每年安排节水专项资金，对符合条件的老旧小区管网改造、节水器具更换和雨水收集设施建设给予补贴。补贴标准见表2，由街道办事处、乡镇人民政府统一受理，自受理之日起15个工作日内完成审核并予以公示，公示期不少于5个工作日。",
    "供水企业应当建立管网漏损巡查制度，对使用年限超过30年的管道优先改造；接到漏水报告后，应当在2小时内到达现场，24小时内修复，情况复杂的可以延长至48小时，并及时告知受影响的用户。",
    "洗车、洗浴、人工滑雪场等特种行业用水户应当采用低耗水、循环用水等节水技术和设备，按季度向所在地水务主管部门报送用水台账。未安装循环用水设施的，用水价格按照基准价格的3倍执行。",
    "学校应当把节水教育纳入教育教学活动，每学年组织不少于两次主题实践；新闻媒体应当开展节水公益宣传，对浪费用水的行为进行舆论监督。每年3月22日所在的周为本市节水宣传周。",
    "市水务局会同市统计局每半年通报一次各县区节水目标完成情况，连续两次排名末位的，由市政府分管领导约谈其主要负责人。考核结果作为县区高质量发展综合绩效评价的重要依据。",
    "本通知自2024年7月1日起施行，有效期5年。《临江市城市节约用水管理若干规定》（临府办〔2015〕7号）同时废止。执行中遇到的问题，请径向市水务局反映，联系电话0791-5512345。",
)
NOTE = "按照临江市水资源公报公布的数据计算。"

NOTICE = Notice(
    (
        ("text", TEXTS[0]),
        ("heading", "一、明确节水目标"),
        ("text", TEXTS[1]),
        ("heading", "二、加强重点领域节水"),
        *(("text", text) for text in TEXTS[2:5]),
        PRICES,
        ("heading", "三、落实供水企业责任"),
        *(("text", text) for text in TEXTS[5:8]),
        SUBSIDIES,
        ("heading", "四、严格监督考核"),
        *(("text", text) for text in TEXTS[8:]),
    )
)
WITHOUT_LONG_TABLE = Notice(tuple(part for part in NOTICE.parts if part is not SUBSIDIES))
PROSE = Notice(tuple(part for part in NOTICE.parts if not isinstance(part, Table)))
WITH_HEAD = Notice(NOTICE.parts, head=(RED_HEAD, NUMBER))
NOTED = Notice((*PROSE.parts, ("note", NOTE)))
SHEET = Notice((SUBSIDIES,), title="")
