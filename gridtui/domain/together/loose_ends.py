"""Where a promise stops on its way to acceptance, and what else is late or soon due: kinds of loose ends."""

from __future__ import annotations

from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class LooseEnd(Vocabulary):
    """Why a link of the promise chain is listed; in the order in which they are shown."""

    DECISION_LATE = "decision_late", mark("议定事项过了期限还没兑现")
    DECISION_ALONE = "decision_alone", mark("议定事项还没有立项，也没有兑现")
    PROJECT_LATE = "project_late", mark("项目过了完成期限")
    PROJECT_UNOWNED = "project_unowned", mark("项目没有负责人")
    PROJECT_UNCLAIMED = "project_unclaimed", mark("实施中的项目没有人认领")
    STEP_LATE = "step_late", mark("项目步骤过了期限")
    UNACCEPTED = "unaccepted", mark("项目完成了，居民还没验收")
    NOT_ACCEPTED = "not_accepted", mark("居民不认可")
    CLAIM_LATE = "claim_late", mark("认领过了期限")
    CLAIM_GIVEN_BACK = "claim_given_back", mark("认领退回，没有别人接")
    CLAIM_WITHOUT_HOURS = "claim_without_hours", mark("认领办成了，没有记时长")
    HOURS_UNCONFIRMED = "hours_unconfirmed", mark("服务时长支部还没确认")
    DEMAND_OPEN = "demand_open", mark("需求还没有对接")
    WISH_UNCLAIMED = "wish_unclaimed", mark("微心愿没有人认领")
    ASKED_LATE = "asked_late", mark("需求、心愿过了希望日期")
    NOT_HELD = "not_held", mark("计划的日子过了，还没写举行")
    MEDIATION_LATE = "mediation_late", mark("调解过了期限")
    UNPERFORMED = "unperformed", mark("协议过了履行期限，还没履行")
    UNVISITED = "unvisited", mark("协议履行了，还没回访")
    MENDED_LATE = "mended_late", mark("检查出的问题过了整改期限")
    EXPIRED = "expired", mark("证书、合同过了期")
    EXPIRES_SOON = "expires_soon", mark("证书、合同三十天内到期")
    DUE_SOON = "due_soon", mark("三天内到期")
