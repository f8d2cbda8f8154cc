"""What would be seen as it is written, kept back until all is well."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from types import TracebackType
from typing import Self

from innoveici.batch.temporary import writing_temporary
from innoveici.batch.write.aside import Aside


class Withheld:
    """Bytes for a ``target`` that is written directly: they go there only with ``commit``.

    Until then they are in a file that nobody else sees. Raises as Aside does, and StorageError when the disk of
    temporary files fails. Whoever opened ``target`` closes it.
    """

    def __init__(self, target: Aside) -> None:
        self._target = target
        with writing_temporary():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `__exit__`

    @property
    def direct(self) -> bool:
        """As Aside's."""
        return self._target.direct

    def write(self, data: bytes | memoryview, /) -> int:
        """Like a binary file's."""
        with writing_temporary():
            return self._file.write(data)

    def finish(self) -> None:
        """Bring all bytes to the disk of temporary files. Harmless twice."""
        with writing_temporary():
            self._file.flush()

    def commit(self) -> None:
        """Show it."""
        self.finish()
        self._file.seek(0)
        shutil.copyfileobj(self._file, self._target)
        self._target.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # closing writes what is left, which is not wanted any more
            self._file.close()
