"""The year after the invented city's plan: its next report, a bulletin, and published figures."""

NEXT = """2032年青澜市政府工作报告

一、2031年工作回顾

过去一年，地区生产总值增长5.4%。整治河道118公里，改造泵站12座。社会消费品零售总额增长6.3%。

二、2032年工作安排

今年的预期目标是：地区生产总值增长5%左右。
"""
BULLETIN = """<html><title>青澜市2031年国民经济和社会发展统计公报</title><body>
<h1>青澜市2031年国民经济和社会发展统计公报</h1><p>一、综合</p>
<table><tr><td>指标</td><td>单位</td><td>绝对数</td><td>比上年增长（%）</td></tr>
<tr><td>地区生产总值</td><td>亿元</td><td>512.6</td><td>4.1</td></tr>
<tr><td>社会消费品零售总额</td><td>亿元</td><td>203.4</td><td>6.0</td></tr></table></body></html>
"""
FIGURES = """indicator,period,measure,value,unit,source_name
地区生产总值,2031,growth,4.9,%,青澜市统计局
"""
