"""Which release of Tongban this is."""

from importlib.metadata import version

VERSION = version("tongban")
