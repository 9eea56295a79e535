"""The files of the example's data set, as they are: what tests count without the platform."""

import csv

from meshwright.sample import dataset


def read_csv(name: str) -> list[dict[str, str]]:
    with (dataset.csv_folder(print) / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
