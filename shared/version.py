"""The release of Tongban."""

from importlib.metadata import version

VERSION = version("tongban")
