"""`mesh access`: who may read what, by which agreement, and until when."""

import typer

from meshwright.cli import (
    access_ending,
    access_list,
    access_prove,
    access_review,
    access_used,
    access_what,
    access_who,
)

app = typer.Typer(help="Who may read what, by which agreement, until when.", no_args_is_help=True)
app.command("list")(access_list.list_agreements)
app.command("review")(access_review.review)
app.command("renew")(access_ending.renew)
app.command("revoke")(access_ending.revoke)
app.command("who")(access_who.who)
app.command("what")(access_what.what)
app.command("prove")(access_prove.prove)
app.command("used")(access_used.used)
