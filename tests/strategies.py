"""Shared property strategies: invented sentences of reports, and texts gone wrong."""

from __future__ import annotations

from hypothesis import strategies as st

INDICATORS = (
    "地区生产总值", "规模以上工业增加值", "粮食产量", "城镇新增就业", "森林覆盖率",
    "每千人口托位数", "城乡居民人均可支配收入", "空气质量优良天数比率", "亿元以上产业项目",
    "细颗粒物（PM2.5）平均浓度",
)  # fmt: skip
HEADS = ("", "力争", "确保", "今年", "到2030年，", "新增", "新建", "完成", "其中", "坚决整治，", "“十五五”时期")
CHANGES = ("", "增长", "达到", "达", "下降", "提高", "稳定在", "控制在", "突破", "不低于", "超过", "占比提高到")
NUMBERS = (
    "5", "7.2", "1.3万", "3400多万", "1，234.5", "12", "4.5—5", "4.5-5", "六成", "两",
    "百分之五点五", "三分之二", "1.2万亿", "2.5∶1", "十余万", "20余",
)  # fmt: skip
UNITS = ("%", "％", "个", "亿元", "万人", "个百分点", "座", "公里", "套（间）", "元/吨", "微克", "")
AFTER = ("", "以上", "左右", "以内", "以下", "和6%", "、8%、9.1%", "的学校", "大关")
STOPS = ("。", "，", "；", "、", "！", "\n", "：")

_clause = st.tuples(
    st.sampled_from(HEADS), st.sampled_from(INDICATORS), st.sampled_from(CHANGES),
    st.sampled_from(NUMBERS), st.sampled_from(UNITS), st.sampled_from(AFTER),
    st.sampled_from(STOPS),
).map("".join)  # fmt: skip

sentences = st.lists(_clause, min_size=1, max_size=6).map("".join)
"""Sentences as a report might say them, and some that none would."""

_CHARS = (
    "一二三十百千万亿两第（）()“”《》，。；：、！—-%％.．０９5 \n\t\u3000年个元成多余以上左右增长到为分别均各其中GMP"
)
scraps = st.text(st.one_of(st.sampled_from(_CHARS), st.characters()), max_size=200)
"""Text without sense, thick with the characters that the reader looks at."""


def plan(*sentences: str, heading: str = "二、2026年重点工作") -> str:
    """The text of an invented report whose plan part holds these sentences in one paragraph."""
    review = "一、2025年工作回顾\n过去一年，全市工作平稳有序，各项任务顺利收官。\n"
    return f"松溪市政府工作报告\n{review}{heading}\n" + "".join(sentences) + "\n"


def report(*, review: str = "", goals: str = "", plan: str = "") -> str:
    """The text of an invented report of three parts with these sentences in them."""
    return (
        "松溪市政府工作报告\n"
        f"一、2025年工作回顾\n过去一年，全市工作平稳有序。{review}\n"
        f"二、“十五五”时期主要目标\n坚持稳字当头、久久为功。{goals}\n"
        f"三、2026年重点工作\n统筹做好各项工作。{plan}\n"
    )
