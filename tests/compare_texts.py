"""Reports of a country, a province and a city, with invented sentences."""

from __future__ import annotations

import duban
from duban.commitments import Report

_NATION = """政府工作报告

——{year}年3月5日在第二十届全国人民代表大会第三次会议上

一、{last}年工作回顾

过去一年，国内生产总值增长{came}%，城镇新增就业1300万人。

二、{year}年工作安排

今年的预期目标是：国内生产总值增长{aim}，城镇新增就业1200万人以上，居民消费价格涨幅2%左右{more}。
"""
_PLACE = """{year}年{place}政府工作报告

一、{last}年工作回顾

过去一年，地区生产总值增长{came}%，城镇新增就业50万人。

二、{year}年工作安排

今年的预期目标是：地区生产总值增长{aim}，城镇新增就业45万人以上{more}。
"""


def nation(year: int, came: str, aim: str, more: str = "") -> tuple[str, Report]:
    text = _NATION.format(year=year, last=year - 1, came=came, aim=aim, more=more)
    return f"全国{year}", duban.read(text)


def place(name: str, year: int, came: str, aim: str, more: str = "") -> tuple[str, Report]:
    text = _PLACE.format(place=name, year=year, last=year - 1, came=came, aim=aim, more=more)
    return f"{name}{year}", duban.read(text)
