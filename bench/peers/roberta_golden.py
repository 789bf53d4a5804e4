"""Writes a tiny random RoBERTa classifier with its own tokenizer, and what transformers makes of some texts.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install torch==2.15.0 transformers==5.24.0
  /tmp/peers/bin/python bench/peers/roberta_golden.py models/src/test/resources/dev/heed/models/roberta

A test of models compares them. The folder has the tokenizer in both forms: tokenizer.json, and vocab.json with merges.txt.
"""

import json
import pathlib
import sys

import tokenizers
import torch
import transformers
from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
TRAINING = [
    "The quick brown fox jumps over the lazy dog, and the dog does not mind.",
    "Refunds arrive within five days; we open at nine and close at six.",
    "I'll say it's the best there was, wasn't it? They've said they'd come at 10:30.",
] * 3
TEXTS = [
    "The refunds arrive within days.",
    "I wasn't there, but they'd come at nine!",
    "  two spaces,\ttab and\nnewline  ",
    "Grüße aus Köln 🎉 日本",
    "",
    "the <mask> fox</s>",
]
PAIRS = [["When do refunds arrive?", "Within five days."], ["", "a"]]


def tokenizer(folder):
    bpe = tokenizers.ByteLevelBPETokenizer(add_prefix_space=False, trim_offsets=True)
    bpe.train_from_iterator(TRAINING, vocab_size=330, min_frequency=2, special_tokens=SPECIAL)
    bpe.save_model(str(folder))
    core = tokenizers.Tokenizer(tokenizers.models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    core.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = tokenizers.decoders.ByteLevel()
    core.post_processor = tokenizers.processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    core.add_special_tokens(
        [tokenizers.AddedToken(t, special=True, normalized=False, lstrip=t == "<mask>") for t in SPECIAL])
    core.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "RobertaTokenizer", "model_max_length": 38}) + "\n")
    return PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token="<s>", eos_token="</s>", sep_token="</s>", cls_token="<s>", unk_token="<unk>", pad_token="<pad>",
        mask_token=tokenizers.AddedToken("<mask>", lstrip=True, special=True, normalized=False))


def model(folder, vocabulary):
    torch.manual_seed(11)
    config = RobertaConfig(
        vocab_size=vocabulary, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40, max_position_embeddings=40,
        type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, id2label={0: "sad", 1: "glad", 2: "neither"},
        label2id={"sad": 0, "glad": 1, "neither": 2}, layer_norm_eps=1e-5)
    config._attn_implementation = "eager"
    classifier = RobertaForSequenceClassification(config).eval()
    with torch.no_grad():
        for name, parameter in classifier.named_parameters():
            centre = 1 if "LayerNorm.weight" in name else 0
            parameter.copy_(centre + 0.35 * torch.randn_like(parameter))
    classifier.save_pretrained(folder)
    return classifier.double()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokens = tokenizer(folder)
    classifier = model(folder, len(tokens))
    cases = []
    with torch.no_grad():
        for texts in [[t] for t in TEXTS] + PAIRS:
            ids = tokens(*texts)["input_ids"]
            out = classifier(torch.tensor([ids]), output_hidden_states=True)
            mean = out.hidden_states[-1][0].mean(0)
            cases.append({
                "texts": texts, "ids": ids, "scores": out.logits[0].softmax(-1).tolist(), "embedding": (mean / mean.norm()).tolist()})
    (folder / "golden.json").write_text(json.dumps({
        "madeWith": f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}, torch {torch.__version__.split('+')[0]}, "
                    "bench/peers/roberta_golden.py",
        "cases": cases}, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
