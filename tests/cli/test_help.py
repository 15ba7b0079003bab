"""Every command explains itself."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from survey_app.cli import cli


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Names of all commands, groups included."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [(), *commands(cli)], ids=" ".join)
def test_help_says_what_a_command_does_and_what_each_option_means(path):
    done = CliRunner().invoke(cli, [*path, "--help"])
    assert done.exit_code == 0
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert not silent
