"""Pages for the tests of ``arclean.html``; written for them, none is a page of the web."""

PARAGRAPHS = [
    "افتتح وزير الثقافة مساء أمس معرض الكتاب في العاصمة، وحضر الافتتاح ممثلون عن أربعين دولة.",
    "وقال الوزير في كلمته إن القراءة هي الطريق إلى المعرفة، وإن الوزارة ستدعم دور النشر.",
    "ويضم المعرض أكثر من مئة ألف عنوان، ويستمر حتى نهاية الشهر في قاعات مركز المعارض الجديد.",
    "وأضاف مدير المعرض أن عدد الناشرين زاد عن العام الماضي، وأن الدخول مجاني للطلاب كل جمعة.",
]


def page(body: str, head: str = "") -> str:
    """A whole page."""
    return f"<!DOCTYPE html><html lang=ar dir=rtl><head>{head}</head><body>{body}</body></html>"


ARTICLE = "".join(f"<p>{text}</p>\n" for text in PARAGRAPHS)
