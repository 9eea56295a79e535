"""`mesh bootstrap`: the template on stdout, as text or as JSON, and what is refused."""

from pathlib import Path

import pytest
import yaml

from meshwright.errors import ExitCode

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dev(checkout: Path) -> Path:
    """The checkout with the example's environment `dev`."""
    file = checkout / "platform/environments/dev.yaml"
    file.write_text((ROOT / "platform/environments/dev.yaml").read_text())
    return file


@pytest.mark.usefixtures("dev")
def test_the_template_is_printed(mesh) -> None:
    ended = mesh("bootstrap", "--env", "dev")
    document = mesh("bootstrap", "--env", "dev", "--json").document

    printed = yaml.safe_load(ended.out)
    assert ended.code == ExitCode.DONE
    assert printed["Resources"]["ApplyRole"]["Type"] == "AWS::IAM::Role"
    assert document["template"] == printed
    assert document["environment"] == "dev"


def test_an_environment_without_a_pipeline_has_none(mesh, dev: Path) -> None:
    dev.write_text(dev.read_text().replace("bootstrap:", "bootstraps:"))
    misspelt = mesh("bootstrap", "--env", "dev")
    without = mesh("bootstrap", "--env", "local")

    assert (misspelt.code, without.code) == (ExitCode.USAGE, ExitCode.USAGE)
    assert "did you mean 'bootstrap'" in misspelt.err
    assert "local.yaml has no `bootstrap`" in without.err
