"""``innoveici config init``: samples to make one's own, where the program looks for them; nothing is overwritten."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.screen import clean
from innoveici.cli.wiring import session
from innoveici.messages import N_, Message, _
from innoveici.settings import ORIGINS, Flags, config_folder, read_settings

if TYPE_CHECKING:
    from innoveici.directory.samples import Sample


def init(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help=_("Where to put them; by default, your configuration folder."), metavar=_("FOLDER")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object a line."))] = False,
) -> None:
    """What is there already is left as it is, and said; exit 0 then too, so that it can be run again."""
    from innoveici.directory.samples import write_samples

    here = session(ctx)
    samples = write_samples(folder or config_folder())
    for sample in samples:
        if as_json:
            here.screen.data({"file": str(sample.path), "action": sample.action})
        else:
            said = _("written: {file}") if sample.action == "written" else _("was there, left as it is: {file}")
            here.screen.line(clean(said.format(file=sample.path)))
    for message in _next(samples):
        here.screen.note(message)


def _next(samples: Sequence[Sample]) -> Iterator[Message]:
    """What to do now; what else the program would read in their place, if anything."""
    settings = read_settings(Flags())
    regions, advisors = (sample.path for sample in samples[:2])
    yield Message(N_("Edit them: every advisor is invented. {guide} says what goes where."), guide=samples[2].path.name)
    overlooked = False
    for path, setting in ((regions, settings.regions), (advisors, settings.advisors)):
        if not _same(path, setting.value):
            overlooked = True
            origin = _(ORIGINS[setting.origin]) + (f" {setting.source}" if setting.source else "")
            yield Message(
                N_("For now {other} is read in place of that {file} ({origin})."),
                file=path.name,
                other=setting.value.absolute(),
                origin=origin,
            )
    named = ["--regions", str(regions), "--advisors", str(advisors)] if overlooked else []
    yield Message(N_("Then: {command}"), command=shlex.join(["innoveici", *named, "check"]))


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)
