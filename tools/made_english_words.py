"""Words and class names of made English pages: shops, listings, threads, services, manuals."""

from __future__ import annotations

NOUNS = """desk chair lamp router sensor bottle jacket guitar camera printer garden kitchen bicycle
keyboard blanket notebook filter engine window pillow speaker battery monitor backpack mattress
helmet server policy team report school clinic budget project market harbor valley museum theatre
library village station bridge company community festival contract season forest island council
teacher student patient engineer designer customer platform service workflow dashboard account
invoice database package module function parameter request response cluster container token
session""".split()
ADJECTIVES = """modern compact reliable wireless ergonomic lightweight durable classic portable
adjustable natural organic premium simple quiet smart vintage flexible local regional annual careful
early public private digital practical affordable complete secure scalable custom young steady
remote open shared recent major minor""".split()
VERBS = """supports improves protects delivers offers includes reduces explains follows replaces
controls measures covers holds keeps opens builds brings returns creates updates describes connects
reaches helps shows requires""".split()
PAST = """said found built opened moved raised planned reported visited tested shipped ordered
noticed replaced fixed tried asked learned wrote compared installed configured""".split()
MONTHS = """January February March April May June July August September October November
December""".split()
USERS = """skyline42 mr_fixit janedoe bluefox tinker77 NorthStar oldtimer pixelpusher gardenguy
RustyNail coder_x Mountaineer quietstorm zed99 mapleleaf DrWho""".split()


def _items(text: str) -> list[str]:
    return " ".join(text.split()).split(", ")


PEOPLE = _items(
    """Anna Brown, David Miller, Sara Lee, James Wilson, Maria Garcia, Tom Baker, Lucy Chen, Omar
Haddad, Nina Patel, Peter Jones, Karen White, Luis Ortega, Emma Clark, Ivan Petrov, Hannah Kim,
Mark Young"""
)
BRANDS = _items(
    """Norland, Voxa, Bellmont, Keystone, Ardent, Lumio, Hexa, Oakridge, Trail & Co, Zenit, Kora,
Fennel"""
)
SECTIONS = _items(
    """Furniture, Electronics, Kitchen, Outdoor, Men, Women, Kids, Sale, New Arrivals, Accessories,
Office, Garden, Lighting, Bedding, Travel, Gifts, Brands, Clearance, Shoes, Bags, Audio, Tools,
Pets, Toys"""
)
TOPICS = _items(
    """Business, Culture, Science, Technology, Opinion, Health, Travel, Sport, Education, Design,
Engineering, Product, Security, Community, Research, Food"""
)
FOOTER = _items(
    """About us, Contact, Careers, Press, Blog, Help center, Shipping, Returns, Privacy policy,
Terms of service, Accessibility, Gift cards, Store locator, Affiliate program, Sitemap, FAQ, Track
your order, Cookie settings, Investors, Partners, Status, Developers, Community, Security"""
)
BUTTONS = _items(
    """Add to cart, Add to Cart, Add to bag, Quick view, Choose options, View details,
Select options, Buy now, Shop now, Compare, Add to wishlist, Notify me"""
)
PROMISES = _items(
    """Free shipping on orders over $50, Ships within 2 business days, 30-day returns,
2-year warranty, Secure checkout, Pay in 4 interest-free payments of $24.75, Spring sale ends
Sunday, Save 20% on your first order, Order by 2pm for same-day dispatch"""
)
SPECS = _items(
    """Width, Height, Depth, Weight, Material, Color, Power, Battery, Display, Origin, Model"""
)

