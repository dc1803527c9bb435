"""`duban`: the commands, and how any of them fails."""

from __future__ import annotations

import itertools
from importlib.metadata import entry_points

import click

from duban import __version__
from duban.cli.assess import assess
from duban.cli.attention import attention
from duban.cli.chain import chain
from duban.cli.compare import compare
from duban.cli.corpus import corpus
from duban.cli.demo import demo
from duban.cli.errors import CommandGroup
from duban.cli.explain import explain
from duban.cli.lint import lint
from duban.cli.mcp import mcp
from duban.cli.minutes import minutes
from duban.cli.observe import observe
from duban.cli.precision import precision
from duban.cli.read import read
from duban.cli.suggest import suggest
from duban.cli.targets import targets
from duban.cli.timeline import timeline
from duban.cli.verify import verify
from duban.cli.wording import wording


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="duban")
def main() -> None:
    """督办：读政府工作报告，找出每一项目标任务和每一个指标。

    Read a Chinese government work report: every commitment and every number in it.
    """


COMMANDS = (
    (read, explain, lint, observe, timeline, verify, minutes, compare),
    (corpus, attention, wording, targets, precision),
    (suggest, assess, chain, demo, mcp),
)
for command in itertools.chain(*COMMANDS):
    main.add_command(command)
# The service brings its own commands; the library never imports it (docs/decisions/0020).
for entry in entry_points(group="duban.commands"):
    main.add_command(entry.load())
