"""Settings of the site: `sphinx-build -W docs out/site` builds it, offline; it needs pip install ".[docs]"."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # `trustladder` of this Python
os.environ["PYTHONPATH"] = os.pathsep.join((str(HERE / "_ext"), os.environ.get("PYTHONPATH", "")))
os.environ["COLUMNS"] = "90"

project = "Trustladder"
author = "Trustladder contributors"
copyright = author
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
    "pages",
]
exclude_patterns = ["_ext"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 600  # of one cell, on a busy machine
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_output_stderr = "remove"  # bars of progress
autodoc_member_order = "bysource"
autodoc_typehints = "description"
default_role = "code"
smartquotes_action = "qe"  # options keep their two dashes
html_theme = "furo"
html_title = "Trustladder"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
