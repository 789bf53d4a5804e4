"""Prints what Python's gguf calls the modules of each architecture: lines of architecture, its name, Hugging Face's name.

Made with gguf 0.19.0 from PyPI:
    python make-gguf-names.py > gguf/names.txt
"""

import gguf
from gguf import MODEL_ARCH as Architecture

OUTER = "model.embed_tokens lm_head model.norm".split()
LLAMA = ("input_layernorm self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj post_attention_layernorm "
         "mlp.gate_proj mlp.up_proj mlp.down_proj").split()
FOUR_NORMS = "pre_feedforward_layernorm post_feedforward_layernorm".split()
HEAD_NORMS = "self_attn.q_norm self_attn.k_norm".split()
PHI3 = ("input_layernorm self_attn.qkv_proj self_attn.o_proj post_attention_layernorm mlp.gate_up_proj "
        "mlp.down_proj").split()
GPT2_OUTER = "transformer.wte transformer.wpe transformer.ln_f lm_head".split()
GPT2 = "ln_1 attn.c_attn attn.c_proj ln_2 mlp.c_fc mlp.c_proj".split()

FAMILIES = {
    Architecture.LLAMA: (OUTER, "model.layers", LLAMA),
    Architecture.QWEN2: (OUTER, "model.layers", LLAMA),
    Architecture.QWEN3: (OUTER, "model.layers", LLAMA + HEAD_NORMS),
    Architecture.GEMMA2: (OUTER, "model.layers", LLAMA + FOUR_NORMS),
    Architecture.GEMMA3: (OUTER, "model.layers", LLAMA + FOUR_NORMS + HEAD_NORMS),
    Architecture.PHI3: (OUTER, "model.layers", PHI3),
    Architecture.GPT2: (GPT2_OUTER, "transformer.h", GPT2),
}

for architecture, (outer, layers, inner) in FAMILIES.items():
    names = gguf.get_tensor_name_map(architecture, 13)
    for module in outer + [f"{layers}.12.{module}" for module in inner]:
        name = names.get_name(module)
        if name is not None:
            print(gguf.MODEL_ARCH_NAMES[architecture], name, module)
