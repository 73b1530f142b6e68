"""Desks, permits and what goes to whom, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.dates import shown_instant
from gridtui.sync.chains import Grant, Role
from gridtui.sync.looking import Look
from gridtui.sync.sending import Parcel
from gridtui.sync.standing import PeerState
from gridtui.ui.kit.prose import Paragraph
from gridtui.words import mark, tr

CLASS_WORDS: Mapping[str, str] = {
    "public": mark("一般内容"),
    "contact": mark("电话等联系方式"),
    "identity": mark("姓名住址等个人资料、附件"),
    "health": mark("健康情况"),
}
"""What each class of fields is called."""


def level_words(level: int) -> str:
    """Return what a level is called."""
    return tr(Level(level).label)


def role_words(grant: Grant) -> str:
    """Return what a permit allows."""
    found = [tr(role.label) for role in Role if grant.may(role)]
    return tr("、").join(found) if found else tr("只能看")


def scope_words(grant: Grant, names: Mapping[bytes, str]) -> str:
    """Return what a permit covers, by name where this desk knows the place."""
    known = sorted(names[scope] for scope in grant.scopes if scope in names)
    if grant.said.org_name and grant.said.org_name not in known:
        known.insert(0, grant.said.org_name)
    unknown = len([scope for scope in grant.scopes - {grant.org} if scope not in names])
    words = tr("、").join(known)
    return tr("{known}，另有 {n} 处", known=words, n=unknown) if unknown else words


def grant_words(grant: Grant, names: Mapping[bytes, str]) -> Iterator[str]:
    """Return a permit, line by line."""
    yield tr("单位 {name}，层级 {level}", name=grant.said.org_name, level=level_words(grant.said.level))
    yield tr("管辖范围 {scopes}", scopes=scope_words(grant, names))
    yield tr("可以 {roles}", roles=role_words(grant))
    yield tr("有效到 {day}", day=shown_instant(grant.until)[:10])


def peer_words(peer: PeerState, code: str, now: datetime) -> Iterator[Paragraph]:
    """Return everything about another desk."""
    level = level_words(peer.level)
    yield Paragraph(tr("{name}（{level}）", name=peer.name, level=level), style="bold")
    if peer.revoked:
        yield Paragraph(tr("已注销：注销以前交来的都算，以后的不算；不再发给它"), style="$error")
        return
    yield Paragraph(tr("对账码 {code}：两边念一样，就是内容一样", code=code or "-"))
    if peer.waiting:
        yield Paragraph(tr("有 {n} 条它还没有确认收到，按 s 发给它", n=peer.waiting))
    else:
        yield Paragraph(tr("它要的都已确认收到"))
    if peer.unacknowledged:
        numbers = tr("、").join(map(str, peer.unacknowledged[-8:]))
        yield Paragraph(tr("第 {numbers} 包还没有回执；丢了也不要紧，下次会补发", numbers=numbers))
    for one in peer.unfinished:
        missing = tr("、").join(map(str, one.missing[:8]))
        yield Paragraph(
            tr("它的第 {n} 包还缺第 {missing} 份，请再拷一次", n=one.number, missing=missing),
            style="$warning",
        )
    when = [
        tr("最后发出 {when}", when=shown_instant(peer.sent_at, now)) if peer.sent_at else tr("还没有发过"),
        tr("最后收到 {when}", when=shown_instant(peer.heard_at, now)) if peer.heard_at else tr("还没有收过"),
    ]
    if peer.until is not None:
        when.append(tr("许可到 {day}", day=shown_instant(peer.until)[:10]))
    yield Paragraph(tr("，").join(when), style="$foreground-muted")


def parcel_words(parcel: Parcel, scopes: int) -> Iterator[Paragraph]:
    """Return what goes to a desk and what stays; ``scopes`` is how many places this store holds in all."""
    said = parcel.grant.said
    name = tr("给 {name}（{level}）", name=said.name, level=level_words(said.level))
    yield Paragraph(name, style="bold")
    if parcel.changes:
        yield Paragraph(
            tr("去：新内容 {n} 条，涉及 {feeds} 处", n=f"{parcel.changes:,}", feeds=parcel.feeds), lead="  "
        )
    else:
        yield Paragraph(tr("没有新内容；只带去名单和回执"), lead="  ")
    going = tr("、").join(tr(CLASS_WORDS[part]) for part in CLASS_WORDS if part in parcel.parts)
    yield Paragraph(tr("去的种类：{classes}", classes=going), lead="  ")
    staying = tr("、").join(tr(CLASS_WORDS[part]) for part in CLASS_WORDS if part in parcel.withheld)
    if staying:
        yield Paragraph(
            tr("不去：{classes}，{level}一级不收", classes=staying, level=level_words(said.level)), lead="  "
        )
    if scopes > parcel.scopes:
        yield Paragraph(tr("不去：不归它管的 {n} 处", n=scopes - parcel.scopes), lead="  ")


def stage_words(look: Look) -> Iterator[Paragraph]:
    """Return what a desk that has not joined is to do."""
    if look.own.revoked:
        yield Paragraph(tr("本机的许可已被上级注销"), style="bold $error")
        yield Paragraph("")
        yield Paragraph(
            tr("本机还能看、还能记，但别的单位不再收。请先问上级；要重新入网，按 z 换新钥匙，再写申请。")
        )
        return
    yield Paragraph(tr("本机还没有入网，先自己用着也行，记下的以后都算。"), style="bold")
    yield Paragraph("")
    yield Paragraph(tr("有上级单位："), style="bold")
    done = tr("（已写过，可以再写）") if look.asked else ""
    yield Paragraph(tr("按 a 写入网申请{done}，用 U 盘交给上级", done=done), lead="  1 ")
    yield Paragraph(tr("打电话，把屏幕上的 30 位数字念给上级，两边要一样"), lead="  2 ")
    yield Paragraph(tr("上级交回入网许可，按 o 导入，对一对任命书上的指纹"), lead="  3 ")
    yield Paragraph("")
    yield Paragraph(tr("本机就是最高的一级："), style="bold")
    yield Paragraph(tr("下级交来入网申请，按 p 给它发许可；本机随之成为最高机关"), lead="  ")
    yield Paragraph("")
    yield Paragraph(tr("只是导入表格：按 i"), style="$foreground-muted")
