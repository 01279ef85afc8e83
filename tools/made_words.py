"""Words and class names of made pages: usual ones of Arabic pages and the systems behind them."""

from __future__ import annotations

# How a system names its parts: the role of an element to its class, or '' for no class.
THEMES: dict[str, dict[str, str]] = {
    "wordpress": {
        "page": "site", "wrap": "content-area", "main": "site-main", "body": "entry-content",
        "title": "entry-title", "byline": "entry-meta", "share": "sharedaddy sd-sharing",
        "related": "jp-relatedposts", "side": "widget-area sidebar", "box": "widget",
        "menu": "main-navigation", "crumbs": "breadcrumbs", "comments": "comments-area",
        "comment": "comment", "form": "comment-respond", "author": "author-box",
        "tags": "post-tags", "toc": "ez-toc-container", "also": "post-inline-related",
        "footer": "site-footer", "notice": "cookie-notice", "ad": "code-block",
        "image": "wp-caption",
        "letter": "newsletter-signup", "next": "post-navigation", "card": "post-card",
    },
    "blogger": {
        "page": "content-outer", "wrap": "main-outer", "main": "blog-posts hfeed",
        "body": "post-body entry-content", "title": "post-title entry-title",
        "byline": "post-header", "share": "post-share-buttons", "related": "related-posts",
        "side": "column-right-inner", "box": "widget PopularPosts", "menu": "PageList tabs",
        "crumbs": "breadcrumb", "comments": "comments", "comment": "comment-block",
        "form": "comment-form", "author": "post-footer-line", "tags": "post-labels",
        "toc": "toc", "also": "", "footer": "footer-outer", "notice": "cookie-choices-info",
        "ad": "HTML widget", "image": "tr-caption-container", "letter": "FollowByEmail widget",
        "next": "blog-pager", "card": "item-content",
    },
    "forum": {
        "page": "body_wrapper", "wrap": "above_body", "main": "postlist", "body": "postcontent",
        "title": "threadtitle", "byline": "postdate", "share": "bookmarks",
        "related": "similar_threads", "side": "userinfo", "box": "block", "menu": "navtabs",
        "crumbs": "navbit", "comments": "posts", "comment": "postbit", "form": "quick_reply",
        "author": "username_container", "tags": "thread_tags", "toc": "", "also": "",
        "footer": "footer", "notice": "notices", "ad": "ad_showthread", "image": "attachments",
        "letter": "", "next": "pagination_bottom", "card": "threadbit",
    },
    "builder": {
        "page": "elementor elementor-12", "wrap": "elementor-section elementor-top-section",
        "main": "elementor-container", "body": "elementor-widget-container",
        "title": "elementor-heading-title", "byline": "elementor-post-info",
        "share": "elementor-share-buttons", "related": "elementor-posts",
        "side": "elementor-column", "box": "elementor-widget", "menu": "elementor-nav-menu",
        "crumbs": "elementor-breadcrumbs", "comments": "elementor-widget-post-comments",
        "comment": "comment", "form": "elementor-form", "author": "elementor-author-box",
        "tags": "elementor-post-info__terms-list", "toc": "elementor-toc", "also": "",
        "footer": "elementor-location-footer", "notice": "elementor-popup-modal",
        "ad": "elementor-widget-html", "image": "elementor-widget-image",
        "letter": "elementor-widget-form", "next": "elementor-post-navigation",
        "card": "elementor-post__card",
    },
    "portal": {
        "page": "ctl00_wrapper", "wrap": "ms-WPBody", "main": "ctl00_PlaceHolderMain",
        "body": "ctl00_lblDetails", "title": "ctl00_lblTitle", "byline": "ctl00_lblDate",
        "share": "addthis_toolbox", "related": "ctl00_rptRelated", "side": "rightCol",
        "box": "WebPart", "menu": "topmenu", "crumbs": "sitemappath", "comments": "divComments",
        "comment": "cmtRow", "form": "cmtForm", "author": "lblWriter", "tags": "keywords",
        "toc": "", "also": "", "footer": "FooterArea", "notice": "divAlert", "ad": "divAds",
        "image": "imgHolder", "letter": "mailList", "next": "pager", "card": "newsItem",
    },
    "modules": {
        "page": "layout-container", "wrap": "region region-content", "main": "node__content",
        "body": "field--name-body field__item", "title": "page-title",
        "byline": "node__submitted", "share": "block-addtoany", "related": "views-row",
        "side": "region-sidebar-first", "box": "block", "menu": "block-menu",
        "crumbs": "breadcrumb", "comments": "comment-wrapper", "comment": "comment",
        "form": "comment-form", "author": "field--name-uid", "tags": "field--name-field-tags",
        "toc": "toc", "also": "paragraph--type--related", "footer": "region-footer",
        "notice": "eu-cookie-compliance-banner", "ad": "block-ad", "image": "field--type-image",
        "letter": "block-newsletter", "next": "book-navigation", "card": "node--view-mode-teaser",
    },
    "spoken": {
        "page": "safha", "wrap": "wasat", "main": "khabar", "body": "matn", "title": "onwan",
        "byline": "tarikh", "share": "nashr", "related": "mawadi3", "side": "janib",
        "box": "sandoq", "menu": "qaima", "crumbs": "masar", "comments": "ta3liqat",
        "comment": "rad", "form": "irsal", "author": "katib", "tags": "kalimat", "toc": "fihris",
        "also": "iqra2", "footer": "dhayl", "notice": "tanbih", "ad": "i3lan", "image": "sora",
        "letter": "barid", "next": "tali", "card": "bitaqa",
    },
}  # fmt: skip
ROLES = tuple(THEMES["wordpress"])

