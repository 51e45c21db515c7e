"""The bytes of a file, or a clear reason why not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from index.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

_MEGABYTE = 1024 * 1024
_DEFAULT_LIMIT = 200


def check_file(path: Path, *, limited: bool = True) -> None:
    """Raise ``UnreadableFile`` where ``path`` is missing, no regular file, empty or too large.

    The limit is ``POLICY_QA_MAX_FILE_MB`` megabytes (200 unless set).
    """
    try:
        size = path.stat().st_size
        is_regular = path.is_file()
    except (OSError, ValueError) as error:
        raise UnreadableFile(unreadable(path, error)) from error
    if not is_regular:
        raise UnreadableFile(f"{path.name}：不是普通文件，请给出文件或文件夹。")
    if size == 0:
        raise UnreadableFile(f"{path.name}：文件为空（0 字节）。请检查文件是否完整。")
    limit = file_limit_mb()
    if limited and size > limit * _MEGABYTE:
        raise UnreadableFile(
            f"{path.name}：文件有 {size / _MEGABYTE:.0f} MB，超过上限 {limit} MB。"
            "请拆分文件，或用环境变量 POLICY_QA_MAX_FILE_MB 提高上限。"
        )


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises ``UnreadableFile`` as ``check_file`` does, or where it may not be read."""
    check_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(unreadable(path, error)) from error


def file_limit_mb() -> int:
    """How large a file may be, in megabytes. Raises ``UnreadableFile`` for a setting that is no number."""
    setting = os.environ.get("POLICY_QA_MAX_FILE_MB", str(_DEFAULT_LIMIT))
    if not (setting.isascii() and setting.isdecimal()) or int(setting) == 0:
        raise UnreadableFile(
            f"环境变量 POLICY_QA_MAX_FILE_MB 的值是“{setting}”，应为正整数（单位 MB）。"
        )
    return int(setting)


def failed(error: Exception | str) -> str:
    """That a reader made a mistake, in words for the user, who can pass on which."""
    what = error if isinstance(error, str) else f"{type(error).__name__}：{error}"
    return f"读取时出错（{what}）。请用原软件打开并另存后再试；仍然出错时，请把这句话告诉管理员。"


def unreadable(path: Path, error: Exception) -> str:
    """Why the system would not open ``path``, in words for the user."""
    if isinstance(error, FileNotFoundError):
        return f"{path.name}：文件不存在，请检查路径 {path}。"
    if isinstance(error, PermissionError):
        return f"{path.name}：没有读取权限，请检查权限设置。"
    return f"{path.name}：系统无法打开 {path}，请检查路径和磁盘。"
