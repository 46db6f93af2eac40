"""Build the texts that the page loads, and translate what a scenario says in the words of the shipped ones."""

import json
from collections.abc import Iterator
from functools import cache

from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.levers import parameters
from trustladder.sim.scenario.scenario import Scenario

OF_PAGE = "page."  # begins the keys of what the page says
Translations = dict[str, dict[str, str]]  # English wording -> language -> text


@cache
def page_texts(language: str) -> str:
    """Return every text of the page in one language as a JSON object: key -> text."""
    texts = words(language).texts.items()
    page = {key.removeprefix(OF_PAGE): text for key, text in texts if key.startswith(OF_PAGE)}
    return json.dumps(page, ensure_ascii=False)


def translations_of(scenario: Scenario) -> Translations:
    """Return the translations of every text of a scenario, and of the sources of levers; unknown texts are left out."""
    others = {language: words(language).known for language in LANGUAGES if language != "en"}
    return {
        text: {language: known[text] for language, known in others.items() if text in known}
        for text in dict.fromkeys(scenario_texts(scenario))
        if any(text in known for known in others.values())
    }


def scenario_texts(scenario: Scenario) -> Iterator[str]:
    """Yield what the page shows in a scenario's own words, and the sources of its levers."""
    yield scenario.title
    yield scenario.question
    for table in (scenario.actors, scenario.forums, scenario.domains):
        yield from (one.name for one in table.values())
    for domain in scenario.domains.values():
        yield from (rung.name for rung in domain.rungs.values())
    yield from (line.source for _, line in parameters().values())
