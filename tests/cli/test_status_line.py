import io

import pytest
from rich.console import Console

from meshwright.cli.status_line import StatusLine


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_result_goes_to_stdout_while_the_line_goes_on(
    capsys: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    line, terminal = io.StringIO(), {"TERM": "xterm"}
    console = Console(file=line, force_terminal=is_terminal, width=80, _environ=terminal)
    with StatusLine(console) as status:
        status.show("asking")
        status.aside(lambda: print("holds"))
        status.show("asking more")

    assert capsys.readouterr().out == "holds\n"
    assert "holds" not in line.getvalue()
