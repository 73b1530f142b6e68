"""The closed word lists of working together."""

from __future__ import annotations

from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class UnitKind(Vocabulary):
    """What kind of unit is a member of an alliance or reports in."""

    AGENCY = "agency", mark("机关事业单位"), "机关", "事业单位"
    STATE_FIRM = "state_firm", mark("国有企业"), "国企"
    PRIVATE_FIRM = "private_firm", mark("非公企业"), "民企", "企业"
    SOCIETY = "society", mark("社会组织"), "协会"
    SCHOOL = "school", mark("学校"), "院校"
    HOSPITAL = "hospital", mark("医院"), "卫生院"
    FORCES = "forces", mark("驻区部队"), "部队"
    PROPERTY = "property", mark("物业公司"), "物业"
    OTHER = "other", mark("其他单位"), "其他"


class HelpKind(Vocabulary):
    """What is needed or offered: the same words on both lists, so that they can be matched."""

    PLACE = "place", mark("场地"), "场所", "活动室"
    PEOPLE = "people", mark("人员"), "人手", "志愿者"
    MONEY = "money", mark("资金"), "经费"
    GOODS = "goods", mark("物资"), "设备"
    SKILL = "skill", mark("专业服务"), "技术", "维修", "法律", "医疗"
    TRAINING = "training", mark("培训讲座"), "培训", "讲座"
    INFORMATION = "information", mark("信息渠道"), "信息", "岗位"
    OTHER = "other", mark("其他")


class Planned(Vocabulary):
    """How far something on a day is."""

    PLANNED = "planned", mark("已计划"), "计划"
    HELD = "held", mark("已举行"), "已召开", "已开展", "完成"
    CANCELLED = "cancelled", mark("已取消"), "取消"


class DemandState(Vocabulary):
    """How far a demand is."""

    OPEN = "open", mark("待对接"), "未对接"
    MATCHED = "matched", mark("已对接"), "对接"
    UNDER_WAY = "under_way", mark("实施中"), "进行中"
    MET = "met", mark("已满足"), "完成"
    WITHDRAWN = "withdrawn", mark("不再需要"), "已撤回", "撤销"


class ProjectState(Vocabulary):
    """How far a project is."""

    PLANNED = "planned", mark("已立项"), "立项", "计划"
    UNDER_WAY = "under_way", mark("实施中"), "进行中"
    FINISHED = "finished", mark("已完成"), "完成"
    ACCEPTED = "accepted", mark("居民已验收"), "验收"
    STOPPED = "stopped", mark("已中止"), "中止"


class Accepted(Vocabulary):
    """What residents who asked say of the result."""

    YES = "yes", mark("认可"), "满意", "通过"
    PARTLY = "partly", mark("部分认可"), "基本满意"
    NO = "no", mark("不认可"), "不满意", "不通过"


class Verdict(Vocabulary):
    """What people decide about a proposed match."""

    TAKEN = "taken", mark("对接"), "采用"
    DECLINED = "declined", mark("不合适"), "放弃"


class Reporter(Vocabulary):
    """Who reports in."""

    ORGANISATION = "organisation", mark("党组织"), "单位", "组织"
    MEMBER = "member", mark("在职党员"), "党员"


class ClaimState(Vocabulary):
    """How far a claim is."""

    CLAIMED = "claimed", mark("已认领"), "认领"
    DONE = "done", mark("已办成"), "完成"
    GIVEN_BACK = "given_back", mark("已退回"), "退回"


class TeamKind(Vocabulary):
    """What a team of volunteers does."""

    PARTY = "party", mark("党员志愿服务队"), "党员"
    PROFESSION = "profession", mark("专业志愿服务队"), "专业"
    NEIGHBOURS = "neighbours", mark("邻里互助队"), "邻里"
    YOUTH = "youth", mark("青年志愿服务队"), "青年"
    OTHER = "other", mark("其他队伍"), "其他"


class SignInWay(Vocabulary):
    """How somebody signed in."""

    LIST = "list", mark("名单"), "签到表"
    DOOR = "door", mark("门牌"), "按门牌"
    KEY = "key", mark("现场"), "现场签到"


class DeliberationKind(Vocabulary):
    """How people sit down together."""

    TALK = "talk", mark("民情恳谈会"), "恳谈会"
    YARD = "yard", mark("院坝协商会"), "院坝会", "协商会"


