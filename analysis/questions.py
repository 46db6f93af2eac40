"""Know which metric answers the question of a scenario."""

HELD = "region_held"
ASKED = {  # metrics that answer questions in which one of these words stands, in English or in Russian
    "human_security": ("human security", "безопасность человека"),
    "civilian_harm": ("civilians harmed", "пострадает гражданских", "вред гражданским"),
    "collusion": ("how much smuggling", "сколько контрабанды"),
    "flow_interdicted": ("illicit flow", "незаконного потока"),
}


def asked(question: str) -> str:
    """Return the metric that answers a scenario's question: cooperation, unless it names another."""
    known = (metric for metric, words in ASKED.items() if any(word in question.lower() for word in words))
    return next(known, HELD)
