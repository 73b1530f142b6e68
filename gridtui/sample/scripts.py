"""Scripts of what happens to an issue, from the usual way to a good end to every other one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import (
    ClosureKind,
    RefusalReason,
    Resolution,
    Satisfaction,
    Supervision,
    TimeUnit,
    WhistleStep,
)
from gridtui.sample.chance import Weighted, expand
from gridtui.sample.histories import Script, Step
from gridtui.sample.intake import Taken
from gridtui.sample.matters import Matter, Telling
from gridtui.sample.roster import Actor, Cast

K = EventKind

_PACE = {IssueNature.CONSULT: (0, 2), IssueNature.HELP: (1, 4), IssueNature.SUGGESTION: (1, 4)}
_PACE_OF_OTHERS = (2, 8)
_NOTES = (
    "上门看过，情况属实，已拍照",
    "电话联系住户，约好{明天|周末}上门",
    "与物业沟通，{答应这周处理|等配件到货}",
    "楼栋长帮忙做工作，{对方态度缓和|对方愿意谈}",
    "到现场查看，{需要专业单位处理|问题比说的严重}",
)
_PARTLY = ("主要问题已处理，{剩下的排到下月|还要等上级批复}", "暂时缓解，{根本办法要等改造|还需再观察}")
_RATED: Weighted[tuple[Resolution, Satisfaction]] = Weighted(
    [
        ((Resolution.RESOLVED, Satisfaction.SATISFIED), 52),
        ((Resolution.RESOLVED, Satisfaction.MOSTLY), 20),
        ((Resolution.RESOLVED, Satisfaction.UNRATED), 9),
        ((Resolution.PARTLY, Satisfaction.MOSTLY), 7),
        ((Resolution.PARTLY, Satisfaction.DISSATISFIED), 3),
        ((Resolution.PARTLY, Satisfaction.UNRATED), 2),
        ((Resolution.UNRESOLVED, Satisfaction.DISSATISFIED), 5),
        ((Resolution.UNRESOLVED, Satisfaction.UNRATED), 2),
    ]
)
_REFUSALS = {
    RefusalReason.OUTSIDE_AREA: "反映地点不在本辖区，已告知所属街道电话",
    RefusalReason.NO_NEW_FACTS: "去年已答复，没有新的情况",
    RefusalReason.TOO_LITTLE: "未写明地点和时间，无法联系核实",
    RefusalReason.OTHER_PROCEDURE: "已向法院起诉，按诉讼程序办理",
    RefusalReason.EMERGENCY_CALL: "属紧急警情，已请其拨打报警电话",
}
_VOIDS = ("重复登记", "住户说是误会，自己撤回", "测试登记", "登错楼栋，已另行登记")


@dataclass
class Teller:
    """Writes scripts for one issue: who is in charge now, and who does the work."""

    rng: Random
    cast: Cast
    worker: Actor
    matter: Matter
    telling: Telling
    nature: IssueNature
    anonymous: bool
    owner: Actor
    doer: Actor
    whistle_id: str = ""

    @classmethod
    def of(cls, rng: Random, cast: Cast, taken: Taken) -> Teller:
        """Begin at the branch's desk, where every issue of the sample is taken down."""
        return cls(
            rng,
            cast,
            taken.worker,
            taken.matter,
            taken.telling,
            taken.nature,
            bool(taken.row.get("anonymous")),
            cast.secretary,
            taken.worker,
        )

    def up(self, *, street: bool = False) -> Script:
        """Report it to the community, or to the street."""
        upper = self.cast.street if street else self.cast.community
        words = expand(self.rng, "{超出本支部能力，请上级协调|涉及多个单位，报请协调|需要执法，报上级处理}")
        step = Step(
            K.REPORT_UP,
            self.rng.randint(0, 1),
            self.cast.secretary,
            words,
            {"to": upper.org_id.hex(), "to_level": int(upper.level)},
        )
        self.owner = self.doer = upper
        return [step]

    def dispatch(self) -> Script:
        """Hand it to the station that deals with such matters."""
        unit = self.cast.services[self.matter.service]
        step = Step(
            K.DISPATCH,
            self.rng.randint(0, 1),
            self.owner,
            expand(self.rng, "请{三日内|尽快|今天}到现场处理"),
            {"lead": unit.org_id.hex()},
        )
        self.doer = unit
        return [step]

    def accept(self) -> Script:
        """Let whoever is asked take it on."""
        return [Step(K.ACCEPT, self.rng.randint(0, 1), self.doer)]

    def take_on(self) -> Script:
        """Take it on at the branch itself."""
        return [Step(K.SELF_HANDLE, 0 if self.rng.random() < 0.7 else 1, self.worker)]

    def to_work(self) -> Script:
        """Bring it to where somebody works on it, by one of the usual ways."""
        chance = self.rng.random()
        if chance < 0.50:
            return self.take_on()
        if chance < 0.82:
            return [*self.take_on(), *self.dispatch(), *self.accept()]
        script = [*self.up(street=chance > 0.95), *self.accept()]
        return script if chance < 0.90 else [*script, *self.dispatch(), *self.accept()]

    def note(self, gap: int = 1) -> Script:
        """Add a line to the record."""
        return [Step(K.NOTE, gap, self.worker, expand(self.rng, self.rng.choice(_NOTES)))]

    def feedback(self) -> Script:
        """Work for as long as such matters take, and answer."""
        low, high = _PACE.get(self.nature, _PACE_OF_OTHERS)
        if self.matter.code.startswith("M16"):
            low, high = 0, 0
        gap = self.rng.randint(low, high)
        notes = self.note(gap // 2) if gap > 2 and self.rng.random() < 0.4 else []
        late = gap * 2 + 3 if self.rng.random() < 0.04 else gap - (notes[0].gap if notes else 0)
        return [*notes, Step(K.FEEDBACK, late, self.doer, self.matter.answered(self.rng, self.telling))]

    def verified(self) -> Script:
        """Pass the check; that is the end of an anonymous one."""
        data: dict[str, object] = {"resolved": Resolution.RESOLVED.value} if self.anonymous else {}
        return [
            Step(
                K.PASS_VERIFY,
                self.rng.randint(0, 1),
                self.owner,
                expand(self.rng, "{现场核查，已经办好|电话核实，情况属实}"),
                data,
            )
        ]

    def called_back(self) -> Script:
        """Call the resident and write down what was said."""
        if self.anonymous:
            return []
        script: Script = []
        if self.rng.random() < 0.04:
            script.append(Step(K.CALLBACK, 1, self.owner, "电话未接，改日再打", {"reached": False}))
        resolved, satisfaction = _RATED.pick(self.rng)
        data: dict[str, object] = {"resolved": resolved.value, "satisfaction": satisfaction.value}
        words = "住户认可" if resolved is Resolution.RESOLVED else expand(self.rng, self.rng.choice(_PARTLY))
        if resolved is Resolution.UNRESOLVED:
            words, data["reason"] = "住户要求超出政策，已当面说明", "无政策依据"
            data["closure_kind"] = ClosureKind.PROCEDURAL.value
        return [*script, Step(K.CALLBACK, 1, self.owner, words, data)]

    def ended(self) -> Script:
        """The way to a good end, sometimes with work done twice."""
        script = [*self.to_work(), *self._detour(), *self.feedback()]
        if self.rng.random() < 0.04:
            script += [*self.failed(), *self.feedback()]
        script += self.verified()
        if not self.anonymous and self.rng.random() < 0.03:
            script += [*self.unhappy(), *self.feedback(), *self.verified()]
        return script + self.called_back()

    def _detour(self) -> Script:
        chance = self.rng.random()
        if self.nature is IssueNature.CONSULT:
            return []
        if chance < 0.03:
            return [*self.held(), Step(K.RESUME, self.rng.randint(3, 15), self.owner, "条件具备，恢复办理")]
        if chance < 0.055:
            return self.extended()
        if chance < 0.07:
            return [
                *self.extension_asked(),
                Step(K.DENY_EXTENSION, 1, self._upper(), "", {"reason": "可以按期办完，不同意延期"}),
            ]
        if chance < 0.085:
            return [*self.whistle(), *self.whistle_answered()]
        if chance < 0.10:
            return [*self.supervised(), *self._unsupervised()]
        return []

    def failed(self) -> Script:
        """Fail the check: the work begins again."""
        return [
            Step(
                K.FAIL_VERIFY,
                1,
                self.owner,
                "",
                {"reason": expand(self.rng, "{现场看还没有做完|住户说问题还在|只处理了一半}")},
            )
        ]

    def unhappy(self) -> Script:
        """Call back somebody who is not satisfied, and rightly so."""
        return [
            Step(
                K.CALLBACK,
                1,
                self.owner,
                "住户反映问题又出现，要求再处理",
                {
                    "resolved": Resolution.UNRESOLVED.value,
                    "satisfaction": Satisfaction.DISSATISFIED.value,
                    "justified": True,
                    "reason": "处理不彻底",
                },
            )
        ]

    def held(self) -> Script:
        """Put it on hold."""
        reason = expand(
            self.rng, "{等配件到货|等专项资金批复|等相关单位排期|住户在外地，月底回来|列入年度改造}"
        )
        return [Step(K.HOLD, self.rng.randint(0, 2), self.owner, "", {"reason": reason})]

    def extension_asked(self) -> Script:
        """Ask for more time."""
        reason = expand(self.rng, "{涉及三户，协商需要时间|需要专业检测|施工遇雨}")
        return [
            Step(
                K.ASK_EXTENSION,
                self.rng.randint(1, 2),
                self.doer,
                "",
                {"reason": reason, "amount": self.rng.choice((3, 5, 7)), "unit": TimeUnit.WORK_DAY.value},
            )
        ]

    def extended(self) -> Script:
        """Ask for more time and get it."""
        return [
            *self.extension_asked(),
            Step(K.GRANT_EXTENSION, self.rng.randint(0, 1), self._upper(), "同意延期"),
        ]

    def _upper(self) -> Actor:
        return self.cast.community if self.owner is self.cast.secretary else self.owner

    def whistle(self) -> Script:
        """Blow the whistle for several stations at once."""
        self.whistle_id = self.rng.randbytes(16).hex()
        whistle: dict[str, object] = {"whistle": self.whistle_id}
        units = [self.cast.services[self.matter.service].org_id.hex()]
        data = {**whistle, "title": self.telling.title, "purpose": "advance", "units": units}
        approved = {**whistle, "step": WhistleStep.APPROVE.value}
        called = {**whistle, "step": WhistleStep.SPLIT.value, "units": units}
        return [
            Step(K.WHISTLE, self.rng.randint(0, 2), self.owner, "请相关单位到场", data),
            Step(K.WHISTLE_STEP, 0, self._upper(), "", approved),
            Step(K.WHISTLE_STEP, 0, self._upper(), "", called),
        ]

    def whistle_answered(self) -> Script:
        """Have the whistle answered and taken off."""
        unit = self.cast.services[self.matter.service]
        data: dict[str, object] = {"whistle": self.whistle_id, "unit_org": unit.org_id.hex()}
        return [
            Step(K.WHISTLE_STEP, 0, unit, "", {**data, "step": WhistleStep.SIGN.value}),
            Step(K.WHISTLE_STEP, 1, unit, "已到场", {**data, "step": WhistleStep.REPORT_IN.value}),
            Step(K.WHISTLE_END, self.rng.randint(1, 3), self.owner, "销哨", {"whistle": self.whistle_id}),
        ]

    def supervised(self) -> Script:
        """Have the street watch it."""
        grade = self.rng.choice((Supervision.ORDINARY, Supervision.ORDINARY, Supervision.YELLOW))
        return [Step(K.SUPERVISE, 1, self.cast.street, "请按期办结并报结果", {"grade": grade.value})]

    def _unsupervised(self) -> Script:
        return [
            Step(
                K.SUPERVISE, self.rng.randint(1, 3), self.cast.street, "", {"grade": Supervision.LIFTED.value}
            )
        ]

    def returned(self) -> Script:
        """Report it up and get it back."""
        script = self.up(street=self.rng.random() < 0.5)
        upper, self.owner, self.doer = self.owner, self.cast.secretary, self.worker
        return [
            *script,
            Step(
                K.RETURN,
                1,
                upper,
                "",
                {"reason": "属物业服务合同范围", "duty": "物业服务企业", "basis": "物业服务合同"},
            ),
        ]

    def rejected(self) -> Script:
        """Report it up, where it is not accepted."""
        reason = self.rng.choice(tuple(_REFUSALS))
        return [
            *self.up(),
            Step(K.REJECT, self.rng.randint(0, 1), self.owner, _REFUSALS[reason], {"reason": reason.value}),
        ]

    def voided(self) -> Script:
        """Strike it out as taken down by mistake."""
        return [Step(K.VOID, 0, self.worker, "", {"reason": self.rng.choice(_VOIDS)})]

    def reopened(self) -> Script:
        """Take up an ended one again because of new facts."""
        return [
            Step(
                K.REOPEN,
                self.rng.randint(3, 12),
                self.worker,
                "",
                {"reason": expand(self.rng, "{同样的问题又出现了|处理后两周又反复|住户补充了照片}")},
            )
        ]

    def archived(self) -> Script:
        """Put an ended one away."""
        return [Step(K.ARCHIVE, self.rng.randint(15, 40), self.owner)]

    def urgent(self) -> Script:
        """Mark it urgent while it is open."""
        return [Step(K.URGENT, 0, self.worker)]
