"""How much of a file is read: what no table of crimes reaches is refused before it costs time or memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vawg_geo.base.errors import SourceError

_MB = 1_000_000
_RATIO = 100  # tables pack five to thirty times; a bomb a thousand times
_FREE_MB = 32  # so much may unpack from any size: a small table of blanks packs well


@dataclass(frozen=True)
class Caps:
    """The caps of one file; a source may raise them."""

    mb: int = 512  # of text, after unpacking: about two million crimes
    columns: int = 1_000
    rows: int = 2_000_000
    stated: bool = False  # in a source, where they can be raised

    def refuse_file(self, path: Path) -> None:
        """Refuse a file by its size on the disk, unread."""
        self.refuse_size(path.stat().st_size, path.name)

    def refuse_size(self, size: int, file: str) -> None:
        """
        Refuse what holds too many bytes.

        Raises
        ------
        SourceError
            Naming the cap and the cure.
        """
        if size > self.mb * _MB:
            raise SourceError(
                f"{file} holds more than {self.mb:,} MB. {self._cure('Split it by month', 'max_mb')} [I44]"
            )

    def refuse_unpacked(self, size: int, packed: int, file: str) -> None:
        """
        Refuse what unpacks to too many bytes, or to more than any table does.

        Raises
        ------
        SourceError
            Naming the cap and the cure.
        """
        self.refuse_size(size, file)
        if size > max(_FREE_MB * _MB, _RATIO * packed):
            raise SourceError(
                f"{file} unpacks to more than {_RATIO} times its size, which no table does. Unpack it yourself and "
                "look at it, or export it again. [I44]"
            )

    def refuse_rows(self, rows: int, file: str) -> None:
        """
        Refuse what has too many rows.

        Raises
        ------
        SourceError
            Naming the cap and the cure.
        """
        if rows > self.rows:
            raise SourceError(
                f"{file} has more than {self.rows:,} rows. {self._cure('Split it by month', 'max_rows')} [I44]"
            )

    def refuse_columns(self, columns: int, file: str) -> None:
        """
        Refuse what has too many columns.

        Raises
        ------
        SourceError
            Naming the cap and the cure.
        """
        if columns > self.columns:
            cure = self._cure("Export only those that are needed", "max_columns")
            raise SourceError(f"{file} has {columns:,} columns; at most {self.columns:,} are read. {cure} [I42]")

    def _cure(self, words: str, name: str) -> str:
        return f"{words}, or raise {name} in its source." if self.stated else f"{words}."


CAPS = Caps()
