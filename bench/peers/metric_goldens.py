"""Writes what the usual Python packages make of small cases of every metric: ties, empty texts, several references, absent classes.

  python3 -m venv /tmp/metrics && /tmp/metrics/bin/pip install scikit-learn==1.9.1 sacrebleu==2.6.0 jiwer==4.0.0 rouge-score==0.1.2 seqeval==1.2.2
  /tmp/metrics/bin/python bench/peers/metric_goldens.py models/src/test/resources/dev/heed/models/evaluate/metrics.json

PeerMetricsTest of models compares them. Inputs are made up here, from a fixed seed.
"""

import functools
import importlib.metadata
import json
import pathlib
import random
import sys
import warnings

import jiwer
import numpy as np
import sacrebleu
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer
from scipy import optimize, special, stats
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as lenient_scores
from seqeval.metrics.v1 import precision_recall_fscore_support as strict_scores
from seqeval.scheme import IOB2, IOBES
from sklearn import metrics

warnings.simplefilter("ignore")
PACKAGES = ["scikit-learn", "scipy", "sacrebleu", "jiwer", "rapidfuzz", "rouge-score", "nltk", "seqeval"]
RANDOM = random.Random(7)

WORDS = """
    the a of and to in is it on for with as his they at be this from have or by one had not but what all were when we there can an your which their
    said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than
    caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing fizzed failing
    filing happy sky relational conditional rational valenci hesitanci digitizer conformabli radicalli differentli vileli analogousli vietnamization
    predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize electriciti
    electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent
    adoption homologou communism activate angulariti homologous effective bowdlerize probate rate cease controll roll died dies spied flies enjoy
    enjoyment try fly hopefully theology geology archaeologi news innings outing cannings howe proceed exceed succeed skies dying lying tying yyyy
    syzygy say saying toy toys oed eed ied ing sses abcd1234 2024s national nationally traditionally rationally fully carefully beautifully usable
    sensibly possibly horribly able bli ally alli finally originalli""".split()


def sentence(words, least, most):
    return " ".join(RANDOM.choice(words) for _ in range(RANDOM.randint(least, most)))


def disturbed(text):
    """Some words left out, changed, doubled, and a run of them moved."""
    words = text.split()
    out = []
    for word in words:
        what = RANDOM.random()
        if what < 0.1:
            continue
        out.append(RANDOM.choice(["the", "cat", "x"]) if what < 0.2 else word)
        if what > 0.92:
            out.append(word)
    if len(out) > 3 and RANDOM.random() < 0.7:
        start = RANDOM.randrange(len(out))
        run = out[start:start + RANDOM.randint(1, 4)]
        del out[start:start + len(run)]
        at = RANDOM.randint(0, len(out))
        out[at:at] = run
    return " ".join(out)


def texts():
    small = ["the", "cat", "sat", "on", "a", "mat.", "(dog)", "3.5", "it's", "x-ray", "1-2", "Big", "big,", "naïve", "😀", "&amp;"]
    references = [sentence(small, 1, 12) for _ in range(14)] + [sentence(WORDS, 15, 40) for _ in range(4)]
    references += ["a b", "only", "the cat", "same words here now", "tab\tand  two\u00a0spaces ", "end-\nof line", "..,,", "x y z"]
    hypotheses = [disturbed(reference) for reference in references]
    hypotheses[-8:] = ["b a", "", "the the the", "same words here now", "tab and two spaces", "end-of line\n", ",", "z x y"]
    others = [disturbed(reference) for reference in references]
    both = [references, others]
    bleu = {}
    for name, settings in {
        "none": dict(smooth_method="none"), "floor": dict(smooth_method="floor"), "add-k": dict(smooth_method="add-k"),
        "exp": dict(smooth_method="exp"), "lowercase": dict(lowercase=True), "char": dict(tokenize="char"), "untokenized": dict(tokenize="none"),
    }.items():
        sentences = sacrebleu.BLEU(effective_order=True, **settings)
        corpus = sacrebleu.BLEU(**settings)
        score = corpus.corpus_score(hypotheses, both)
        bleu[name] = dict(
            score=score.score, precisions=score.precisions, signature=str(corpus.get_signature()),
            sentences=[sentences.sentence_score(h, [r, o]).score for h, r, o in zip(hypotheses, references, others)])
    chrf = {}
    for name, words in {"chrf": 0, "chrf++": 2}.items():
        metric = sacrebleu.CHRF(word_order=words)
        chrf[name] = dict(
            score=metric.corpus_score(hypotheses, both).score, signature=str(metric.get_signature()),
            sentences=[metric.sentence_score(h, [r, o]).score for h, r, o in zip(hypotheses, references, others)])
    ter = sacrebleu.TER()
    one = sacrebleu.TER(case_sensitive=True)
    edits = dict(
        score=ter.corpus_score(hypotheses, both).score, signature=str(ter.get_signature()),
        sentences=[ter.sentence_score(h, [r, o]).score for h, r, o in zip(hypotheses, references, others)],
        caseSensitive=one.corpus_score(hypotheses, [references]).score)
    spoken = [(h, r) for h, r in zip(hypotheses, references)]
    word = [jiwer.process_words(r, h) for h, r in spoken]
    letter = [jiwer.process_characters(r, h) for h, r in spoken]
    return dict(
        hypotheses=hypotheses, references=references, others=others, bleu=bleu, chrf=chrf, ter=edits,
        wer=[[w.hits, w.substitutions, w.deletions, w.insertions] for w in word],
        cer=[[w.hits, w.substitutions, w.deletions, w.insertions] for w in letter])


