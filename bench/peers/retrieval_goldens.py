"""Writes what sentence-transformers' InformationRetrievalEvaluator makes of small searches: one label against others, and pairs.

  python3 -m venv /tmp/metrics && /tmp/metrics/bin/pip install torch sentence-transformers==6.2.0
  /tmp/metrics/bin/python bench/peers/retrieval_goldens.py models/src/test/resources/dev/heed/models/evaluate/retrieval.json

RankedQueryTest and RetrievalTest of models compare them. Inputs are made up here, from a fixed seed.
"""

import json
import pathlib
import sys

import numpy as np
import sentence_transformers
from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

NAMES = {"accuracyAt1": "accuracy@k", "mrrAt10": "mrr@k", "recallAt10": "recall@k", "ndcgAt10": "ndcg@k", "mapAt100": "map@k"}
STATE = np.random.RandomState(3)


def metrics(relevant, results):
    """Of queries with sets of documents, by their (score, document) pairs."""
    queries = {str(q): "" for q in range(len(relevant))}
    documents = {str(d): "" for found in results for _, d in found}
    evaluator = InformationRetrievalEvaluator(queries, documents, {str(q): set(map(str, some)) for q, some in enumerate(relevant)})
    # The evaluator breaks ties by the document's name as a text: there are none here.
    values = evaluator.compute_metrics([[{"corpus_id": str(d), "score": s} for s, d in found] for found in results])
    return {name: float(values[key][int(name.split("At")[1])]) for name, key in NAMES.items()}


def ranks():
    """Single queries: how many are relevant, and at which ranks some of them are."""
    cases = [(1, [1]), (1, [2]), (1, [11]), (1, []), (3, [1, 2, 3]), (3, [2, 10, 100]), (12, list(range(1, 11))), (2, [10, 11])]
    cases += [(150, list(range(1, 101))), (150, [50, 99])]
    for _ in range(6):
        count = STATE.randint(2, 30)
        found = sorted(1 + STATE.choice(100, size=STATE.randint(1, count + 1), replace=False))
        cases.append((count, [int(rank) for rank in found]))
    out = []
    for count, found in cases:
        documents = [(-float(rank), rank if rank in found else 1000 + rank) for rank in range(1, 101)]
        relevant = found + [5000 + i for i in range(count - len(found))]
        out.append(dict(relevant=count, ranks=found, metrics=metrics([relevant], [documents])))
    return out


def cosines(queries, documents):
    unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (queries, documents)]
    return unit[0] @ unit[1].T


def labels():
    """Each of some points as a query against all others; a label of one asks nothing."""
    count, kinds = 130, 5
    labels = STATE.randint(0, kinds, size=count)
    labels[7] = kinds
    points = np.round(STATE.randn(kinds + 1, 4)[labels] + 1.2 * STATE.randn(count, 4), 3)
    scores = cosines(points, points)
    asking = [q for q in range(count) if (labels == labels[q]).sum() > 1]
    relevant = [[d for d in range(count) if d != q and labels[d] == labels[q]] for q in asking]
    results = [[(float(scores[q, d]), d) for d in range(count) if d != q] for q in asking]
    return dict(labels=[f"label {label}" for label in labels], vectors=points.tolist(), metrics=metrics(relevant, results))


def pairs():
    """Some anchors have several positives, some positives several anchors."""
    anchors, positives, edges = 20, 15, 30
    some = {(a, STATE.randint(0, positives)) for a in range(anchors)}
    some |= {(STATE.randint(0, anchors), d) for d in range(positives)}
    while len(some) < edges + 10:
        some.add((STATE.randint(0, anchors), STATE.randint(0, positives)))
    some = sorted((int(a), int(d)) for a, d in some)
    documents = np.round(STATE.randn(positives, 4), 3)
    queries = np.round(np.array([documents[next(d for a, d in some if a == q)] for q in range(anchors)]) + STATE.randn(anchors, 4), 3)
    scores = cosines(queries, documents)
    relevant = [[d for a, d in some if a == q] for q in range(anchors)]
    results = [[(float(scores[q, d]), d) for d in range(positives)] for q in range(anchors)]
    return dict(pairs=some, queries=queries.tolist(), documents=documents.tolist(), metrics=metrics(relevant, results))


def main(to):
    parts = dict(
        madeWith=f"sentence-transformers {sentence_transformers.__version__}, bench/peers/retrieval_goldens.py",
        ranks=ranks(), labels=labels(), pairs=pairs())
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(part)}" for name, part in parts.items())
    pathlib.Path(to).write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
