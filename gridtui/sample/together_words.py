"""The invented names and texts of working together in the sample."""

from __future__ import annotations

UNITS = (
    ("翠湖小学", "school", "兼职委员"),
    ("西路社区卫生服务站", "hospital", "联盟理事"),
    ("滇池水务西路营业所", "state_firm", "兼职委员"),
    ("供电局翠湖供电所", "state_firm", "联盟理事"),
    ("华山市政养护队", "agency", "联盟理事"),
    ("翠湖派出所", "agency", "兼职委员"),
    ("鲜果汇超市", "private_firm", ""),
    ("云岭物业服务公司", "property", "联盟理事"),
    ("滇韵文化社", "society", ""),
    ("翠湖图书馆", "agency", ""),
    ("青禾律师事务所", "society", "联盟理事"),
    ("暖阳养老服务中心", "society", ""),
)
RESOURCES = (
    ("会议室 40 座", "place", 0, "每周六日"),
    ("义诊", "skill", 1, "每月一次"),
    ("水管检修", "skill", 2, "每季一次"),
    ("电线检查", "skill", 3, "每季一次"),
    ("大型机具", "goods", 4, "预约"),
    ("反诈讲座", "training", 5, "每季一次"),
    ("临期食品互助", "goods", 6, "每周五"),
    ("法律咨询", "skill", 10, "每周三"),
    ("老人助餐 30 份", "goods", 11, "工作日"),
    ("儿童阅读角", "place", 9, "每天"),
)
DEMANDS = (
    ("楼道声控灯不亮", "skill", 64, "met", ("楼道灯不亮", "路灯不亮")),
    ("缺电动车充电位", "goods", 120, "under_way", ("电瓶上楼充电", "楼道停电动车")),
    ("老人吃饭不方便", "goods", 31, "matched", ("老年食堂送餐",)),
    ("孩子放学没处去", "place", 18, "open", ("暑期托管",)),
    ("消防通道被占", "skill", 88, "under_way", ("占用消防通道", "消防通道上锁")),
    ("想学用手机", "training", 25, "matched", ("养老认证", "高龄津贴认证")),
)
"""Title, kind, residents, state, and the titles of the issues behind it."""
PROJECTS = (
    ("三单元换声控灯", 0, 3, "accepted"),
    ("加装十个充电位", 1, 4, "under_way"),
    ("划线疏通消防通道", 4, 4, "finished"),
    ("周末手机课堂", 5, 9, "planned"),
)
TALKS = (
    ("yard", "楼道照明怎么修", "先换声控灯，电费由公共收益出", 0),
    ("talk", "电动车到哪里充电", "在东墙边加装充电位，物业管理", 1),
    ("yard", "消防通道划线", "划线、挪花盆，每月查一次", 4),
)
"""Kind, topic, conclusion, and which demand it is about."""
REPORTED_UNITS = (2, 3, 0, 9)
"""Which units' organisations reported in."""
WISHES = ("一副老花镜", "一辆二手轮椅", "修一修小孙女的书桌", "有人陪着去复查", "一本大字菜谱")
TEAMS = (("翠湖邻里互助队", "neighbours"), ("西路党员先锋队", "party"), ("小雏菊青年队", "youth"))
ACTIVITIES = ("清扫楼道", "上门义诊", "帮老人用手机", "文明劝导", "旧物交换", "防汛巡查")
SERVICES = (
    ("高龄津贴", "身份证、户口簿、银行卡", "1 号窗"),
    ("居住证明", "身份证、租房合同", "2 号窗"),
    ("灵活就业社保", "身份证、户口簿", "3 号窗"),
    ("残疾人补贴", "残疾证、身份证、银行卡", "1 号窗"),
    ("老年优待证", "身份证、一寸照片一张", "2 号窗"),
)
WORKERS = ("周敏", "罗明", "段丽", "杨帆", "和晓雨", "李思源")
MEMBERS = ("张建华", "普文静", "赵志强", "马丽琴", "王永康", "郭春梅", "尹国平", "何佳")
