"""`lossbook`: the command line. Imports stay inside the commands, so that `--help` answers at once."""

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from app.commands import (
    ask,
    check,
    corrections,
    digest,
    doctor,
    erase,
    import_,
    keep,
    kit,
    mcp,
    model,
    people,
    prep,
    privacy,
    review,
    revisit,
    serve,
    setup,
    share,
    show,
    team,
    views,
)

EXAMPLES = """
Examples:

  lossbook review notes.txt

  lossbook review notes.txt --account "Halden Cold Chain" --json

  pbpaste | lossbook review -

  lossbook serve

  lossbook doctor
"""


class Lossbook(TyperGroup):
    """Turns every error into one line on stderr and an exit status: 1 could not be done, 2 usage, 130 stopped."""

    def invoke(self, ctx: Any) -> Any:
        from prompts.errors import LossbookError

        try:
            return super().invoke(ctx)
        except LossbookError as error:
            raise self._told(str(error)) from None
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)
            raise typer.Exit(130) from None
        except typer.Exit:
            raise
        except (typer.Abort, EOFError):
            raise self._told("Nothing was changed.") from None
        except BrokenPipeError:
            # Whoever read our output has what it wanted; a flush at exit must not complain about it.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            raise typer.Exit(0) from None
        except Exception as error:
            if _is_usage(error):
                raise
            raise self._told(_unexpected(error)) from None

    @staticmethod
    def _told(message: str) -> typer.Exit:
        typer.echo(" ".join(message.split()), err=True)
        return typer.Exit(1)


app = typer.Typer(
    name="lossbook",
    cls=Lossbook,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
review.add_to(app)
ask.add_to(app)
check.add_to(app)
prep.add_to(app)
team.add_to(app)
digest.add_to(app)
corrections.add_to(app)
kit.add_to(app)
serve.add_to(app)
mcp.add_to(app)
import_.add_to(app)
revisit.add_to(app)
show.add_to(app)
doctor.add_to(app)
model.add_to(app)
setup.add_to(app)
keep.add_to(app)
erase.add_to(app)
privacy.add_to(app)
people.add_to(app)
share.add_to(app)
views.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        from ingest import version

        typer.echo(f"lossbook {version()}")
        raise typer.Exit


@app.callback(epilog=EXAMPLES)
def lossbook(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """The coach that turns a lost deal into a lesson that gets used.

    Everything lives in one folder, LOSSBOOK_HOME; nothing leaves this machine unless a model endpoint is set.
    """


def main() -> None:
    """Entry point of the console script."""
    # numpy's matrix library keeps a thread a core spinning for a while after each product, however small: half the
    # processor time of a check, and what the embedder waits for. It reads this when it is loaded, here and in children.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        # A name with an accent must not stop a program whose terminal is set to ASCII.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    app(prog_name="lossbook")


def _is_usage(error: Exception) -> bool:
    """Typer's own exceptions print their usage line themselves."""
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def _unexpected(error: Exception) -> str:
    """One line; the traceback goes to the log."""
    from app.commands.common import home
    from app.log import note_exception

    log = note_exception(home(), error)
    where = f"Details are in {str(log)!r}" if log else "The log could not be written"
    return f"Something went wrong that should not have ({type(error).__name__}). {where}; please report it."


if __name__ == "__main__":
    main()
