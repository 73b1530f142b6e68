"""Style sheets that are parsed once: Textual parses all of them again for each screen that brings its own."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """A stylesheet that parses a source again only when the colours it may name have changed.

    Otherwise every screen shown for the first time would cost the parsing of every sheet loaded so far.
    """

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take over the variables; what was parsed is dropped only when one of them differs."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new."""
        self._invalid_css.clear()
        self.parse()
