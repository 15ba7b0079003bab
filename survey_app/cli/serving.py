"""Running the system: demo, serve, database, tests."""

from pathlib import Path

import click

from survey_app.cli.demonstration import Demonstration
from survey_app.cli.shared import home_option, open_database, say, settings_from
from survey_app.errors import Invalid
from survey_app.keys import open_key_ring, rotate
from survey_app.paths import is_checkout
from survey_app.server import address_on_local_network, refuse_taken_port
from survey_app.server import serve as run_server
from survey_app.storage.connect import Database

host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all."
)
port_option = click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
public_url_option = click.option(
    "--public-url", help="Address that residents use; it goes into the QR codes."
)


@click.command()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("instance"),
    show_default="./instance",
    help="Folder for database, keys, posters and demo.json.",
)
@click.option(
    "--responses",
    type=click.IntRange(0, 1_000_000),
    default=3000,
    show_default=True,
    help="Synthetic answers to send.",
)
@click.option("--no-serve", is_flag=True, help="Set up only; do not start the server.")
@host_option
@port_option
@public_url_option
def demo(
    home: Path, responses: int, no_serve: bool, host: str, port: int, public_url: str | None
) -> None:
    """Set up nine communities, two questionnaires and posters, then serve them.

    A second run finds what is there and goes on.
    """
    if not no_serve:
        refuse_taken_port(host, port)
    reachable = address_on_local_network() if host == "0.0.0.0" else host
    base_url = f"http://{reachable or '127.0.0.1'}:{port}"
    settings = settings_from(home, public_url=public_url or base_url)
    demonstration = Demonstration(settings)
    demonstration.prepare(responses)
    demonstration.write_files()
    demonstration.explain(port)
    if not no_serve:
        demonstration.close()
        run_server(settings, host, port)


@click.command()
@host_option
@port_option
@public_url_option
@home_option
def serve(host: str, port: int, public_url: str | None, home: Path | None) -> None:
    """Serve the system with a production server (gunicorn; waitress on Windows)."""
    settings = settings_from(home, public_url=public_url)
    open_database(settings).dispose()
    address = f"http://{host}:{port}"
    say("Serving {address}; QR codes carry {public}", address=address, public=settings.public_url)
    run_server(settings, host, port)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("pytest_arguments", nargs=-1)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run the whole test suite, or pytest with PYTEST_ARGUMENTS (in a checkout only)."""
    where = "this checkout" if is_checkout() else "a checkout of the project"
    raise Invalid("The tests are run as: python3 -m survey_app test (in {where})", where=where)


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@home_option
def upgrade(home: Path | None) -> None:
    """Make the tables, or bring them up to date."""
    settings = settings_from(home)
    Database(settings.database).upgrade()
    say("{home}: the database is up to date", home=settings.home)


@click.group()
def keys() -> None:
    """The key ring that signs forms and staff sessions."""


@keys.command("rotate")
@home_option
def rotate_keys(home: Path | None) -> None:
    """Add new keys. Old ones still verify; restart the server to sign with the new ones."""
    settings = settings_from(home)
    open_key_ring(settings.keys_path)
    rotate(settings.keys_path)
    say("{file}: new keys added; restart the server", file=settings.keys_path)
