"""Makes the tiny tokenizers that the tests of `models` carry, and what they must give.

    python3 -m venv /tmp/tiny && /tmp/tiny/bin/pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf
    /tmp/tiny/bin/python make-tokenizers.py .

Trained on the text below, which was written for this purpose. `goldens.json` has for each file the ids, the offsets in
code points (tokenizers only) and the text that comes back, as Hugging Face's tokenizers and SentencePiece give them;
special tokens in a text are text there.
"""

import base64
import json
import os
import sys
import tempfile

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXT = """\
The quick brown fox jumps over the lazy dog, and the dog doesn't mind. It's a warm day; they're all asleep by noon.
I've said it before, and I'll say it again: we'd rather walk than run. You can't have 1 cake and eat 2, or 33, or 1234567.
A kernel reads three rows, multiplies them, adds them up and writes one row. Nothing else happens, and it happens fast.
for (int i = 0; i < n; i++) {
    sum += a[i] * b[i];   // eight accumulators
}

def greet(name):
\treturn f"Hello, {name}!"

Der schnelle braune Fuchs springt über den faulen Hund. Größe, Straße, Übung, Äpfel und Öl.
Le cœur a ses raisons: élève, garçon, naïve, où, çà et là.
Быстрая коричневая лиса прыгает через ленивую собаку. Привет, мир!
敏捷的棕色狐狸跳过了懒狗。你好，世界！今天天气很好。
素早い茶色の狐がのろまな犬を飛び越える。こんにちは、世界。
날쌘 갈색 여우가 게으른 개를 뛰어넘는다. 안녕하세요.
سلام دنیا، روباه قهوه‌ای سریع. שלום עולם.
😀 😃 👍🏽 👩‍💻 ✅ 🚀 ½ ™ ﬁ Ⅷ e\u0301 a\u0308
"""

SAMPLES = [
    "", " ", "  ", "   x", "\n", "\r\n\r\n", "\t \n ", "x  ", "Hello, world!", " Hello World", "the dog doesn't mind",
    "I'VE it'S WE'LL \u017f '\u017f", "1", "12", "1234", "1234567", "3.14 1,000", "a\u00a0b\u3000c\u2028d\u0085e",
    "naïve über Straße ﬁ ½ Ⅷ", "e\u0301 a\u0308 \u0301", "你好，世界！", "こんにちは世界", "안녕하세요 \u1100\u1161\u11a8", "Привет, мир!",
    "שלום سلام", "😀👍🏽👩‍💻🚀", "🦙.cpp 𝄞 𐐀", "if (x != null) { return x[0]; }", "    four\n  two\n\nnone", "\u0000\u0001\u007f\u200b\ufeff",
    "<s> </s> <|end|> <unk> <tool> <0x41>", "x<tool>y <tool>z", "▁ ▁▁x a▁b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "!!!???...---___", "\ud7a3\uac00 \uffff \U0010ffff", "The quick brown fox jumps over the lazy dog.", "ÀÈÌ ﷺ ㌀ ①", "  two  spaces  ",
    "日本語とEnglishの混在 text123テスト", "ab\u0323\u0307cd", "don't  can't   won't",
]

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
# Rules of a character map: code points in hexadecimal, what they become behind the tab.
RULES = "FB01\t66 69\nBD\t31 2F 32\n3000\t20\n9\t20\nA\t20\nD\t20\n65 301\tE9\nFF0C\t2C\n200B\t\n1D11E\t23\n"


def train(tokenizer, trainer):
    tokenizer.train_from_iterator(TEXT.splitlines(keepends=True), trainer)
    return tokenizer


