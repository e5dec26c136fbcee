# ruff: noqa: INP001
"""Sphinx: these documents as a site; ``sphinx-build docs site`` with the extra ``docs``."""

from coalition_graph import __version__

project = "coalition_graph"
author = "The coalition_graph authors"
version = release = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
exclude_patterns = ["pictures/README.md"]
# Links out of docs/ (README, examples, data) lead to files of the checkout.
suppress_warnings = ["myst.xref_missing"]
