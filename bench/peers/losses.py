"""Writes what PyTorch, sentence-transformers and transformers make of small cases of every loss: the loss of a batch and its gradients.

  python3 -m venv /tmp/losses && /tmp/losses/bin/pip install torch==2.15.0 transformers==5.24.0 sentence-transformers==6.2.0
  /tmp/losses/bin/python bench/peers/losses.py models/src/test/resources/dev/heed/models/loss/losses.json

The tests of models' losses compare them. Everything is computed in double precision from inputs that are made up here, from a fixed seed.
Supervised contrastive is written after the paper's equation, for the packages that have it do not agree on anchors without a positive.
"""

import json
import math
import pathlib
import random
import sys

import sentence_transformers
import torch
import torch.nn.functional as F
import transformers
from sentence_transformers.sentence_transformer import losses as st
from transformers.loss.loss_utils import ForCausalLMLoss

RANDOM = random.Random(7)
VERSIONS = (
    f"torch {torch.__version__.split('+')[0]}, sentence-transformers {sentence_transformers.__version__}, "
    f"transformers {transformers.__version__}, bench/peers/losses.py")
torch.set_default_dtype(torch.float64)


def matrix(rows, columns, size=2.0):
    """Of numbers that a float holds as well as a double does, or nearly."""
    return [[round(RANDOM.gauss(0, size), 3) for _ in range(columns)] for _ in range(rows)]


class Cases:
    """By the name of a loss, what came of it."""

    def __init__(self):
        self.cases = {}

    def add(self, kind, name, loss, learned, **others):
        tensors = {key: torch.tensor(value, dtype=torch.float64, requires_grad=True) for key, value in learned.items()}
        value = loss(**tensors)
        value.backward()
        gradients = {key: tensor.grad.tolist() for key, tensor in tensors.items()}
        self.cases.setdefault(kind, []).append(
            dict(name=name, **learned, **others, loss=value.item(), gradients=gradients))


def cross_entropy(cases):
    def case(name, logits, targets, smoothing=0.0, ignored=-100, weights=None):
        weight = None if weights is None else torch.tensor(weights)
        cases.add(
            "cross-entropy", name,
            lambda logits: F.cross_entropy(
                logits, torch.tensor(targets), weight=weight, ignore_index=ignored, label_smoothing=smoothing),
            dict(logits=logits), targets=targets, smoothing=smoothing, ignored=ignored, weights=weights)

    weights = [0.5, 2.0, 1.0, 3.5]
    case("plain", matrix(5, 4), [0, 3, 1, 1, 2])
    case("one row", matrix(1, 3), [2])
    case("one class", matrix(3, 1), [0, 0, 0])
    case("some ignored", matrix(5, 4), [0, -100, 1, -100, 2])
    case("another ignored", matrix(5, 4), [0, 3, 1, 1, 3], ignored=3)
    case("smoothed", matrix(5, 4), [0, 3, 1, 1, 2], smoothing=0.1)
    case("smoothed, some ignored", matrix(5, 4), [0, 3, -100, 1, 2], smoothing=0.1)
    case("weighed", matrix(5, 4), [0, 3, 1, 1, 2], weights=weights)
    case("weighed, some ignored", matrix(5, 4), [0, 3, -100, 1, 2], weights=weights)
    case("a class that weighs nothing", matrix(5, 4), [0, 3, 1, 1, 2], weights=[0.5, 0.0, 1.0, 2.0])
    case("weighed and smoothed", matrix(5, 4), [0, 3, 1, 1, 2], smoothing=0.2, weights=weights)
    case("weighed and smoothed, some ignored", matrix(5, 4), [0, 3, -100, 1, 2], smoothing=0.2, weights=weights)
    case("great logits", [[1e4, -1e4, 0], [-1e4, 1e4, 0], [1e4, 1e4, -1e4]], [0, 0, 1])
    case("equal logits", [[3.0, 3.0, 3.0, 3.0]] * 2, [1, 2])


