"""Entry point and the one error boundary: every way a run can end becomes an exit code of the contract.

Only what is needed to know the reader's language is imported before it is known, because Typer words its help when the
commands are defined.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from innoveici.cli.screen import Screen, prepare_streams
from innoveici.errors import EX_BUG, EX_INTERRUPTED, InnoveiciError, StorageError, os_problem
from innoveici.messages import N_, Message, use_language
from innoveici.settings import read_language

_OBJECTS = 100_000
"""New ones between two searches for cycles: Python’s own 700 take a tenth of a command’s time, to find next to none."""


def run() -> NoReturn:
    """The ``innoveici`` command."""
    gc.set_threshold(_OBJECTS)
    prepare_streams()
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _interrupt)
    code = _flush(main(sys.argv[1:]))
    at_work = threading.active_count() > 1 and code != EX_INTERRUPTED  # whoever interrupts waits for nobody
    if not at_work and not _is_watched():
        # Everything is closed and written, and nobody at work. Python would now take all of itself apart, object by
        # object, which takes a fifth of a short command's time.
        os._exit(code)
    sys.exit(code)


def _is_watched() -> bool:
    """Whether a profiler or a debugger writes down what it sees; as of Python 3.12 by sys.monitoring."""
    monitoring = getattr(sys, "monitoring", None)
    tools = monitoring is not None and any(monitoring.get_tool(number) for number in range(6))
    return tools or sys.getprofile() is not None or sys.gettrace() is not None


def main(argv: Sequence[str]) -> int:
    """Run one command line; returns its exit code and never raises."""
    screen = Screen()
    try:
        use_language(read_language(_spoken(argv)).value)
        return _dispatch(list(argv))
    except InnoveiciError as error:
        screen.failure(error)
        return error.exit_code
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # after the ^C of a prompt
        screen.note(Message(N_("innoveici: interrupted")))
        return EX_INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        return _unwritable(screen, error)
    except Exception as error:  # the boundary: nothing a person typed may end in a traceback
        return _bug(screen, error)


def _dispatch(argv: list[str]) -> int:
    from typer.exceptions import Abort

    from innoveici.cli.app import build
    from innoveici.cli.speech import ClickException, NoArgsIsHelpError, usage_error

    completing = "_INNOVEICI_COMPLETE" in os.environ  # a shell that asks for completions gives its words elsewhere
    try:
        result = build(() if completing else argv).main(argv, prog_name="innoveici", standalone_mode=False)
    except NoArgsIsHelpError:
        return 0
    except ClickException as error:
        raise usage_error(error) from None
    except Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        # Typer and rich end a run whose reader left with 1; nothing else of theirs ends with it.
        if end.code == 1 and not completing:
            raise BrokenPipeError from None
        return end.code if isinstance(end.code, int) else 0
    if result == EX_INTERRUPTED:  # Typer turns Ctrl-C into a code; saying so is up to the boundary
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _unwritable(screen: Screen, error: OSError) -> int:
    """A file that fails, or (no file named) what was to be printed; what was recorded before that stays recorded."""
    problem = os_problem(error)
    if error.filename:
        screen.note(Message(N_("innoveici: {file}: {problem}"), file=error.filename, problem=problem))
    else:
        screen.note(
            Message(N_("innoveici: the output cannot be written ({problem}); what was recorded stays"), problem=problem)
        )
    return StorageError.exit_code


def _spoken(argv: Sequence[str]) -> str | None:
    """The value of ``--lang``, before Typer reads the line."""
    for position, word in enumerate(argv):
        if word == "--lang" and position + 1 < len(argv):
            return argv[position + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _reader_left() -> int:
    """``| head`` has read enough: nothing more can be said on stdout, and that is not a failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _flush(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _reader_left()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = _unwritable(Screen(), error)
    try:
        sys.stderr.flush()
    except OSError:  # Python would try again when it ends, and make 120 of the exit code
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    return code


def _bug(screen: Screen, error: Exception) -> int:
    """Say where it broke, never with what: the values in hand may be personal."""
    if os.environ.get("INNOVEICI_DEBUG"):
        raise error
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")  # noqa: PTH119
        trace = trace.tb_next
    where = " < ".join(reversed(frames[-4:]))
    screen.note(
        Message(
            N_("innoveici: this is a bug, not something you did ({kind} at {where}); please report this line"),
            kind=type(error).__name__,
            where=where,
        )
    )
    return EX_BUG
