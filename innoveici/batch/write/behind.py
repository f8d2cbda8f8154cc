"""An output that writes in a thread while the next rows are decided: joining cells and writing leave Python's lock."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.results import Results
    from innoveici.batch.run import Output


class Behind:
    """What ``output`` writes, one slice behind. What it raises, the next ``write`` or ``finish`` raises."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._last: Future[None] | None = None

    def write(self, block: Block, results: Results) -> None:
        """A slice, in order; not changed any more."""
        self.finish()
        self._last = self._thread.submit(self._output.write, block, results)

    def finish(self) -> None:
        """Wait for what was given."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
