"""`mesh bootstrap`: what an account needs before its first `up`, as a template for its owner."""

from meshwright.cli import output
from meshwright.cli.options import Env, Json


def bootstrap(env: Env = "dev", json: Json = False) -> None:
    """Render what an account needs before its first `up`: one template for CloudFormation."""
    from meshwright.plan.bootstrap.template import template, template_text
    from meshwright.specs.load import load_environment
    from meshwright.workspace import find_workspace

    environment = load_environment(find_workspace().root, env)
    if json:
        output.emit("bootstrap", {"environment": env, "template": template(environment)})
        return
    output.print_out(template_text(environment))
