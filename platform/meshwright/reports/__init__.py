"""What a run has found, as the documents that people and other tools read.

One model (`model.Report`), made from findings in one place (`reported.report_of`), and one module
for each format, a pure function from a report to text. None of it reads a file, a clock or git.
"""

# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "catalogue",
    "change_document",
    "change_lines",
    "checked",
    "github",
    "gitlab",
    "junit",
    "markdown",
    "model",
    "reported",
    "run_markdown",
    "sarif",
]
