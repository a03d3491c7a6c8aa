"""Which static files are worth collecting: packages bring far more than the portal serves."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalStaticFilesConfig(StaticFilesConfig):
    """Bootstrap's one minified style sheet and one htmx; no right-to-left sheets, no second builds, no add-ons.

    Collecting hashes and compresses every file, which on a slow machine is most of the first start.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "bootstrap.css*",
        "bootstrap-*",
        "bootstrap*.js*",
        "htmx-2.js",
        "htmx-4*",
        "ext",
    ]
