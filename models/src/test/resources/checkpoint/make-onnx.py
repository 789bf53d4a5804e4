"""Makes the files in onnx/: tiny encoders with random weights, as safetensors and as every exporter writes them.

Made with torch 2.8.0, transformers 4.56.2, onnx 1.23.2, onnxscript and onnxruntime (for the -q files) on Python 3.11:
    python make-onnx.py onnx
"""

import gzip
import os
import sys
import warnings

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from transformers import (BertConfig, BertModel, DistilBertConfig, DistilBertModel, RobertaConfig,
                          RobertaModel)

warnings.filterwarnings("ignore")
OUT = sys.argv[1]
# Sizes that differ wherever two could be mistaken for one another.
LAYERS, HEADS, WIDTH, INNER, VOCABULARY, POSITIONS = 2, 2, 6, 10, 11, 9


def model(family, attention, activation):
    if family == "bert":
        config = BertConfig(vocab_size=VOCABULARY, hidden_size=WIDTH, num_hidden_layers=LAYERS,
                            num_attention_heads=HEADS, intermediate_size=INNER,
                            max_position_embeddings=POSITIONS, hidden_act=activation,
                            attn_implementation=attention)
        made = BertModel(config, add_pooling_layer=False)
    elif family == "roberta":
        config = RobertaConfig(vocab_size=VOCABULARY, hidden_size=WIDTH, num_hidden_layers=LAYERS,
                               num_attention_heads=HEADS, intermediate_size=INNER, pad_token_id=1,
                               max_position_embeddings=POSITIONS, hidden_act=activation,
                               layer_norm_eps=1e-5, type_vocab_size=1, attn_implementation=attention)
        made = RobertaModel(config, add_pooling_layer=False)
    else:
        config = DistilBertConfig(vocab_size=VOCABULARY, dim=WIDTH, n_layers=LAYERS, n_heads=HEADS,
                                  hidden_dim=INNER, max_position_embeddings=POSITIONS,
                                  activation=activation, attn_implementation=attention)
        made = DistilBertModel(config)
    torch.manual_seed(20)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.copy_(torch.randn_like(parameter))
    return made.eval()


def export(name, family, attention, activation, opset, dynamo):
    made = model(family, attention, activation)
    ids = torch.tensor([[3, 4, 5, 6], [7, 8, 1, 1]])
    inputs = {"input_ids": ids, "attention_mask": (ids != 1).long()}
    if family == "bert":
        inputs["token_type_ids"] = torch.zeros_like(ids)
    names = list(inputs)
    path = os.path.join(OUT, name + ".onnx")
    if dynamo:
        batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens", max=POSITIONS - 2)
        program = torch.onnx.export(made, tuple(inputs.values()), dynamo=True, opset_version=opset,
                                    input_names=names, verbose=False,
                                    dynamic_shapes={n: {0: batch, 1: tokens} for n in names})
        program.save(path)
    else:
        torch.onnx.export(made, tuple(inputs.values()), path, dynamo=False, opset_version=opset,
                          input_names=names, output_names=["last_hidden_state"],
                          dynamic_axes={n: {0: "batch", 1: "tokens"} for n in names})
    # The seed is fixed: all exports of a family have the same weights.
    save_file({k: v.contiguous() for k, v in made.state_dict().items()},
              os.path.join(OUT, family + ".safetensors"), metadata={"format": "pt"})
    return path


def pack(path):
    """Drops what no reader of weights looks at (traces, inferred types), and compresses."""
    loaded = onnx.load(path)
    del loaded.graph.value_info[:]
    for node in loaded.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del loaded.functions[:]
    onnx.checker.check_model(loaded)
    with gzip.GzipFile(path + ".gz", "wb", mtime=0) as packed:
        packed.write(loaded.SerializeToString(deterministic=True))
    os.remove(path)


CASES = [
    ("bert-eager-11", "bert", "eager", "gelu", 11, False),
    ("bert-eager-17", "bert", "eager", "gelu", 17, False),
    ("bert-sdpa-14", "bert", "sdpa", "gelu", 14, False),
    ("bert-sdpa-dynamo-18", "bert", "sdpa", "gelu", 18, True),
    ("bert-eager-dynamo-20", "bert", "eager", "gelu", 20, True),
    ("bert-tanh-17", "bert", "eager", "gelu_new", 17, False),
    ("bert-tanh-dynamo-18", "bert", "sdpa", "gelu_new", 18, True),
    ("bert-relu-14", "bert", "sdpa", "relu", 14, False),
    ("roberta-eager-11", "roberta", "eager", "gelu", 11, False),
    ("roberta-sdpa-17", "roberta", "sdpa", "gelu", 17, False),
    ("roberta-sdpa-dynamo-18", "roberta", "sdpa", "gelu", 18, True),
    ("distilbert-eager-11", "distilbert", "eager", "gelu", 11, False),
    ("distilbert-sdpa-17", "distilbert", "sdpa", "gelu", 17, False),
    ("distilbert-eager-dynamo-18", "distilbert", "eager", "gelu", 18, True),
]
for case in CASES:
    file = export(*case)
    if case[0] == "bert-eager-11":
        for suffix, per_channel, kind in (("q", True, QuantType.QInt8), ("q-one-scale", False, QuantType.QUInt8)):
            quantized = file.replace(".onnx", "-" + suffix + ".onnx")
            quantize_dynamic(file, quantized, per_channel=per_channel, weight_type=kind)
            pack(quantized)
    pack(file)