def long_text():
    """Long enough for the beam, the limits on moves and lengths that differ much."""
    words = [f"w{i}" for i in range(60)]
    cases = []
    for least, most, cut in [(120, 160, None), (90, 90, 12), (8, 8, None), (200, 220, 3)]:
        reference = sentence(words, least, most)
        hypothesis = disturbed(disturbed(reference))
        if cut is not None:
            hypothesis = " ".join(hypothesis.split()[:cut])
        cases.append((hypothesis, reference))
        cases.append((reference, hypothesis))
    ter = sacrebleu.TER()
    return [dict(hypothesis=h, reference=r, ter=ter.sentence_score(h, [r]).score) for h, r in cases]


def rouge():
    cases = []
    for _ in range(12):
        reference = "\n".join(sentence(WORDS[:25], 3, 9) for _ in range(RANDOM.randint(1, 4)))
        hypothesis = "\n".join(disturbed(line) for line in reference.split("\n"))
        cases.append((hypothesis, reference))
    cases += [("", "the cat"), ("the cat", "..."), ("\n\nthe cat\n", "the\n\ncat sat"), ("The CAT-sat, İn 2024!", "the cat sat in 2024")]
    cases.append((" ".join(WORDS), " ".join(reversed(WORDS))))
    types = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]
    out = []
    for hypothesis, reference in cases:
        case = dict(hypothesis=hypothesis, reference=reference)
        for name, stemmed in {"plain": False, "stemmed": True}.items():
            scores = rouge_scorer.RougeScorer(types, use_stemmer=stemmed).score(reference, hypothesis)
            case[name] = {kind: [s.precision, s.recall, s.fmeasure] for kind, s in scores.items()}
        out.append(case)
    return out


def entities():
    out = []
    for scheme, prefixes, name in [(None, "BIES", "CONLL"), (IOB2, "BI", "IOB2"), (IOBES, "BIES", "IOBES")]:
        def tags(n):
            return [RANDOM.choice(["O", "O"] + [f"{p}-{t}" for p in prefixes for t in ("PER", "LOC")]) for _ in range(n)]
        truth = [tags(RANDOM.randint(1, 12)) for _ in range(30)]
        predicted = [[t if RANDOM.random() < 0.8 else tags(1)[0] for t in some] for some in truth]
        scores = functools.partial(strict_scores, scheme=scheme) if scheme else lenient_scores
        values = {
            average: [float(v) for v in scores(truth, predicted, average=average)[:3]]
            for average in ("micro", "macro", "weighted")}
        out.append(dict(scheme=name, truth=truth, prediction=predicted, **values))
    return out


def classification():
    truth = [0, 0, 1, 2, 2, 1, 0, 3, 3, 1, 2, 0]
    rows = np.round(np.random.RandomState(3).dirichlet([1.0] * 4, len(truth)), 1)
    rows[:, 0] += 1 - rows.sum(axis=1)  # many ties; a sum of exactly 1, as near as may be
    rows = np.clip(rows, 0, 1)
    labels = [0, 1, 2, 3]
    return dict(
        truth=truth, probabilities=rows.tolist(), logLoss=metrics.log_loss(truth, rows, labels=labels),
        top=[metrics.top_k_accuracy_score(truth, rows, k=k, labels=labels) for k in (1, 2, 3)],
        rocAucOneVsRest=metrics.roc_auc_score(truth, rows, multi_class="ovr"),
        rocAucOneVsOne=metrics.roc_auc_score(truth, rows, multi_class="ovo"),
        averagePrecision=metrics.average_precision_score(np.eye(4)[truth], rows, average="macro"))


