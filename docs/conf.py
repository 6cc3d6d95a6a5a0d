"""Sphinx's settings for the course's pages. `make site` builds them; nothing is fetched."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Convolution, from the first window to a network that learns"
author = "the course's authors"
copyright = "text and pictures CC BY 4.0, code MIT"
language = "en"

extensions = [
    "coursepages",
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["coursepages"]
nitpicky = False
suppress_warnings = ["mystnb.unknown_mime_type"]

# -- lessons: executed and cached by coursepages ----------------------------------------------
nb_execution_mode = "off"
nb_mime_priority_overrides = [
    ("html", "application/vnd.jupyter.widget-view+json", None),
]
nb_ipywidgets_js = {}
nb_render_markdown_format = "myst"
myst_enable_extensions = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
]
myst_heading_anchors = 3
myst_dmath_double_inline = True

# -- reference ----------------------------------------------------------------------------------
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
autosummary_generate = False

# -- pages --------------------------------------------------------------------------------------
html_theme = "sphinx_book_theme"
html_title = "Convolution"
html_static_path = ["_static"]
html_css_files = ["messages.css", "site.css"]
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
html_context = {"default_mode": "auto"}  # without it the theme complains in the browser's log
mathjax_path = "mathjax/tex-chtml.js"
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_repository_button": False,
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "home_page_in_toc": True,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_prompt_text = r"^\$ |^>>> |^\.\.\. "
copybutton_prompt_is_regexp = True
