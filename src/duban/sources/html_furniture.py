"""What sites put around an article, recognised by its words and the names of its boxes."""

from __future__ import annotations

import re

_FURNITURE_BOX = re.compile(
    r"(?:^|[\s_-])(?:share|bdshare|social|related?|recommend|bread|breadcrumb|crumbs?|toolbar|tool|"
    r"position|location|curpos|dqwz|site-?path|print|font-?size|zoom-?bar|copyright|footer|foot|"
    r"header|topbar|sidebar|side|comment|pager|prev-?next|qr-?code|ewm|jiathis|hot-?news|"
    r"foot-?link|friend-?link|xgxw|xgwz|fenxiang|editor-?info|fujian-?box|article-?link)(?:$|[\s_\-\d])",
    re.IGNORECASE,
)
_FURNITURE_LINE = re.compile(
    r"(?:您?(?:现在)?(?:所在)?的?位置|您的位置|当前位置|首页|网站首页|主页)\s*(?:[:：>＞»].*)?"
    r"|(?:信息|文章|稿件)?(?:来源|作者|时间|日期)\s*[:：].{0,40}"
    r"|(?:发布|发文|成文|公开|更新|生成)(?:时间|日期|机构|单位|人)\s*[:：].{0,40}"
    r"|(?:索\s*引\s*号|文\s*号|主题分类|公开目录|信息类别|统一登记号|主题词|有效性)\s*[:：]?.{0,40}"
    r"|[\[【（(]?\s*(?:字体|字号|字体大小|文字大小)\s*[:：]?.{0,20}"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?"
    r"|(?:分享|分享到|转发|打印|打印本页|收藏|下载|全屏|关闭|关闭窗口|返回顶部|朗读|播报|加大|还原|减小|"
    r"大|中|小|微信|微博|[\]】\[【>＞|｜/×↓\s])+\s*[:：]?"
    r"|(?:用微信|微信)?扫一扫.{0,20}"
    r"|(?:责任编辑|责编|编辑|审核|校对|初审|终审|监制|记者|编审)\s*[:：].{0,60}"
    r"|[（(](?:责任编辑|责编|编辑).{0,30}[）)]"
    r"|(?:上一篇|下一篇|上一条|下一条)\s*[:：]?.{0,80}"
    r"|(?:相关(?:附件|链接|文档|阅读|新闻|文章|稿件|解读|推荐)|推荐阅读|延伸阅读|附件下载|热点推荐)\s*[:：>》]*"
    r"|.{0,40}(?:版权所有|ICP备|公网安备|网站标识码).{0,80}"
    r"|(?:主办|承办|技术支持|主办单位|承办单位)\s*[:：].{0,80}"
    r"|(?:全文如下|点击图片进入专题|》+点击.{0,12}《*)\s*[:：↓]?"
)
_MAX_LINE_LENGTH = 120  # characters: a longer line is text, whatever words it begins with
_FONT_SIZE_BUTTONS = re.compile(r"[\[【（(]\s*(?:字体|字号)\s*[:：]?\s*(?:[大中小特默认加减还原\s|·]|A[+-]?)*[\]】）)]")


def is_furniture(text: str) -> bool:
    """Whether a full line belongs to the site, not the article (used at the article's edges)."""
    return len(text) <= _MAX_LINE_LENGTH and _FURNITURE_LINE.fullmatch(text.strip()) is not None


def is_furniture_box(box_names: str) -> bool:
    """Whether an element's class and id say that it holds what surrounds an article."""
    return _FURNITURE_BOX.search(box_names) is not None


def strip_buttons(text: str) -> str:
    """The text without a 字号 button row inside it."""
    return _FONT_SIZE_BUTTONS.sub("", text)
