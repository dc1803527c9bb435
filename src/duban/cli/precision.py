"""`duban precision MARKS.csv`: what a reader's marks say of a panel's values."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("marks", metavar="MARKS", type=click.Path(path_type=Path, exists=True))
def precision(marks: Path) -> None:
    """核读的结果：每类指标读对的比例和 95% 区间。

    Precision from the marks that a reader gave on the page of `duban corpus --sample`.
    """
    from duban.sampling import compute_precision as measuring
    from duban.sampling import read_marks

    group_results = measuring(read_marks(marks))
    click.echo("group\tright\twrong\tunsure\tprecision\tlow\thigh")
    for row in group_results:
        interval = row.interval
        figures = [row.right / row.marked_count, *interval] if interval else []
        cells = [row.group, row.right, row.wrong, row.unsure, *(f"{figure:.3f}" for figure in figures)]
        click.echo("\t".join(map(str, cells)))
