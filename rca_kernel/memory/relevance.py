"""How much texts have to do with a query: BM25 (bm25s), or a count of words where it is not installed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from rca_kernel.memory.words import words


def relevance(texts: Sequence[str], query: str) -> list[float]:
    """One number a text: 0 where it shares no word with `query`, 1 for the best of them.

    BM25 in Lucene's form, k1 = 1.5, b = 0.75 (Robertson and Zaragoza 2009, doi:10.1561/1500000019).
    """
    asked = list(dict.fromkeys(words(query)))
    corpus = [list(words(text)) for text in texts]
    present = set().union(*corpus)
    asked = [word for word in asked if word in present]
    if not asked:
        return [0.0] * len(texts)
    try:
        scores = _bm25(corpus, asked)
    except ImportError:
        scores = _shared(corpus, asked)
    best = max(scores)
    return [score / best for score in scores]


def _bm25(corpus: list[list[str]], asked: list[str]) -> list[float]:
    import bm25s  # type: ignore[import-untyped]

    logging.getLogger("bm25s").setLevel(
        logging.WARNING
    )  # it sets DEBUG, and would speak in notebooks that log
    index = bm25s.BM25(method="lucene", k1=1.5, b=0.75, backend="numpy")
    index.index(corpus, show_progress=False)
    return [float(score) for score in index.get_scores(asked)]


def _shared(corpus: list[list[str]], asked: list[str]) -> list[float]:
    """The share of the asked words that a text holds."""
    return [sum(word in set(text) for word in asked) / len(asked) for text in corpus]