MENU = (
    "الرئيسية|أخبار|سياسة|اقتصاد|رياضة|ثقافة وفن|صحة|تكنولوجيا|منوعات|فيديو|صور|رأي"
    "|من نحن|اتصل بنا|الأقسام|المدونة|خدماتنا|المنتدى|الكتب|الصوتيات|الفتاوى|مقالات"
    "|سجل الزوار|أعلن معنا|خريطة الموقع"
).split("|")
TOPICS = (
    "الصحة العامة|الأسرة والمجتمع|تاريخ|علوم|أدب|تعليم|سفر وسياحة|تغذية|أخبار محلية"
    "|العالم العربي|تطوير الذات|فقه|عقيدة|حديث شريف|برمجة|أمن المعلومات|حيوانات|نباتات"
    "|طبخ|جمال وعناية"
).split("|")
NAMES = (
    "أحمد سالم|فاطمة الزهراء|محمد عبد الله|نورة العتيبي|يوسف حداد|سلمى منصور|خالد إبراهيم"
    "|ريم الخطيب|أبو عمر|عاشق الصحراء|نور الهدى|د. هاني عوض|هيئة التحرير|فريق العمل"
    "|مدير الموقع|زائر"
).split("|")
MONTHS = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
SHARE = (
    "فيسبوك|تويتر|واتساب|تيليجرام|لينكدإن|بينتيريست|نسخ الرابط|طباعة|البريد الإلكتروني"
    "|شارك|Facebook|Twitter|WhatsApp|Telegram"
).split("|")
SHARE_HEADS = (
    "شارك المقال|شارك هذا الموضوع|مشاركة|انشر الخبر|شاركها مع أصدقائك|شارك هذه المقالة على:"
).split("|")
RELATED_HEADS = (
    "مقالات ذات صلة|اقرأ أيضا|مواضيع ذات صلة|قد يهمك أيضا|موضوعات مشابهة|أخبار ذات صلة"
    "|مقالات مشابهة|شاهد أيضا|المزيد من الأخبار|من نفس القسم"
).split("|")
SIDE_HEADS = (
    "الأكثر قراءة|أحدث المقالات|آخر الأخبار|الأقسام|تصنيفات|أرشيف المدونة"
    "|المشاركات الشائعة|تابعنا|إعلان|روابط مهمة|مواقع صديقة|إحصائيات الموقع|سحابة الكلمات"
    "|أحدث التعليقات|كتب مختارة"
).split("|")
ALSO = (
    "اقرأ أيضا: ",
    "اقرأ المزيد: ",
    "شاهد أيضا: ",
    "إقرأ أيضاً ",
    "طالع أيضا: ",
    "لمزيد من التفاصيل: ",
)
READ = ("مدة القراءة: {} دقائق", "وقت القراءة {} دقائق", "قراءة {} دقيقة", "{} دقائق للقراءة")
LETTER = (
    "اشترك في نشرتنا البريدية ليصلك كل جديد",
    "انضم إلى قناتنا على تيليجرام لمتابعة آخر الأخبار",
    "أدخل بريدك الإلكتروني للاشتراك في الموقع وتلقي إشعارات بالمواضيع الجديدة",
    "حمل تطبيقنا الآن وتابع الأخبار لحظة بلحظة",
    "تواصل معنا الآن للحصول على استشارة مجانية",
)
RIGHTS = (
    "جميع الحقوق محفوظة © {} {}",
    "حقوق النشر محفوظة لموقع {1} {0}",
    "© {} {}. تصميم وبرمجة شركة الأفق",
    "Copyright © {} {} . All Rights Reserved",
    "Powered by vBulletin® Copyright © {}",
    "يتم التشغيل بواسطة Blogger. {1} {0}",
)
COOKIES = (
    "يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك. بمتابعة التصفح فإنك توافق على ذلك.",
    "نحن نستخدم الكوكيز لنقدم لك خدمة أفضل، اقرأ سياسة الخصوصية لمعرفة المزيد.",
)
COMMENTS = (
    "جزاك الله خيرا على هذا الموضوع الرائع|شكرا لكم على المعلومات القيمة"
    "|موضوع جميل جدا بارك الله فيك|لو سمحت أريد معلومات أكثر عن هذا الموضوع"
    "|أوافقك الرأي تماما في كل ما ذكرت"
    "|هذا الكلام غير دقيق وينقصه المصدر، أرجو المراجعة قبل النشر في المرة القادمة"
    "|مقال مفيد استفدت منه كثيرا وسأشاركه مع أصدقائي وأهلي إن شاء الله"
).split("|")
FORM = (
    "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *",
    "التعليقات المنشورة لا تعبر عن رأي الموقع وإنما تعبر عن رأي أصحابها",
    "يرجى الالتزام بآداب الحوار وعدم استخدام الألفاظ المسيئة",
)
ABOUT = (
    "كاتب وباحث مهتم بالشأن الثقافي، نشر عددا من المقالات في الصحف والمجلات العربية.",
    "صحفي متخصص في تغطية الأخبار، يعمل في الموقع منذ عشر سنوات.",
    "مدونة شخصية أكتب فيها عن كل ما أحب من كتب وسفر وتقنية.",
)
SITES = (
    "صحيفة الأفق|مدونة الياسمين|موقع المعرفة|منتديات الواحة|شبكة النور|مجلة صحتك|مكتبة التراث"
).split("|")
MESSAGES = (
    "عذرا، الصفحة التي تبحث عنها غير موجودة",
    "لا توجد نتائج تطابق بحثك",
    "يجب عليك تسجيل الدخول لمشاهدة هذه الصفحة",
    "الموقع مغلق للصيانة، نعود إليكم قريبا",
    "لا توجد مواضيع في هذا القسم",
)
LINKS_HEADS = ("روابط مهمة", "المصادر والمراجع", "المراجع", "روابط خارجية", "ملفات للتحميل")
FIELDS = (
    "<label>الاسم</label><input><label>التعليق</label><textarea></textarea><button>إرسال</button>"
)
ADS = ("إعلان", "إعلان<br>Advertisement", "اضغط هنا لمشاهدة العرض")
CAPTIONS = ("صورة أرشيفية", "رويترز", "صورة توضيحية")
STYLED = ('<p dir="rtl" style="text-align: right;"><span style="font-size: large;">', "</span></p>")
QUESTIONS = ("ما هو", "كيف", "هل", "لماذا", "متى", "ما أسباب")
RANKS = ("عضو جديد", "عضو مميز", "مشرف", "Senior Member")
LOGIN = (
    "<form><label>اسم المستخدم</label><input><label>كلمة المرور</label><input>"
    "<button>دخول</button></form>"
)
CODE = (
    "pip install requests",
    "git clone https://x.example/a.git\ncd a",
    "SELECT * FROM t;",
    "for (i = 0; i < n; i++) {\n  print(i);\n}",
)