def binary(cases):
    def case(name, logits, labels, weights=None):
        weight = None if weights is None else torch.tensor(weights)
        cases.add(
            "binary", name,
            lambda logits: F.binary_cross_entropy_with_logits(logits, torch.tensor(labels, dtype=torch.float64), pos_weight=weight),
            dict(logits=logits), labels=labels, weights=weights)

    labels = [[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]]
    shares = [[0.25, 0.0, 1.0], [0.5, 0.75, 0.1], [1.0, 0.9, 0.5], [0.0, 0.6, 0.3]]
    case("plain", matrix(4, 3), labels)
    case("one label", matrix(4, 1), [[1], [0], [0], [1]])
    case("one row", matrix(1, 3), [[0, 1, 1]])
    case("weighed", matrix(4, 3), labels, [0.5, 2.0, 7.0])
    case("between no and yes", matrix(4, 3), shares)
    case("between no and yes, weighed", matrix(4, 3), shares, [0.5, 2.0, 7.0])
    case("great logits", [[1e4, -1e4, 0], [1e4, -1e4, 50], [40, -40, -50]], [[1, 0, 1], [0, 1, 0], [1, 0, 1]])


def squares(cases):
    def case(name, predictions, targets):
        cases.add(
            "mean-squared-error", name, lambda predictions: F.mse_loss(predictions, torch.tensor(targets, dtype=torch.float64)),
            dict(predictions=predictions), targets=targets)

    case("one number a row", matrix(5, 1), matrix(5, 1))
    case("several numbers a row", matrix(4, 3), matrix(4, 3))
    case("one number", matrix(1, 1), matrix(1, 1))
    exact = matrix(3, 2)
    case("nothing to mend", exact, exact)


class Embeddings(torch.nn.Module):
    """Stands for a model whose embeddings are there already."""

    def forward(self, features):
        return features


def of_embeddings(loss, embeddings, labels=None):
    return loss([{"sentence_embedding": embedding} for embedding in embeddings], labels)


def cosine(cases):
    loss = st.CosineSimilarityLoss(Embeddings())

    def case(name, first, second, labels):
        cases.add(
            "cosine-similarity", name, lambda first, second: of_embeddings(loss, [first, second], torch.tensor(labels)),
            dict(first=first, second=second), labels=labels)

    case("plain", matrix(4, 6), matrix(4, 6), [1.0, 0.0, 0.5, -1.0])
    case("one pair", matrix(1, 3), matrix(1, 3), [0.3])
    same = matrix(3, 4)
    case("equal embeddings", same, same, [1.0, 0.0, 0.5])
    case("great embeddings", matrix(3, 5, 1e4), matrix(3, 5, 1e4), [1.0, 0.0, 0.5])
    case("one number", matrix(2, 1), matrix(2, 1), [1.0, 0.0])


