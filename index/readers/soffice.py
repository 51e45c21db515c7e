"""LibreOffice, which turns the formats of older and other office programs into DOCX or XLSX.

It runs in the folder and inside the limits of the process that reads (1.5 GB of address space are
enough), with a profile of its own that is thrown away: no macro runs, no link in the file is
followed, no network is asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from index.errors import UnreadableFile
from index.readers.limits import Limits
from index.readers.signs import sign_of_life

SETTING: Final = "POLICY_QA_SOFFICE"
_NAMES: Final = ("soffice", "libreoffice")
_USUAL: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_START_AGAIN: Final = {79, 81}  # a new profile has been laid out (desktop/source/app/app.cxx)
_SECONDS: Final = 300  # for one file
_LOOK_SECONDS: Final = 0.1
_SIGN_EVERY: Final = 50  # looks
_ITEM: Final = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_PROFILE: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Office.Calc/Content/Update", "Link", "1"),
    # A proxy where nobody listens: whatever asks for the network all the same gets no answer.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
)


def find_soffice() -> str:
    """The path of LibreOffice: POLICY_QA_SOFFICE, then PATH; "" where it is not installed."""
    setting = os.environ.get(SETTING, "").strip()
    wanted = (setting,) if setting else (*_NAMES, *_USUAL)
    found = next(filter(None, map(shutil.which, wanted)), "")
    # What is called soffice is a script that waits for this; it would outlive being killed.
    inner = Path(found).resolve().parent / "soffice.bin" if found else Path()
    return str(inner) if inner.is_file() else found


def convert(path: Path, folder: Path, target: str = "docx") -> Path:
    """``path`` in another format, as a file in ``folder``.

    Raises ``UnreadableFile`` where LibreOffice is missing, cannot read the file, or takes too long.
    """
    program = find_soffice()
    if not program:
        raise UnreadableFile(
            f"{path.name}：需要 LibreOffice 才能读取 {path.suffix.lower()} 文件。"
            f"请安装 LibreOffice，或另存为 .{target} 后再导入。"
        )
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as own:
        # A name of our own: one that begins with a dash would be an option.
        source = Path(own, f"source{path.suffix.lower()}")
        shutil.copyfile(path, source)
        _lay_out_profile(Path(own, "profile"))
        command = [
            program,
            f"-env:UserInstallation={Path(own, 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--convert-to", target, "--outdir", str(folder), str(source)),
        ]
        end = time.monotonic() + min(_SECONDS, Limits.from_environment().total_seconds)
        while _run(command, path.name, Path(own), end) in _START_AGAIN:
            pass
    converted = folder / f"source.{target}"
    if not converted.is_file() or not converted.stat().st_size:
        raise UnreadableFile(
            f"{path.name}：LibreOffice 打不开这个文件，它可能有密码、已损坏或不是文档。"
            f"请用原软件打开，去掉密码并另存为 .{target} 后再导入。"
        )
    return converted


def _run(command: list[str], name: str, folder: Path, end: float) -> int:
    """Run until it ends, with signs of life; its exit status."""
    process = subprocess.Popen(  # noqa: S603 - a list, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_surroundings(folder),
    )
    looks = 0
    try:
        while (status := process.poll()) is None:
            if time.monotonic() > end:
                raise UnreadableFile(
                    f"{name}：用 LibreOffice 转换超过 {_SECONDS} 秒，已放弃。"
                    "请用原软件打开，另存为较新的格式后再导入。"
                )
            if looks % _SIGN_EVERY == 0:
                sign_of_life(0, 0, "转换")
            looks += 1
            time.sleep(_LOOK_SECONDS)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return status


def _surroundings(folder: Path) -> dict[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}


def _lay_out_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=p, name=n, value=v) for p, n, v in _PROFILE)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
