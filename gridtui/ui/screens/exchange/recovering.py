"""A forgotten passphrase of a desk below: its key file comes here, one under a new passphrase goes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.domain.words.problems import RuleBroken
from gridtui.sync.paper_files import read_small_file, write_small_file
from gridtui.sync.recovering import recovered_envelope
from gridtui.sync.refusing import Why
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.passphrases import PASSPHRASE_FIELDS, passphrase_problems
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.exchange.papers import PaperFormScreen
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

AREA = mark("下级忘了口令")


class RecoverScreen(PaperFormScreen):
    """Asks for a new passphrase and writes the new key file."""

    TITLE = AREA

    def __init__(self, envelope: Path) -> None:
        super().__init__()
        self._envelope = envelope

    def advice(self) -> Sequence[Paragraph]:
        """Say what goes back."""
        return (
            Paragraph(tr("钥匙文件 {name}", name=self._envelope.name), style="bold"),
            Paragraph(
                tr("当面核实是谁，再请本人设新口令。写好后带回去，替换那台电脑上的同名文件；库不用送来。")
            ),
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Ask for the passphrase."""
        return PASSPHRASE_FIELDS

    def file_name(self) -> str:
        """Return the name that it has there."""
        return self._envelope.name

    async def write(self, values: dict[str, str], path: Path) -> None:
        """Write the new key file."""
        problems = passphrase_problems(values["passphrase"], values["again"])
        if problems:
            raise RuleBroken(problems)
        await gateway_of(self).run("exchange", recover, self._envelope, values["passphrase"], path)
        self.close(tr("新的钥匙文件已写到 {path}，带回去替换原来的", path=short_path(path)))


def recover(workspace: Workspace, envelope: Path, passphrase: str, path: Path) -> None:
    """Write a new key file under a new passphrase; noted in the audit."""
    made = recovered_envelope(workspace, read_small_file(envelope, Why.UNREADABLE), passphrase)
    write_small_file(path, made)
