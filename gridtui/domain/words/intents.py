"""What a step was for: the words of the undo toast, the history and the audit."""

from __future__ import annotations

from gridtui.domain.words.vocabulary import Vocabulary
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
    ADD_COURTYARD = "add_courtyard", mark("新建庭院")
    EDIT_COURTYARD = "edit_courtyard", mark("修改庭院")
    SPLIT_GRID = "split_grid", mark("拆分网格")
    MERGE_GRIDS = "merge_grids", mark("合并网格")
    RECODE_GRID = "recode_grid", mark("网格重编码")
    MOVE_BUILDINGS = "move_buildings", mark("楼栋换网格")
    GENERATE_DOORS = "generate_doors", mark("生成门牌")
    ADD_HOUSEHOLD = "add_household", mark("新建户")
    EDIT_HOUSEHOLD = "edit_household", mark("修改户")
    ADD_RESIDENT = "add_resident", mark("新增居民")
    EDIT_RESIDENT = "edit_resident", mark("修改居民")
    MOVE_PEOPLE = "move_people", mark("搬动")
    SPLIT_HOUSEHOLD = "split_household", mark("分户")
    JOIN_HOUSEHOLDS = "join_households", mark("并户")
    JOIN_RECORDS = "join_records", mark("合并重复记录")
    SEPARATE_RECORDS = "separate_records", mark("拆开合并的记录")
    KEEP_APART = "keep_apart", mark("核对为不是同一个")
    TAKE_UP_AGAIN = "take_up_again", mark("重新核对")
    ERASE_PERSON = "erase_person", mark("清除个人资料")
    FORGET_RECORDS = "forget_records", mark("清除到期资料")
    ADD_RECORD = "add_record", mark("新增记录")
    EDIT_RECORD = "edit_record", mark("修改记录")
    DELETE_RECORD = "delete_record", mark("删除记录")
    TAG_RESIDENT = "tag_resident", mark("记服务需要")
    EDIT_TAG = "edit_tag", mark("修改服务需要")
    ASSIGN = "assign", mark("任用")
    END_ASSIGNMENT = "end_assignment", mark("结束任用")
    HAND_OVER = "hand_over", mark("交接")
    RECORD_VISIT = "record_visit", mark("记走访")
    EDIT_VISIT = "edit_visit", mark("修改走访")
    WALK_STAIRS = "walk_stairs", mark("录扫楼单")
    ADD_PROMISE = "add_promise", mark("记承诺")
    EDIT_PROMISE = "edit_promise", mark("修改承诺")
    KEEP_PROMISE = "keep_promise", mark("兑现承诺")
    WRITE_DIARY = "write_diary", mark("写民情日志")
    WRITE_CASE = "write_case", mark("写典型案例")
    DROP_CASE = "drop_case", mark("去掉典型案例")
    SET_LIMITS = "set_limits", mark("改期限")
    SET_CALENDAR = "set_calendar", mark("改工作日历")
    REGISTER_ISSUE = "register_issue", mark("登记诉求")
    CORRECT_ISSUE = "correct_issue", mark("更正诉求")
    MOVE_ISSUE = "move_issue", mark("办理诉求")
    ADD_ATTACHMENTS = "add_attachments", mark("加附件")
    REMOVE_ATTACHMENTS = "remove_attachments", mark("去掉附件")
    DECIDE_HOT = "decide_hot", mark("整理热点")
    BLOW_WHISTLE = "blow_whistle", mark("吹哨")
    ANSWER_WHISTLE = "answer_whistle", mark("办理吹哨")
    SETTLE_CONFLICT = "settle_conflict", mark("处理冲突")
    RENAME_OPERATOR = "rename_operator", mark("改姓名")
    RESOLVE_CONFLICT = "resolve_conflict", mark("处理冲突")
    IMPORT_FILE = "import_file", mark("导入")
    BUILD_SAMPLE = "build_sample", mark("生成示例")
    UNDO = "undo", mark("撤销")
    REDO = "redo", mark("恢复")


def intent_title(code: str) -> str:
    """Return the words for a stored intent; the code itself for one of a newer program."""
    return Intent.label_of(code)
