"""``innoveici config``: each file and setting in force and where it came from; samples to make files of one's own."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.messages import N_, Message, _
from innoveici.settings import ORIGINS, Flags, Setting, config_folder, read_settings, without_secret

if TYPE_CHECKING:
    from innoveici.directory.samples import Sample


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    config = typer.Typer(
        cls=Group, help=_("Show what is in force, or start files of your own."), epilog=example("innoveici config show")
    )
    config.command(
        "show",
        cls=Command,
        help=_("Show each file and setting in force, and where it came from."),
        epilog=example("innoveici config show"),
    )(show)
    config.command(
        "init",
        cls=Command,
        help=_("Put samples of the two files, and the catalogue, where you can edit them."),
        epilog=example(_("innoveici config init my-files")),
    )(init)
    app.add_typer(config, name="config")


def show(ctx: typer.Context, as_json: AsJsonLines = False) -> None:
    """Secrets in addresses are shown as ***."""
    here = session(ctx)
    settings = here.settings
    rows: dict[str, Setting[str]] = {
        "regions": _text(settings.regions),
        "advisors": _text(settings.advisors),
        "catalogue": _text(settings.catalogue),
        "ledger": _text(settings.ledger),
        "mail": _text(settings.mail),
        "lang": _text(settings.language),
        "color": _text(settings.color),
    }
    if settings.clock_set:
        rows["clock"] = Setting(settings.clock_set, "environment", "INNOVEICI_NOW")
    rows["folder"] = Setting(str(config_folder()), "default")
    for name, setting in rows.items():
        if as_json:
            here.screen.data(
                {"setting": name, "value": setting.value, "origin": setting.origin, "source": setting.source or None}
            )
        else:
            origin = _(ORIGINS[setting.origin]) + (f" {setting.source}" if setting.source else "")
            if name == "folder":
                origin = _("your own files go here: innoveici config init")
            here.screen.line(f"{name:<9} {clean(setting.value)}  ({origin})")


def _text(setting: Setting[Any]) -> Setting[str]:
    return Setting(without_secret(str(setting.value)), setting.origin, setting.source)


def init(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help=_("Where to put them; by default, your configuration folder."), metavar=_("FOLDER")),
    ] = None,
    as_json: AsJsonLines = False,
) -> None:
    """What is there already is left as it is, and said; exit 0 then too, so that it can be run again."""
    from innoveici.catalogue.samples import write_catalogue
    from innoveici.directory.samples import write_samples

    here = session(ctx)
    there = folder or config_folder()
    samples = (*write_samples(there), *write_catalogue(there))
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
    catalogue = samples[-1].path.parent
    yield Message(N_("Edit them: every advisor is invented. {guide} says what goes where."), guide=samples[2].path.name)
    overlooked = False
    in_force = ((regions, settings.regions), (advisors, settings.advisors), (catalogue, settings.catalogue))
    for path, setting in in_force:
        if not _same(path, setting.value):
            overlooked = True
            origin = _(ORIGINS[setting.origin]) + (f" {setting.source}" if setting.source else "")
            yield Message(
                N_("For now {other} is read in place of that {file} ({origin})."),
                file=path.name,
                other=setting.value.absolute(),
                origin=origin,
            )
    flags = ["--regions", str(regions), "--advisors", str(advisors), "--catalogue", str(catalogue)]
    named = flags if overlooked else []
    yield Message(N_("Then: {command}"), command=shlex.join(["innoveici", *named, "check"]))


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)