CLASSES = {
    "promo": "announcement-bar|top-banner|promo-bar|header-promo|site-message",
    "header": "header|site-header|page-header|masthead|Header",
    "nav": "nav|main-nav|navigation|mega-menu|menu|navPages",
    "sub": "sub-menu|dropdown-menu|mega-menu__list|navPage-subMenu-list",
    "crumbs": "breadcrumb|breadcrumbs|woocommerce-breadcrumb|crumbs",
    "main": "main|main-content|page-wrapper|content|site-main|container|page",
    "wrap": "container|wrapper|inner|row|col|section-content|page-width|wrap|shopify-section",
    "side": "sidebar|filters|facets|widget-area|page-sidebar|secondary",
    "filter": "facet|filter-group|layered-nav|accordion-block|widget_layered_nav",
    "toolbar": "toolbar|toolbar-products|collection-toolbar|woocommerce-ordering|sort-bar",
    "grid": "products|product-grid|productGrid|collection-grid|grid|product-items|cards|results",
    "card": "product|product-card|product-item|card|grid__item|item|product-tile|productCard",
    "details": "card-body|product-item-details|card__content|info|product-info|card-wrapper",
    "name": "card-title|product-title|product-item-name|woocommerce-loop-product__title|name",
    "price": "price|price-box|money|product-price|price-item|amount",
    "brand": "brand|vendor|brand-name|card-text brand-name|manufacturer",
    "badge": "badge|label|sale-tag|flag|ribbon",
    "rating": "rating|stars|reviews|product-rating|star-rating|yotpo",
    "action": "actions|card-figcaption-button|add_to_cart_button|btn|product-item-actions|cta",
    "options": "swatches|variants|options|colors",
    "pager": "pagination|pager|page-numbers|woocommerce-pagination",
    "intro": "description|category-description|collection-description|rte|intro|text",
    "below": "seo-text|category-bottom|rte|read-more__text|description",
    "related": "related|related-products|upsell|recommendations|you-may-also-like|carousel",
    "letter": "newsletter|subscribe|email-signup|footer-newsletter",
    "footer": "footer|site-footer|page-footer|footer-links",
    "modal": "modal|popup|drawer|dialog|offcanvas",
    "cart": "cart-drawer|mini-cart|minicart|cart-preview",
    "entry": "post|entry|article|card|story|list-item|teaser|views-row|blog-post",
    "title": "entry-title|post-title|title|headline|card-title|story__title",
    "excerpt": "excerpt|entry-summary|summary|dek|teaser-text|card-text|description",
    "meta": "meta|entry-meta|byline|post-meta|info|details",
    "date": "date|time|published|posted-on",
    "topic": "category|tag|label|eyebrow|topic",
    "more": "read-more|more-link|btn|cta",
    "post": "post|message|topic-post|comment|reply|forum-post|ipsComment",
    "author": "author|username|postprofile|message-user|user-info|topic-meta-data",
    "user": "user-details|postprofile|message-userDetails|custom-title|user-extra",
    "said": "content|postbody|message-body|cooked|bbWrapper|post-content|comment_text",
    "quote": "quote|bbCodeBlock|quotetitle|ipsQuote",
    "signature": "signature|sig|message-signature|ipsSig",
    "buttons": "post-buttons|message-actionBar|post-controls|actions|reactionsBar",
    "hero": "hero|banner|jumbotron|hero-section|masthead-hero",
    "section": "section|block|module|features|content-section|elementor-section|wp-block-group",
    "feature": "feature|card|icon-box|col|benefit|item|grid-item",
    "heading": "heading|feature-title|elementor-heading-title|title|h3",
    "text": "text|feature-text|copy|paragraph|description",
    "logos": "logos|clients|partners|trusted-by",
    "praise": "testimonial|review|quote|customer-quote",
    "form": "form|contact-form|gform_wrapper|lead-form|hs-form",
    "faq": "faq|accordion|accordion-item|collapse",
    "plan": "pricing|plan|price-card|pricing-table",
    "contents": "sidebar|toctree|menu|theme-doc-sidebar-menu|wy-menu|nav-list|md-nav",
    "manual": "document|body|theme-doc-markdown markdown|rst-content|md-content|markdown-body",
    "toc": "toc|table-of-contents|on-this-page|localtoc",
    "note": "admonition note|alert alert-info|callout|tip",
    "code": "highlight|codehilite|code-block|prism-code",
    "tabs": "tabs|tab-nav|product-tabs",
    "tab": "tab-pane|tab-content|panel|accordion__content|product-description",
    "gallery": "gallery|product-images|media-gallery",
    "buy": "add-to-cart|product-form|purchase|buy-box",
    "promises": "shipping-info|usp|benefits|trust-badges|promises",
    "specs": "specs|specifications|attributes|data-table|shop_attributes",
    "reviews": "reviews|customer-reviews|product-reviews",
    "tags": "tags|post-tags|entry-tags",
    "share": "share|social-share|sharing",
    "body": "entry-content|article-body|post-content|content|story-body|rte",
}
"""The role of an element to the names that systems have for it."""

UTILITIES = """flex grid block hidden mx-auto px-4 py-2 mt-4 mb-8 text-sm text-lg font-bold
items-center justify-between gap-4 w-full rounded-lg md:w-1/2 lg:px-8 text-gray-600 bg-white
space-y-4 max-w-7xl relative border-b col-span-8""".split()