def ranking(cases):
    plain = st.MultipleNegativesRankingLoss(Embeddings())
    cooler = st.MultipleNegativesRankingLoss(Embeddings(), scale=5.0)
    both = st.MultipleNegativesRankingLoss(Embeddings(), directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction")

    def case(name, loss, anchors, candidates, scale=20.0, symmetric=False):
        count = len(anchors)
        assert len(candidates) % count == 0
        cases.add(
            "ranking", name,
            lambda anchors, candidates: of_embeddings(loss, [anchors, *candidates.split(count)]),
            dict(anchors=anchors, candidates=candidates), scale=scale, symmetric=symmetric)

    case("plain", plain, matrix(4, 6), matrix(4, 6))
    case("with hard negatives", plain, matrix(3, 6), matrix(6, 6))
    case("with two hard negatives each", plain, matrix(3, 6), matrix(9, 6))
    case("another scale", cooler, matrix(4, 6), matrix(4, 6), scale=5.0)
    case("symmetric", both, matrix(4, 6), matrix(4, 6), symmetric=True)
    case("symmetric, with hard negatives", both, matrix(3, 6), matrix(6, 6), symmetric=True)
    case("one pair", plain, matrix(1, 4), matrix(1, 4))
    case("one pair and a hard negative", plain, matrix(1, 4), matrix(2, 4))
    case("equal embeddings", plain, [[1.0, 2.0, 3.0]] * 3, [[1.0, 2.0, 3.0]] * 3)
    case("great embeddings", plain, matrix(3, 5, 1e4), matrix(3, 5, 1e4))


def supervised(embeddings, labels, temperature):
    """Khosla et al. (2020), equation 2: the mean over anchors that have a positive."""
    unit = F.normalize(embeddings, dim=1)
    scores = unit @ unit.T / temperature
    losses = []
    for i, label in enumerate(labels):
        others = [a for a in range(len(labels)) if a != i]
        positives = [p for p in others if labels[p] == label]
        if positives:
            all_others = torch.logsumexp(scores[i, others], 0)
            losses.append(sum(all_others - scores[i, p] for p in positives) / len(positives))
    return sum(losses) / len(losses)


def contrastive(cases):
    def case(name, embeddings, labels, temperature=0.1):
        cases.add(
            "contrastive", name, lambda embeddings: supervised(embeddings, labels, temperature),
            dict(embeddings=embeddings), labels=labels, temperature=temperature)

    case("several positives", matrix(7, 5), [0, 1, 0, 1, 0, 2, 2])
    case("one positive each", matrix(6, 5), [0, 1, 2, 0, 1, 2])
    case("anchors without a positive", matrix(6, 5), [0, 1, 0, 2, 3, 0])
    case("another temperature", matrix(6, 5), [0, 1, 0, 1, 0, 1], temperature=0.5)
    case("one class", matrix(4, 5), [3, 3, 3, 3])
    case("two alike", matrix(2, 3), [1, 1])
    case("equal embeddings", [[1.0, -2.0, 0.5]] * 4, [0, 1, 0, 1])
    case("great embeddings", matrix(5, 4, 1e4), [0, 1, 0, 1, 0], temperature=0.07)


def soft(cases):
    def case(name, logits, shares):
        cases.add(
            "soft-targets", name, lambda logits: F.cross_entropy(logits, torch.tensor(shares)), dict(logits=logits), shares=shares)

    case("plain", matrix(4, 3), [[0.25, 0.5, 0.25], [1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.125, 0.125, 0.75]])
    case("one row", matrix(1, 4), [[0.25, 0.25, 0.25, 0.25]])
    case("one class", matrix(2, 1), [[1.0], [1.0]])
    case("great logits", [[1e4, -1e4, 0], [0, 1e4, -1e4]], [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])


def distillation(cases):
    def case(name, student, teacher, temperature, share=1.0, targets=None):
        def loss(student):
            taught = F.kl_div(
                F.log_softmax(student / temperature, 1), F.softmax(torch.tensor(teacher) / temperature, 1), reduction="batchmean")
            taught = taught * temperature ** 2
            return taught if targets is None else share * taught + (1 - share) * F.cross_entropy(student, torch.tensor(targets))

        cases.add(
            "distillation", name, loss, dict(student=student), teacher=teacher, temperature=temperature, share=share, targets=targets)

    case("plain", matrix(4, 5), matrix(4, 5), 1.0)
    case("warmer", matrix(4, 5), matrix(4, 5), 3.0)
    case("with the classes", matrix(4, 5), matrix(4, 5), 2.0, 0.7, [0, 4, 2, 2])
    case("one row", matrix(1, 3), matrix(1, 3), 2.0, 0.25, [1])
    same = matrix(3, 4)
    case("a student who knows it", same, same, 2.0)
    case("a teacher who is sure", matrix(2, 3), [[1e4, -1e4, 0.0], [0.0, 0.0, 1e4]], 2.0)


def causal(cases):
    def case(name, lengths, vocabulary, counted=None):
        tokens = [[RANDOM.randrange(vocabulary) for _ in range(length)] for length in lengths]
        logits = matrix(sum(lengths), vocabulary)
        longest = max(lengths)

        def loss(logits):
            # transformers shifts within padded rows.
            padded = [F.pad(part, (0, 0, 0, longest - len(part))) for part in logits.split(lengths)]
            labels = torch.full((len(lengths), longest), -100)
            at = 0
            for s, sequence in enumerate(tokens):
                for t, token in enumerate(sequence):
                    if counted is None or counted[at]:
                        labels[s, t] = token
                    at += 1
            return ForCausalLMLoss(torch.stack(padded), labels, vocabulary).double()

        cases.add("causal", name, loss, dict(logits=logits), tokens=tokens, counted=counted)

    case("two sequences", [3, 5], 6)
    case("one of them is one token", [4, 1, 2], 6)
    case("completions count", [5, 4], 6, [0, 0, 0, 1, 1, 0, 1, 1, 0])


def main():
    cases = Cases()
    for add in (cross_entropy, binary, squares, cosine, ranking, contrastive, soft, distillation, causal):
        add(cases)
    for kind in cases.cases.values():
        assert all(math.isfinite(case["loss"]) for case in kind), kind
    path = pathlib.Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f' "made with": {json.dumps(VERSIONS)}']
    for kind, entries in cases.cases.items():
        rows = ",\n".join("  " + json.dumps(entry) for entry in entries)
        lines.append(f" {json.dumps(kind)}: [\n{rows}\n ]")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
