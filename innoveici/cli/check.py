"""``innoveici check`` and ``innoveici config show``: what is in force, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from innoveici.cli.config_init import init
from innoveici.cli.screen import clean
from innoveici.cli.speech import Command, Group
from innoveici.cli.wiring import session
from innoveici.errors import ConfigError
from innoveici.messages import _, ngettext
from innoveici.settings import ORIGINS, Setting, config_folder, without_secret

AsJson = Annotated[bool, typer.Option("--json", help=_("One JSON object a line."))]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("check", cls=Command, help=_("Check regions, advisors, settings, ledger and atlas."))(check)
    config = typer.Typer(cls=Group, help=_("Show what is in force, or start files of your own."))
    config.command("show", cls=Command, help=_("Show each file and setting in force, and where it came from."))(show)
    config.command("init", cls=Command, help=_("Put samples of the two files where you can edit them."))(init)
    app.add_typer(config, name="config")


def check(ctx: typer.Context, as_json: AsJson = False) -> int:
    """Every problem at once; exit 78 when something keeps requests from being routed."""
    from innoveici.health import examine

    here = session(ctx)
    problems = list(examine(here.settings, here.today))
    errors = sum(problem.severity == "error" for problem in problems)
    for problem in problems:
        if as_json:
            here.screen.data(problem.to_json())
        else:
            here.screen.line(clean(problem.text()))
    if not as_json:
        warnings = len(problems) - errors
        here.screen.line(
            ngettext("{count} error", "{count} errors", errors).format(count=errors)
            + ", "
            + ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
        )
    return ConfigError.exit_code if errors else 0


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Secrets in addresses are shown as ***."""
    here = session(ctx)
    settings = here.settings
    rows: dict[str, Setting[str]] = {
        "regions": _text(settings.regions),
        "advisors": _text(settings.advisors),
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
