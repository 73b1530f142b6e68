"""What a step was for: the words of the undo toast, the history and the audit."""

from __future__ import annotations

from gridtui.domain.vocabulary import Vocabulary
from gridtui.words import mark


class Intent(Vocabulary):
    """One intent = one transaction = one undo step; the code is stored with the step."""

    FOUND_STORE = "found_store", mark("建库")
    ADD_ORG = "add_org", mark("新建组织")
    EDIT_ORG = "edit_org", mark("修改组织")
    ADD_GRID = "add_grid", mark("新建网格")
    EDIT_GRID = "edit_grid", mark("修改网格")
    ADD_BUILDING = "add_building", mark("新建楼栋")
    EDIT_BUILDING = "edit_building", mark("修改楼栋")
    ADD_HOUSEHOLD = "add_household", mark("新建户")
    EDIT_HOUSEHOLD = "edit_household", mark("修改户")
    ADD_RESIDENT = "add_resident", mark("新增居民")
    EDIT_RESIDENT = "edit_resident", mark("修改居民")
    DELETE_RECORD = "delete_record", mark("删除记录")
    TAG_RESIDENT = "tag_resident", mark("记服务需要")
    EDIT_TAG = "edit_tag", mark("修改服务需要")
    ASSIGN = "assign", mark("任用")
    END_ASSIGNMENT = "end_assignment", mark("结束任用")
    REGISTER_ISSUE = "register_issue", mark("登记诉求")
    CORRECT_ISSUE = "correct_issue", mark("更正诉求")
    MOVE_ISSUE = "move_issue", mark("办理诉求")
    RENAME_OPERATOR = "rename_operator", mark("改姓名")
    IMPORT_FILE = "import_file", mark("导入")
    BUILD_SAMPLE = "build_sample", mark("生成示例")
    UNDO = "undo", mark("撤销")
    REDO = "redo", mark("恢复")


def intent_title(code: str) -> str:
    """Return the words for a stored intent; the code itself for one of a newer program."""
    return Intent.label_of(code)
