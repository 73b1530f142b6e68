"""Why a file between offices is refused: one typed error, with a sentence that says what to do."""

from __future__ import annotations

from contextlib import suppress

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.storage.log import audit
from gridtui.storage.workspace import Workspace
from gridtui.words import mark


class Why(Vocabulary):
    """What is wrong with a file; the code goes into the audit, the label is shown."""

    UNREADABLE = "unreadable", mark("{name} 读不出来，请检查 U 盘和权限")
    NOT_WRITTEN = "not_written", mark("没有写成 {name}：U 盘已拔出、已满或写保护，请重新打包")
    NOT_A_BUNDLE = "not_a_bundle", mark("{name} 不是数据交换包，请让对方重新打包")
    FOREIGN_ZIP = "foreign_zip", mark("{name} 是别的压缩文件，不是数据交换包；里面的东西没有打开")
    TOO_LARGE = "too_large", mark("{name} 超过交换包允许的大小，没有打开")
    TRUNCATED = "truncated", mark("{name} 不完整，可能没有拷完就拔了 U 盘；请重新拷贝")
    DAMAGED = "damaged", mark("{name} 已损坏，请重新拷贝；仍不行请对方重新打包")
    NEWER = "newer", mark("{name} 由更新版本的程序打包，请先升级本机程序")
    UNKNOWN_SUITE = "unknown_suite", mark("{name} 用了本机不认识的加密方式，请先升级本机程序")
    NOT_SIGNED = "not_signed", mark("{name} 的签名不对，不能确认是谁打包的；没有导入")
    NOT_FOR_US = "not_for_us", mark("{name} 不是发给本机的，请交给它的收件单位")
    OUR_OWN = "our_own", mark("{name} 是本机自己打的包，不用导入")
    BOMB = "bomb", mark("{name} 展开后大得不正常，可能是恶意文件；没有导入")
    BAD_BODY = "bad_body", mark("{name} 的内容不合规定，没有导入；请告诉打包的单位升级或重新打包")
    NOT_JOINED = "not_joined", mark("本机还没有加入，请先办入网申请并导入上级的入网许可")
    UNKNOWN_SENDER = "unknown_sender", mark("{name} 的打包单位没有有效的入网许可；没有导入")
    REVOKED_SENDER = "revoked_sender", mark("{name} 由已注销的电脑打包；没有导入，请向上级报告")
    EXPIRED_SENDER = "expired_sender", mark("{name} 的打包单位入网许可已于 {day} 到期，请它向上级续办")
    BAD_REQUEST = "bad_request", mark("{name} 不是入网申请，或已损坏；请申请单位重新生成")
    BAD_PERMIT = "bad_permit", mark("{name} 不是入网许可，或已损坏；请上级重新发放")
    PERMIT_NOT_FOR_US = "permit_not_for_us", mark("{name} 是发给另一台电脑的入网许可")
    OTHER_CHAIN = "other_chain", mark("{name} 的最高机关与本机已加入的不是同一个；没有改动")
    BAD_RECEIPT = "bad_receipt", mark("{name} 不是回执，或已损坏")
    UNKNOWN_RECEIPT = (
        "unknown_receipt",
        mark("回执 {name} 对不上本机发出的任何一个包；对方恢复过备份的，先收它的一个包"),
    )


_FOR_DESK = mark("{name} 不是发给本机的，请交给“{desk}”")


class BundleRefused(RuleBroken):
    """A file was refused as a whole; nothing of it was taken in.

    ``why`` tells programs what the sentence tells people; with ``desk`` among the values it says for whom a
    file is that is not for this one.
    """

    def __init__(self, why: Why, name: str = "", **values: object) -> None:
        self.why = why
        text = _FOR_DESK if why is Why.NOT_FOR_US and values.get("desk") else why.label
        super().__init__(Problem(text, values={"name": name, **values}))


def note_failure(workspace: Workspace, action: str, refused: RuleBroken, record: bytes | None = None) -> None:
    """Write into the audit that something was refused or did not go, where anything can be written at all.

    What somebody stopped did not fail.
    """
    if type(refused) not in (BundleRefused, RuleBroken):
        return
    reason = refused.why.value if isinstance(refused, BundleRefused) else "store"
    with suppress(RuleBroken), workspace.writing() as connection:
        audit.note(
            connection,
            action,
            now=workspace.clock(),
            actor_id=workspace.operator.id,
            record=record,
            reason=reason,
        )
