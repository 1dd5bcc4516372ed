"""The fonts of the pages: their faces, their characters, and what no font has."""
