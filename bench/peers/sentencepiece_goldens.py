"""Writes what SentencePiece makes of texts by the two models that its own tests use.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install sentencepiece==0.2.3
  /tmp/peers/bin/python bench/peers/sentencepiece_goldens.py FOLDER models/src/test/resources/dev/heed/models/tokenizer/sentencepiece.json

FOLDER has test_model.model, test_ja_model.model and botchan.txt, from the folder data of SentencePiece's repository. For some texts the file
has the ids and the text that comes back; of botchan.txt, for each 64 lines, how many ids there are and a CRC-32 of them, as decimals with a
line feed behind each.
"""

import json
import pathlib
import sys
import zlib

import sentencepiece

BLOCK = 64

TEXTS = [
    "", " ", "  a  b ", "\t\n", "Hello, world!", "This is a test.", "I saw a girl with a telescope.", "don't can't I'VE",
    "1234567890 3.14 1,000", "ＡＢＣ ｱｲｳ ﬁ ½ Ⅷ ㍻", "e\u0301 a\u0308 \u0301", "naïve über Straße", "吾輩は猫である。名前はまだ無い。",
    "東京タワーの高さは333メートルです", "こんにちは世界", "カタカナとﾊﾝｶｸ", "株式会社㈱①", "안녕하세요", "Привет, мир!", "😀👍🏽👩‍💻",
    "▁ ▁▁x a▁b", "<s> </s> <unk> <pad>", "\u0000\u0001\u200b\ufeff", "a\u3000b\u00a0c", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "!!!???...---___",
    "日本語とEnglishの混在 text123テスト",
]


def checksum(ids):
    return zlib.crc32("".join(f"{i}\n" for i in ids).encode())


def of(folder, name):
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
    lines = (folder / "botchan.txt").read_bytes().decode("utf-8").split("\n")
    blocks = [[i for line in lines[at:at + BLOCK] for i in processor.encode(line)] for at in range(0, len(lines), BLOCK)]
    return {
        "texts": [{"text": text, "ids": ids, "decoded": processor.decode(ids)} for text in TEXTS for ids in [processor.encode(text)]],
        "blocks": [[len(ids), checksum(ids)] for ids in blocks],
    }


def main(folder, out):
    goldens = {name: of(folder, name) for name in ("test_model.model", "test_ja_model.model")}
    made = f"sentencepiece {sentencepiece.__version__}, bench/peers/sentencepiece_goldens.py"
    out.write_text(json.dumps({"madeWith": made, "linesInABlock": BLOCK, "models": goldens}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
