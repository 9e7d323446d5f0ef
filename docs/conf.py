"""How the pages of docs/ become a site: make site. The pages load nothing from elsewhere."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "extension"), str(HERE.parent / "scripts")]

project = "homeotherm"
author = "homeotherm developers"
copyright = "homeotherm developers, MIT licence"
extensions = ["myst_parser", "published_links", "phrases", "gallery"]
exclude_patterns = ["extension"]
root_doc = "index"

myst_enable_extensions = ["colon_fence", "html_image"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = "homeotherm"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_theme_options = {"footer_icons": []}