def few_classes():
    """Classes that truth or prediction lacks; all of one class."""
    out = []
    for truth, predicted in [([0, 0, 1], [0, 2, 2]), ([1, 1, 1], [1, 1, 1]), ([0, 1, 2], [1, 1, 1]), ([2, 2], [0, 0])]:
        values = {
            average: [float(v) for v in metrics.precision_recall_fscore_support(truth, predicted, average=average)[:3]]
            for average in ("micro", "macro", "weighted")}
        kappa = float(metrics.cohen_kappa_score(truth, predicted))
        out.append(dict(
            truth=truth, prediction=predicted, balancedAccuracy=metrics.balanced_accuracy_score(truth, predicted),
            mcc=float(metrics.matthews_corrcoef(truth, predicted)), cohenKappa=None if np.isnan(kappa) else kappa, **values))
    return out


def multi_label():
    state = np.random.RandomState(5)
    truth = state.rand(20, 4) < 0.3
    truth[:2, :] = [[1, 1, 1, 1], [0, 0, 0, 0]]
    rows = np.round(np.clip(truth * 0.3 + state.rand(20, 4) * 0.7, 0, 1), 2)
    predicted = rows >= 0.5
    values = {
        average: [float(v) for v in metrics.precision_recall_fscore_support(truth, predicted, average=average)[:3]]
        for average in ("micro", "macro", "weighted")}
    return dict(
        truth=truth.astype(int).tolist(), probabilities=rows.tolist(), subsetAccuracy=metrics.accuracy_score(truth, predicted),
        hammingLoss=metrics.hamming_loss(truth, predicted), rocAuc=metrics.roc_auc_score(truth, rows, average="macro"),
        averagePrecision=metrics.average_precision_score(truth, rows, average="macro"), **values)


def binary():
    truth = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0]
    rows = [0.9, 0.1, 0.8, 0.3, 0.3, 0.6, 0.6, 0.0, 1.0, 0.4]
    return dict(
        truth=truth, probabilities=rows, brier=metrics.brier_score_loss(truth, rows), rocAuc=metrics.roc_auc_score(truth, rows),
        averagePrecision=metrics.average_precision_score(truth, rows))


def temperature():
    state = np.random.RandomState(11)
    truth = state.randint(0, 5, 200)
    logits = state.randn(200, 5) * 4
    logits[np.arange(200), truth] += 4
    logits = np.round(logits, 3)

    def loss(value):
        return -special.log_softmax(logits / value, axis=1)[np.arange(200), truth].mean()
    best = optimize.minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options=dict(xatol=1e-12))
    return dict(truth=truth.tolist(), logits=logits.tolist(), temperature=best.x, lossBefore=loss(1.0), lossAfter=best.fun)


def regression():
    out = []
    state = np.random.RandomState(13)
    for truth, predicted in [
        (np.round(state.randn(40), 1), np.round(state.randn(40), 1)), (np.arange(9.0), np.arange(9.0)[::-1]),
        (np.ones(4), np.arange(4.0)), (np.ones(3), np.ones(3)), (np.array([0.0, -0.0, 1.0, 2.0]), np.array([1.0, 0.5, 1.0, 3.0])),
    ]:
        values = dict(
            mae=metrics.mean_absolute_error(truth, predicted), mse=metrics.mean_squared_error(truth, predicted),
            rmse=metrics.root_mean_squared_error(truth, predicted), r2=metrics.r2_score(truth, predicted),
            pearson=stats.pearsonr(truth, predicted).statistic, spearman=stats.spearmanr(truth, predicted).statistic,
            kendall=stats.kendalltau(truth, predicted).statistic)
        out.append(dict(truth=truth.tolist(), prediction=predicted.tolist()) | {
            name: None if np.isnan(value) else float(value) for name, value in values.items()})
    return out


def main(to):
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES)
    golden = dict(
        madeWith=f"{versions}, bench/peers/metric_goldens.py", stems={word: PorterStemmer().stem(word) for word in WORDS}, texts=texts(),
        longTexts=long_text(), rouge=rouge(), entities=entities(), classification=classification(), fewClasses=few_classes(),
        multiLabel=multi_label(), binary=binary(), temperature=temperature(), regression=regression())
    # A line for each part of a part: small enough to read a difference.
    lines = ["{"]
    for i, (name, part) in enumerate(golden.items()):
        comma = "," if i + 1 < len(golden) else ""
        lines.append(f" {json.dumps(name)}: {json.dumps(part, ensure_ascii=True)}{comma}")
    lines.append("}")
    pathlib.Path(to).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(to).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
