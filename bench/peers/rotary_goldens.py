"""Writes what transformers makes of rotary scalings: the frequencies of published sizes, and the logits of tiny random models.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install torch==2.15.0 transformers==5.24.0
  /tmp/peers/bin/python bench/peers/rotary_goldens.py models/src/test/resources/dev/heed/models

Two tests of models compare them: spec/rotary.json has for each configuration and length of a text the inverse frequencies (in float32, as
transformers computes them) and the attention factor; arch/rotary has a folder a model, run in float64. The LongRoPE factors are made up, of the
right number; the weights are random.
"""

import json
import pathlib
import sys

import torch
import transformers
from transformers import LlamaConfig, Phi3Config, Phi3ForCausalLM, Qwen2Config, Qwen2ForCausalLM
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

MADE_WITH = f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, bench/peers/rotary_goldens.py"


def factors(pairs, most):
    """As published ones look: from 1 up, not evenly."""
    return [round(1 + (most - 1) * (i / (pairs - 1)) ** 1.7, 4) for i in range(pairs)]


LLAMA = dict(
    model_type="llama", vocab_size=128256, hidden_size=4096, num_hidden_layers=2, num_attention_heads=32, num_key_value_heads=8,
    intermediate_size=14336, rms_norm_eps=1e-5)
QWEN = dict(
    model_type="qwen2", vocab_size=152064, hidden_size=3584, num_hidden_layers=2, num_attention_heads=28, num_key_value_heads=4,
    intermediate_size=18944, rms_norm_eps=1e-6, max_position_embeddings=131072)
PHI = dict(
    model_type="phi3", vocab_size=32064, hidden_size=3072, num_hidden_layers=2, num_attention_heads=32, num_key_value_heads=32,
    intermediate_size=8192, rms_norm_eps=1e-5, max_position_embeddings=131072, original_max_position_embeddings=4096, rope_theta=10000.0)


def qwen(**scaling):
    return QWEN | dict(rope_theta=1e6, rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=32768) | scaling)


def phi(**scaling):
    return PHI | dict(
        rope_scaling=dict(type="longrope", short_factor=factors(48, 2.5), long_factor=factors(48, 64)) | scaling)


# name, configuration in the older spelling, which transformers reads too; lengths of text
CASES = [
    ("Llama 3.1", LLAMA | dict(max_position_embeddings=131072, rope_theta=5e5, rope_scaling=dict(
        rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)), [100, 100000]),
    ("linear", LLAMA | dict(max_position_embeddings=16384, rope_theta=1e4, rope_scaling=dict(type="linear", factor=4.0)), [100]),
    ("Qwen 2.5 with YaRN", qwen(), [100, 100000]),
    ("YaRN, borders not rounded", qwen(truncate=False), [100]),
    ("YaRN with other borders", qwen(beta_fast=16.0, beta_slow=2.0), [100]),
    ("YaRN with a factor of its own", qwen(attention_factor=1.25), [100]),
    ("YaRN with mscale", qwen(factor=40.0, mscale=1.0, mscale_all_dim=0.8), [100]),
    ("YaRN with equal mscales", qwen(factor=40.0, mscale=1.0, mscale_all_dim=1.0), [100]),
    ("YaRN with one mscale", qwen(mscale=0.7), [100]),
    ("Phi-3-mini-128k", phi(), [100, 4096, 4097, 100000]),
    ("LongRoPE with a factor of its own", phi(attention_factor=1.5), [100, 100000]),
]
CLASSES = {"llama": LlamaConfig, "qwen2": Qwen2Config, "phi3": Phi3Config}


def frequencies(name, settings, tokens):
    config = CLASSES[settings["model_type"]].from_dict(json.loads(json.dumps(settings)))
    kind = config.rope_parameters["rope_type"]
    inverse, factor = ROPE_INIT_FUNCTIONS[kind](config, "cpu", seq_len=tokens)
    return {"name": name, "config": settings, "tokens": tokens, "inverseFrequencies": inverse.tolist(), "attentionFactor": float(factor)}


SMALL = dict(
    vocab_size=32, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1, intermediate_size=32,
    max_position_embeddings=96, tie_word_embeddings=False)
MODELS = {
    "qwen2-yarn": (Qwen2ForCausalLM, Qwen2Config, SMALL | dict(
        rope_theta=1e4, rope_scaling=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=24))),
    "phi3-longrope": (Phi3ForCausalLM, Phi3Config, SMALL | dict(
        rope_theta=1e4, original_max_position_embeddings=24, pad_token_id=0, bos_token_id=1, eos_token_id=2,
        rope_scaling=dict(type="longrope", short_factor=factors(8, 2), long_factor=factors(8, 12)))),
}


def write_model(folder, kind, config_kind, settings):
    torch.manual_seed(7)
    config = config_kind.from_dict(json.loads(json.dumps(settings)))
    config._attn_implementation = "eager"
    model = kind(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            scale = 1 if "norm" in name else 0.4
            parameter.copy_(torch.randn_like(parameter) * scale * 0.8 + (1 if "norm" in name else 0))
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    texts = []
    with torch.no_grad():
        for tokens in (10, 60):
            ids = torch.randint(3, settings["vocab_size"], (1, tokens))
            logits = model.double()(ids).logits[0, -1]
            texts.append({"ids": ids[0].tolist(), "lastLogits": logits.tolist()})
            model = model.float()
    (folder / "golden.json").write_text(json.dumps({"madeWith": MADE_WITH, "texts": texts}) + "\n")


def main(resources):
    cases = [frequencies(name, settings, tokens) for name, settings, lengths in CASES for tokens in lengths]
    (resources / "spec").mkdir(parents=True, exist_ok=True)
    (resources / "spec" / "rotary.json").write_text(json.dumps({"madeWith": MADE_WITH, "cases": cases}) + "\n")
    for name, model in MODELS.items():
        folder = resources / "arch" / "rotary" / name
        folder.mkdir(parents=True, exist_ok=True)
        write_model(folder, *model)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
