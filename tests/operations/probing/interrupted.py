"""A run of one probe that stops when that is answered, and waits to be killed: a process of its
own, given the endpoint of a local AWS."""

import sys
import time

from meshwright.operations.probing.probes import databases
from meshwright.operations.probing.probing import Told, run_probes
from meshwright.operations.probing.run_names import new_run
from meshwright.operations.probing.sandbox import LOCALLY, Sandbox
from meshwright.operations.probing.values import Result
from meshwright.runner.cloud import connect

from local_aws.apply_role import real


def waits(_result: Result) -> None:
    print("answered", flush=True)
    time.sleep(3600)


cloud = connect(real(), sys.argv[1])
box = Sandbox(cloud, new_run(real().place_of(None)), LOCALLY)
run_probes(box, (databases.CLOSED_DATABASE,), Told(lambda _: None, waits, print))
