"""The commands of the exchange between offices: ``gridtui sync …``."""

from __future__ import annotations

from gridtui.cli.said import HELP_NAMES, SaidGroup
from gridtui.words import mark

_JOINING, _BUNDLES = "gridtui.cli.joining_commands", "gridtui.cli.bundle_commands"
_CONFLICTS = "gridtui.cli.conflict_commands"

sync = SaidGroup(
    "sync",
    places={
        "identity": f"{_JOINING}:show_identity",
        "request": f"{_JOINING}:request",
        "admit": f"{_JOINING}:admit_desk",
        "join": f"{_JOINING}:join_office",
        "revoke": f"{_JOINING}:revoke_desk",
        "renew": f"{_JOINING}:renew",
        "recover": f"{_JOINING}:recover",
        "pack": f"{_BUNDLES}:pack",
        "inspect": f"{_BUNDLES}:inspect",
        "apply": f"{_BUNDLES}:apply",
        "receipt": f"{_BUNDLES}:receipt",
        "status": f"{_BUNDLES}:status",
        "conflicts": f"{_CONFLICTS}:conflicts",
        "resolve": f"{_CONFLICTS}:resolve",
        "aside": f"{_CONFLICTS}:aside",
    },
    help=mark("单位之间交换数据：入网、打包、导入、回执、冲突"),
    context_settings=HELP_NAMES,
)
