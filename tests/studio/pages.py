"""Pages and a rule file that the tests of the studio share."""

from __future__ import annotations

from arclean.studio.session import Given

PAGE = """عنوان الخبر {0}
بدأ المهرجان مساء أمس في الساحة الكُبرى، وحضره جمهور كبير من سكان المدينة رقم {0}.
طالعوا كذلك: خبر آخر عن المدينة {0}
وقال المنظمون إن الدورة المقبلة ستقام في الخريف، وإن الدعوة عامة لمن يريد.
صفحة الجريدة على الموقع القديم
"""
RULES = """arclean: 1
id: example.com
kind: site
title: "Example"  # by hand
verified: "2026-11-20"
match: {hosts: ["example.com"]}
use: ["ar-share"]
"""


def given(count: int = 3) -> list[Given]:
    return [Given(f"page{n}.txt", PAGE.format(n)) for n in range(1, count + 1)]
