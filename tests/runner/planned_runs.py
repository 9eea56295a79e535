"""Plans a run and executes it in one step, as the command line does."""

from meshwright.runner import run
from meshwright.runner.planning import choose, plan_run


def planned(context, assessment, words=(), *, skip=True, only=False):
    return plan_run(context, assessment, choose(assessment, words), skip=skip, only=only)


def bring_up(context, assessment, words, reporter, *, skip=True, refresh=False, **options):
    plan = planned(context, assessment, words, skip=skip and not refresh)
    return run.bring_up(context, assessment, plan, reporter, refresh=refresh, **options)


def preview(context, assessment, words, reporter, *, skip=True):
    plan = planned(context, assessment, words, skip=skip)
    return run.preview(context, assessment, plan, reporter)
