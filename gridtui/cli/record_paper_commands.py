"""The command that writes the Word paper of a record of working together."""

from __future__ import annotations

from pathlib import Path

import click

from gridtui.cli.context import Options, command, tell
from gridtui.cli.finding import working_record_named
from gridtui.cli.outputs import FILE, output_to
from gridtui.cli.said import option
from gridtui.words import mark, tr


@command(
    click.argument("record"),
    output_to(mark("写到这个文件：.docx")),
    option("--template", type=FILE, default=None, metavar="F", help=mark("用自己的 Word 模板")),
    option(
        "--template-only",
        is_flag=True,
        help=mark("只写出随程序的模板：RECORD 写记录的种类，写别的会列出有哪几种"),
    ),
    option("--full", is_flag=True, help=mark("涉及个人的内容也写出，号码不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="R", help=mark("写完整内容的理由")),
    name="record-paper",
    help=mark(
        "写会议纪要、协商纪要、调解协议书、联合检查表、服务证明、签到表、项目档案\n\n"
        "RECORD 是 32 位的记录号，gridtui search 可以查到"
    ),
)
def record_paper(
    options: Options,
    record: str,
    output: Path,
    template: Path | None,
    template_only: bool,
    full: bool,
    reason: str,
) -> None:
    """Write the paper of the record, or the template that its kind begins with."""
    from gridtui.interchange.record_papers.writing import write_paper_template, write_record_paper

    with options.open() as workspace:
        if template_only:
            title = write_paper_template(workspace, record, output)
        else:
            title = write_record_paper(
                workspace, working_record_named(record), output, template=template, full=full, reason=reason
            )
    tell(tr("已写好{title} {path}", title=title, path=output))