def gpt2():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    train(tokenizer, trainers.BpeTrainer(
        vocab_size=520, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    train(tokenizer, trainers.BpeTrainer(
        vocab_size=520, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(["<s>", "<|end|>"])
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("dog", single_word=True)])
    begin = tokenizer.token_to_id("<s>")
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True, add_prefix_space=False),
        processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B:1", special_tokens=[("<s>", begin)])])
    return tokenizer


def digits():
    """As SmolLM and StarCoder cut: each digit apart, then as GPT-2."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return train(tokenizer, trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))


def fallback():
    """As Llama 2: the whole text is one piece, what is not known is spelled in bytes."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    special = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % b for b in range(256)]
    train(tokenizer, trainers.BpeTrainer(
        vocab_size=560, special_tokens=special, limit_alphabet=60, show_progress=False))
    written = json.loads(tokenizer.to_str())
    written["pre_tokenizer"] = None
    written["added_tokens"] = written["added_tokens"][:3]
    written["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    return Tokenizer.from_str(json.dumps(written))


def sentencepiece_model(folder, name, **options):
    with tempfile.TemporaryDirectory() as scratch:
        text, rules = os.path.join(scratch, "text.txt"), os.path.join(scratch, "rules.tsv")
        open(text, "w", encoding="utf-8").write(TEXT)
        open(rules, "w", encoding="utf-8").write(RULES)
        sentencepiece.SentencePieceTrainer.train(
            input=text, model_prefix=os.path.join(scratch, name), normalization_rule_tsv=rules, hard_vocab_limit=False,
            user_defined_symbols=["<tool>", "naïve"], control_symbols=["<|end|>"], minloglevel=2, num_threads=1, **options)
        data = open(os.path.join(scratch, name + ".model"), "rb").read()
    open(os.path.join(folder, name + ".model"), "wb").write(data)
    return sentencepiece.SentencePieceProcessor(model_proto=data)


def unigram(processor, charsmap):
    """The pieces of a SentencePiece model as Hugging Face's tokenizers take them."""
    pieces = [[processor.id_to_piece(i), processor.get_score(i)] for i in range(processor.vocab_size())]
    ids = {piece: i for i, (piece, _) in enumerate(pieces)}
    added = [
        {"id": ids[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": special} for token, special in (("<unk>", True), ("<s>", True), ("</s>", True), ("<tool>", False))]
    return Tokenizer.from_str(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": sorted(added, key=lambda t: t["id"]),
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": charsmap},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": None,
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 0, "vocab": pieces, "byte_fallback": False}}))


def of_tokenizers(tokenizer):
    tokenizer.encode_special_tokens = True
    results = []
    for text in SAMPLES:
        encoding = tokenizer.encode(text, add_special_tokens=False)
        results.append({"text": text, "ids": encoding.ids, "offsets": [n for span in encoding.offsets for n in span],
                        "decoded": tokenizer.decode(encoding.ids)})
    return results


def of_sentencepiece(processor):
    return [{"text": text, "ids": ids, "decoded": processor.decode(ids)}
            for text in SAMPLES for ids in [processor.encode(text)]]


def charsmap_of(model):
    """Field 3 (normalizer_spec) of the model, field 2 (precompiled_charsmap) of that; as base64."""
    from sentencepiece import sentencepiece_model_pb2 as pb
    proto = pb.ModelProto()
    proto.ParseFromString(model)
    return base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()


def main(folder):
    os.makedirs(folder, exist_ok=True)
    goldens = {}
    made = {"gpt2.json": gpt2(), "llama3.json": llama3(), "digits.json": digits(), "fallback.json": fallback()}
    for name, options in {
        "unigram": dict(model_type="unigram", vocab_size=360, character_coverage=0.98),
        "unigram-bytes": dict(model_type="unigram", vocab_size=520, character_coverage=0.98, byte_fallback=True,
                              remove_extra_whitespaces=False),
        "bpe": dict(model_type="bpe", vocab_size=420, character_coverage=0.98, add_dummy_prefix=False),
        "bpe-bytes": dict(model_type="bpe", vocab_size=560, character_coverage=0.98, byte_fallback=True,
                          remove_extra_whitespaces=False, split_digits=True),
    }.items():
        processor = sentencepiece_model(folder, name, **options)
        goldens[name + ".model"] = of_sentencepiece(processor)
        if name == "unigram":
            model = open(os.path.join(folder, name + ".model"), "rb").read()
            made["unigram.json"] = unigram(processor, charsmap_of(model))
    for name, tokenizer in made.items():
        written = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
        open(os.path.join(folder, name), "w", encoding="utf-8").write(written + "\n")
        goldens[name] = of_tokenizers(Tokenizer.from_str(written))
    with open(os.path.join(folder, "goldens.json"), "w", encoding="utf-8") as out:
        out.write("{\n")
        out.write(",\n".join(
            json.dumps(name) + ": [\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
            for name, cases in sorted(goldens.items())))
        out.write("\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
