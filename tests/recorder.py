"""Runs the program of one stack under the SDK's own mocks, in a process of its own.

The SDK keeps its settings and event loops for the life of a process, so two runs in one would meet.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from meshwright.plan.declaration import StackPlan

OUTPUTS = {"keyId": "key-1", "arn": "arn:of-the-key"}
Made = Mapping[tuple[str, str], Mapping[str, Any]]
"""What was registered: inputs by type and logical name."""


def record(stack: StackPlan, endpoint: str | None) -> Made:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_record, stack, endpoint).result()


def record_text(program: str) -> Made:
    """What a program that is given as text registers."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_record_text, program).result()


def _record(stack: StackPlan, endpoint: str | None) -> Made:
    from meshwright.program.stack import declare_stack

    return _made(lambda: declare_stack(stack, endpoint=endpoint), stack.name)


def _record_text(program: str) -> Made:
    return _made(lambda: exec(program, {}), "by-hand")  # noqa: S102 - the test's own program


def _made(program: Callable[[], None], stack: str) -> Made:
    from pulumi.runtime import mocks
    from pulumi.runtime.stack import run_pulumi_func

    made: dict[tuple[str, str], Mapping[str, Any]] = {}

    class Recorder(mocks.Mocks):
        def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            made[args.typ, args.name] = args.inputs
            return f"{args.name}-id", {**args.inputs, **OUTPUTS}

        def call(self, args: mocks.MockCallArgs) -> Any:
            raise AssertionError(f"the program asked {args.token}")

    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(Recorder(), project="mesh", stack=stack)
    asyncio.get_event_loop().run_until_complete(run_pulumi_func(program))
    return made
