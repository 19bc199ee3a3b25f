"""Files that a set-up file names: they stand beside it, and never more of one is read than it may hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeVar

T = TypeVar("T")


def opened(key: str, name: str, folder: Path, largest: int, understand: Callable[[bytes], T], wrong: list[str]) -> T | None:
    """What `understand` makes of a file of at most `largest` bytes in `folder`. None, with a line in `wrong` under `key`, when that is
    nothing; what `understand` refuses it tells with ValueError.
    """
    path = PurePosixPath(name)
    try:
        if not name.strip() or path.is_absolute() or ".." in path.parts or not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise ValueError("must name a file in the folder of the set-up file, or in a folder in there")
        if not (folder / path).is_file():
            raise ValueError(f"there is no file {name} beside the set-up file")
        with (folder / path).open("rb") as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise ValueError(f"{name} is larger than {largest // 1024} KiB")
        return understand(data)
    except OSError as error:
        wrong.append(f"{key}: {name} cannot be read ({error.strerror}).")
    except ValueError as error:
        wrong.append(f"{key}: {error}.")
    return None
