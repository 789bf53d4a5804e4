"""Makes the folder in BF16, as Hugging Face has it, that Jlama reads in bench/run generate, of the GGUF file in Q4_1.

  python bench/peers/bf16_folder.py FOLDER    with smollm2-135m-instruct-q4_1.gguf in it; smollm2-135m-instruct-bf16 appears beside it
Its tokenizer.json holds vocabulary and merges, and not how a text is cut into words: Jlama gets ids. Needs: pip install gguf.
"""

import json
import pathlib
import sys

import numpy
from gguf import GGUFReader
from gguf.quants import dequantize

# What they are called by llama.cpp, and by transformers.
NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def name(tensor):
    if tensor == "token_embd.weight":
        return "model.embed_tokens.weight"
    if tensor == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, kind = tensor.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.{kind}"


def halves(weights, heads):
    """Rows of queries or keys: a GGUF file has the pairs that rotate beside each other, transformers in two halves of a head."""
    rows, columns = weights.shape
    return weights.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def bf16(values):
    """Rounded to nearest, ties to even."""
    bits = numpy.ascontiguousarray(values, "<f4").view("<u4")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


if len(sys.argv) != 2:
    sys.exit(__doc__)
source = pathlib.Path(sys.argv[1]) / "smollm2-135m-instruct-q4_1.gguf"
if not source.is_file():
    sys.exit(f"there is no {source}")
file = GGUFReader(source)
target = source.parent / "smollm2-135m-instruct-bf16"
target.mkdir(exist_ok=True)


def setting(key):
    return file.fields[key].contents()


heads = {"attn_q": setting("llama.attention.head_count"), "attn_k": setting("llama.attention.head_count_kv")}
header = {}
tensors = []
end = 0
for tensor in file.tensors:
    values = dequantize(tensor.data, tensor.tensor_type)
    part = tensor.name.split(".")[-2]
    if part in heads:
        values = halves(values, heads[part])
    data = bf16(values).tobytes()
    header[name(tensor.name)] = {"dtype": "BF16", "shape": list(values.shape), "data_offsets": [end, end + len(data)]}
    tensors.append(data)
    end += len(data)
described = json.dumps(header).encode()
described += b" " * (-len(described) % 8)
with open(target / "model.safetensors", "wb") as out:
    out.write(len(described).to_bytes(8, "little") + described)
    out.writelines(tensors)

tokens = setting("tokenizer.ggml.tokens")
config = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "torch_dtype": "bfloat16",
    "vocab_size": len(tokens),
    "hidden_size": setting("llama.embedding_length"),
    "intermediate_size": setting("llama.feed_forward_length"),
    "num_hidden_layers": setting("llama.block_count"),
    "num_attention_heads": heads["attn_q"],
    "num_key_value_heads": heads["attn_k"],
    "max_position_embeddings": setting("llama.context_length"),
    "rms_norm_eps": setting("llama.attention.layer_norm_rms_epsilon"),
    "rope_theta": setting("llama.rope.freq_base"),
    "hidden_act": "silu",
    "tie_word_embeddings": True,
    "bos_token_id": setting("tokenizer.ggml.bos_token_id"),
    "eos_token_id": setting("tokenizer.ggml.eos_token_id"),
}
(target / "config.json").write_text(json.dumps(config, indent=1))
vocabulary = {token: number for number, token in enumerate(tokens)}
model = {"type": "BPE", "vocab": vocabulary, "merges": setting("tokenizer.ggml.merges")}
(target / "tokenizer.json").write_text(json.dumps({"version": "1.0", "model": model}))
# Jlama's quantizer wants one.
(target / "README.md").write_text(f"SmolLM2-135M-Instruct in BF16, made of {source.name}.\n")
print(target)
