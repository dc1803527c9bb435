"""古树名木: a register that an office invents, as its declaration's text."""

TREES = """
id = "trees"
version = 1
name = "古树名木"
english = "Old trees"
about = "古树名木逐株登记、核定、挂牌、巡护。"
title = "name"
lead = "keeper_unit"
region = "county"
create = ["keeper", "lead"]
edit = ["keeper", "lead"]
correct = ["keeper"]
fields = [
  { key = "name", label = "树名", english = "Tree", required = "listed", public = true },
  { key = "species", label = "树种", english = "Species", type = "choice", choices = ["古樟", "银杏", "滇朴"], required = "listed", public = true },
  { key = "age", label = "树龄", english = "Age", type = "whole", unit = "年", min = 1, max = 5000, required = "listed" },
  { key = "county", label = "所在地", english = "County", type = "place", required = "listed", public = true },
  { key = "site", label = "坐标", english = "Place", type = "point", datum = "WGS84" },
  { key = "keeper_unit", label = "管护单位", english = "Kept by", type = "unit", required = "listed" },
  { key = "warden", label = "管护人", english = "Warden", type = "person", personal = true },
  { key = "phone", label = "管护人电话", english = "Telephone", type = "phone", personal = true },
  { key = "badge", label = "牌号", english = "Badge", pattern = "[A-Z]\\\\d{4}", help = "一个字母加四位数字" },
]
stages = [
  { key = "listed", label = "登记", english = "Listed" },
  { key = "judged", label = "核定", english = "Judged" },
  { key = "badged", label = "挂牌", english = "Badged", kind = "done" },
  { key = "dead", label = "注销", english = "Struck off", kind = "ended", locked = true },
]
moves = [
  { from = ["listed"], to = "judged", label = "核定", english = "Judge", who = ["keeper"] },
  { from = ["judged"], to = "badged", label = "挂牌", english = "Badge", who = ["keeper", "lead"], requires = ["badge"], documents = ["挂牌照片"] },
  { from = ["listed", "judged", "badged"], to = "dead", label = "注销", english = "Strike off", who = ["keeper"], reason = true },
]
clocks = [
  { key = "judging", label = "核定", english = "Judging", starts = ["listed"], stops = ["judged"], limit = 20, warn = 5, pausable = true, extension = { most = 10, times = 1, before = 1, ask = ["lead", "keeper"], approve = ["keeper"] } },
]

[retention]
months = 12
after = ["dead"]
basis = "注销后不再需要管护人的个人信息"

[[rows]]
key = "visits"
label = "巡护记录"
english = "Visits"
closes = true
who = ["keeper", "lead"]
fields = [
  { key = "seen_on", label = "巡护日期", english = "Seen on", type = "date", required = "added" },
  { key = "finding", label = "情况", english = "Finding", required = "added" },
]

[[measures]]
key = "badged"
label = "挂牌古树数"
english = "Trees badged"
unit = "株"
where = "stage == 'badged'"
by = ["species", "county"]
public = true
feeds = [{ indicator = "古树名木", kind = "volume" }]

[[measures]]
key = "visited"
label = "本年巡护次数"
english = "Visits this year"
unit = "次"
span = "year"
over = "visits"
date = "seen_on"
by = ["county"]
"""