class DisputeKind(Vocabulary):
    """What a dispute is about; the kinds of the issue taxonomy (product.md, section 3)."""

    FAMILY = "family", mark("婚姻家庭"), "家庭"
    NEIGHBOURS = "neighbours", mark("邻里"), "邻里纠纷"
    PROPERTY = "property", mark("物业"), "物业纠纷"
    LABOUR = "labour", mark("劳资"), "劳动争议"
    LAND = "land", mark("征地拆迁"), "拆迁"
    HOUSING = "housing", mark("房屋宅基地"), "宅基地"
    DAMAGE = "damage", mark("损害赔偿"), "赔偿"
    MEDICAL = "medical", mark("医患")
    CONTRACT = "contract", mark("合同"), "合同纠纷"
    ENVIRONMENT = "environment", mark("环境")
    OTHER = "other", mark("其他")


class MediationState(Vocabulary):
    """How far a mediation is."""

    TAKEN_UP = "taken_up", mark("已受理"), "受理"
    SITTING = "sitting", mark("调解中"), "调解"
    AGREED = "agreed", mark("已达成协议"), "达成协议", "成功"
    PERFORMED = "performed", mark("已履行"), "履行完毕"
    FAILED = "failed", mark("调解不成"), "未成", "失败"
    HANDED_OVER = "handed_over", mark("已移交"), "移交"


class Side(Vocabulary):
    """On which side a party stands."""

    FIRST = "first", mark("甲方"), "申请人"
    SECOND = "second", mark("乙方"), "被申请人"
    THIRD = "third", mark("第三方"), "其他"


class Performance(Vocabulary):
    """Whether an agreement was kept."""

    WAITING = "waiting", mark("未到期"), "待履行"
    PARTLY = "partly", mark("部分履行"), "部分"
    WHOLLY = "wholly", mark("全部履行"), "已履行"
    REFUSED = "refused", mark("未履行"), "拒不履行"


class Onward(Vocabulary):
    """Where a dispute went that could not be settled here."""

    NOWHERE = "nowhere", mark("没有移交"), "无"
    LEGAL_AID = "legal_aid", mark("法律援助"), "法援"
    COURT = "court", mark("人民法院"), "法院", "诉讼"
    ARBITRATION = "arbitration", mark("仲裁"), "劳动仲裁"
    UPPER = "upper", mark("上级调委会"), "上级"


class InspectionResult(Vocabulary):
    """What was found of one thing looked at."""

    GOOD = "good", mark("合格"), "好", "通过"
    POOR = "poor", mark("要整改"), "不合格", "整改"
    UNSEEN = "unseen", mark("未查"), "没查"


class RatingSource(Vocabulary):
    """From what a part of a company's mark is computed; always a share in percent, more is better."""

    INSPECTIONS = "inspections", mark("联合检查合格率")
    RESOLVED = "resolved", mark("物业诉求解决率")
    SATISFIED = "satisfied", mark("物业诉求满意率")
    IN_TIME = "in_time", mark("物业诉求按期率")


class CentreLevel(Vocabulary):
    """Which centre a facility is."""

    CITY = "city", mark("市级中心"), "市级"
    AREA = "area", mark("区县级中心"), "区级", "县级"
    STREET = "street", mark("街道中心"), "街道级"
    COMMUNITY = "community", mark("社区中心"), "社区级", "站"
    OTHER = "other", mark("其他阵地"), "其他"


class WorkerGrade(Vocabulary):
    """The post of a community worker; employment data, never a judgement."""

    NONE = "none", mark("未定级")
    WORKER = "worker", mark("社区工作者")
    DEPUTY = "deputy", mark("副职"), "副主任", "副书记"
    HEAD = "head", mark("正职"), "主任", "书记"


class CertificateKind(Vocabulary):
    """What a certificate is for."""

    ASSISTANT = "assistant", mark("助理社会工作师"), "初级社工"
    SOCIAL_WORKER = "social_worker", mark("社会工作师"), "中级社工"
    SENIOR = "senior", mark("高级社会工作师"), "高级社工"
    MEDIATOR = "mediator", mark("人民调解员"), "调解员证"
    LEGAL = "legal", mark("法律明白人")
    OTHER = "other", mark("其他证书"), "其他"
