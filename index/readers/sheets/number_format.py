"""Numbers as a spreadsheet program shows them, by their format code.

The codes are those of ECMA-376 part 1, 18.8.31, as a Chinese Excel shows them: sections for
positive, negative, zero and text, placeholders, thousands, percent, currency, dates and times.
Colours, padding and number shapes ([DBNum1]) are left out; a fraction is shown as General.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from index.readers.sheets.date_format import DAYS, shown_date

GENERAL = "General"
# 18.8.30: those that depend on the language, as zh-CN has them.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00',
    8: '"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: GENERAL, 13: GENERAL, 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
_LONG_DATE, _LONG_TIME = 'yyyy"年"m"月"d"日"', "h:mm:ss"  # [$-F800], [$-F400]
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)
    |\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<elapsed>[hms]+)\]|\[(?P<condition>[<>=]+-?[\d.]+)\]|(?P<bracket>\[[^\]]*\])
    |(?P<half>AM/PM|A/P|上午/下午)|(?P<date>y+|e+|m+|d+|h+|s+(?:\.0+)?|a{3,4})
    |(?P<number>[0\#?][0\#?,.]*(?:E[+-]0+)?|\.[0\#?]+)|(?P<percent>%)|(?P<text>@)|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*')
_FRACTION = re.compile(r"[?#0]\s*/\s*[?#\d]")
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GREATEST = 1e30  # above it a number is no longer laid out
_MOST_PLACES = 30  # as Excel has it
_ROOMY = Context(prec=80)
_DAYS = 2_958_466  # the first serial number after the year 9999

_Token = tuple[str, str]


def shown_number(value: float, code: str, *, from_1904: bool = False) -> str:
    """``value`` as it is shown with the format ``code``; "" where the format shows nothing.

    ``from_1904``: days are counted from 1904-01-01, as in files from an old Macintosh. A day that
    no calendar has is shown as the plain number.
    """
    tokens, absolute = _section(value, code)
    kinds = {kind for kind, _ in tokens}
    if kinds & {"date", "elapsed"}:
        if 0 <= value < DAYS:
            return shown_date(value, tokens, from_1904=from_1904)
        return _general(value)
    if "general" in kinds:
        return _with_literals(tokens, "general", _general(abs(value) if absolute else value))
    if "number" not in kinds:
        return "".join(text for kind, text in tokens if kind == "literal")
    return _shown_decimal(abs(value) if absolute else value, tokens)


def shown_text(text: str, code: str) -> str:
    """``text`` as it is shown with the format ``code``: only a fourth section or an @ changes it."""
    sections = _sections(code)
    if len(sections) < 4 and not ("@" in code and len(sections) == 1):
        return text
    tokens = _tokens(sections[-1])
    return "".join(text if kind == "text" else part for kind, part in tokens)


def _sections(code: str) -> list[str]:
    found, position = [], 0
    while True:
        match = _SECTION.match(code, position)
        end = match.end() if match else position
        found.append(code[position:end])
        if end >= len(code):
            return found
        position = end + 1


def _section(value: float, code: str) -> tuple[list[_Token], bool]:
    """The tokens of the section that applies, and whether it shows the number without its sign."""
    parts = [_tokens(part) for part in _sections(code)]
    numeric = parts[:3] if len(parts) > 3 else parts
    if any(kind == "condition" for part in numeric for kind, _ in part):
        for part in numeric:
            if all(_holds(value, text) for kind, text in part if kind == "condition"):
                return part, False
        return numeric[-1], False
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], False


def _holds(value: float, condition: str) -> bool:
    sign = condition.rstrip("0123456789.-")
    limit = float(condition[len(sign) :])
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }.get(sign, False)


@lru_cache(maxsize=512)
def _tokens_of(section: str) -> tuple[_Token, ...]:
    if section.strip().lower() in {"", "general", "g/通用格式"}:
        return (("general", ""),) if section.strip() else ()
    lower = section.lower()
    if "[$-f800]" in lower or "[$-f400]" in lower:
        return _tokens_of(_LONG_DATE if "[$-f800]" in lower else _LONG_TIME)
    if _FRACTION.search(section) and "y" not in lower:
        return (("general", ""),)
    if "general" in lower:
        before, _, after = section.partition(section[lower.index("general") :][:7])
        return (*_tokens_of(before), ("general", ""), *_tokens_of(after))
    found: list[_Token] = []
    for match in _TOKEN.finditer(section):
        kind, text = str(match.lastgroup), match[0]
        if kind in {"quoted", "escaped", "currency", "other"}:
            found.append(("literal", match[kind].strip('"') if kind == "quoted" else match[kind]))
        elif kind == "pad":
            found.append(("literal", " "))
        elif kind in {"elapsed", "condition"}:
            found.append((kind, match[kind].lower() if kind == "elapsed" else match[kind]))
        elif kind not in {"bracket", "fill"}:
            found.append((kind, text))
    return tuple(found)


def _tokens(section: str) -> list[_Token]:
    return list(_tokens_of(section))


def _with_literals(tokens: list[_Token], kind: str, shown: str) -> str:
    parts = [
        shown if each == kind else text
        for each, text in tokens
        if each in {kind, "literal", "percent"}
    ]
    return "".join(parts).strip()


def _exact(value: float) -> Decimal:
    """What a spreadsheet keeps of a number: 15 digits."""
    return Decimal(f"{value:.15g}")


def _general(value: float) -> str:
    """A number in full: no exponent (a long number is as a rule an identity number), no noise."""
    exact = _exact(value)
    if exact and not -12 < exact.adjusted() < 21:
        return f"{value:.15g}"
    shown = f"{exact:f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown in {"-0", ""} else shown


def _shown_decimal(value: float, tokens: list[_Token]) -> str:
    first = next(text for kind, text in tokens if kind == "number")
    pattern = "".join(text for kind, text in tokens if kind == "number")
    if not abs(value) < _GREATEST or "E" in pattern.upper():
        return _general(value)
    number = _exact(value) * 100 ** any(kind == "percent" for kind, _ in tokens)
    whole, _, fraction = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(",")) or len(fraction) - len(fraction.rstrip(","))
    number /= Decimal(1000) ** scale
    places = min(sum(sign in "0#?" for sign in fraction), _MOST_PLACES)
    rounded = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _ROOMY)
    digits, _, decimals = f"{rounded:f}".partition(".")
    least = sum(sign in "0?" for sign in fraction)
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if len(tokens) > 1 and pattern != first and "," not in pattern and "." not in pattern:
        shown = _spread(digits, tokens)  # 000-0000
    else:
        grouped = "," in whole.rstrip(",")
        shown = (_grouped(digits) if grouped else digits) + ("." + decimals if decimals else "")
        shown = _around(tokens, shown)
    sign = "-" if number < 0 and rounded else ""
    return sign + shown.strip()


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    parts = [digits[:head], *(digits[n : n + 3] for n in range(head, len(digits), 3))]
    return ",".join(part for part in parts if part)


def _around(tokens: list[_Token], shown: str) -> str:
    """The number where its first placeholder stands, with what stands around it."""
    parts, pending = [], shown
    for kind, text in tokens:
        if kind == "number":
            parts.append(pending)
            pending = ""
        elif kind in {"literal", "percent"}:
            parts.append(text)
    return "".join(parts)


def _spread(digits: str, tokens: list[_Token]) -> str:
    """Digits over placeholders that signs divide, from the right."""
    parts: list[str] = []
    first = next(n for n, (kind, _) in enumerate(tokens) if kind == "number")
    for n in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[n]
        if kind == "number":
            size = len(digits) if n == first else len(text)
            parts.append(digits[len(digits) - size :])
            digits = digits[: len(digits) - size]
        elif kind in {"literal", "percent"}:
            parts.append(text)
    return "".join(reversed(parts))
