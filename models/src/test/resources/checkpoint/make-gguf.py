"""Makes gguf/types.gguf: one tensor of every type that is read, with random bits, and beside it the floats they stand for.

Made with gguf 0.19.0 and numpy 2.4.6, both from PyPI, on Python 3.11:
    python make-gguf.py gguf/types.gguf

Tensor NAME is stored as it would be in a model; NAME.floats is what gguf.quants.dequantize makes of it (for integers, numpy). The
metadata has a value of every type. Python's gguf writes a file of version 3.
"""

import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFValueType as Value
from gguf.quants import dequantize

ROWS, COLUMNS = 3, 512
random = np.random.default_rng(5)
writer = gguf.GGUFWriter(sys.argv[1], "llama")

# Where the F16 numbers lie in a block: random bits would make infinities of some.
SCALES = {Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0], Type.Q2_K: [80, 82],
          Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208]}

for kind, places in SCALES.items():
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (ROWS * COLUMNS // elements, size), dtype=np.uint8)
    for place in places:
        scales = (random.standard_normal(len(blocks)) * 0.05).astype(np.float16)
        blocks[:, place:place + 2] = scales.view(np.uint8).reshape(-1, 2)
    # A zero, a negative zero, the least subnormal, the greatest number.
    for row, bits in zip(range(len(blocks)), [0x0000, 0x8000, 0x0001, 0x7BFF]):
        blocks[row, places[0]:places[0] + 2] = np.array([bits], dtype=np.uint16).view(np.uint8)
    blocks = blocks.reshape(ROWS, -1)
    writer.add_tensor(kind.name, blocks, raw_dtype=kind)
    writer.add_tensor(kind.name + ".floats", dequantize(blocks, kind).reshape(ROWS, COLUMNS))

values = random.standard_normal((3, 5)).astype(np.float32)
bf16 = (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
PLAIN = {Type.F32: values, Type.F16: values.astype(np.float16), Type.F64: values.astype(np.float64)}
for kind, array in PLAIN.items():
    writer.add_tensor(kind.name, array)
    writer.add_tensor(kind.name + ".floats", array.astype(np.float32))
writer.add_tensor("BF16", bf16, raw_dtype=Type.BF16)
writer.add_tensor("BF16.floats", dequantize(bf16, Type.BF16).reshape(3, 5))
for kind, dtype in {Type.I8: np.int8, Type.I16: np.int16, Type.I32: np.int32, Type.I64: np.int64}.items():
    array = random.integers(-100, 100, (2, 3, 4), dtype=dtype)
    writer.add_tensor(kind.name, array)
    writer.add_tensor(kind.name + ".floats", array.astype(np.float32))

writer.add_key_value("test.uint8", 200, Value.UINT8)
writer.add_key_value("test.int8", -100, Value.INT8)
writer.add_key_value("test.uint16", 60_000, Value.UINT16)
writer.add_key_value("test.int16", -30_000, Value.INT16)
writer.add_key_value("test.uint32", 4_000_000_000, Value.UINT32)
writer.add_key_value("test.int32", -2_000_000_000, Value.INT32)
writer.add_key_value("test.float32", 1e-5, Value.FLOAT32)
writer.add_key_value("test.bool", True, Value.BOOL)
writer.add_key_value("test.string", "ein Wörtchen", Value.STRING)
writer.add_key_value("test.uint64", 2**63 - 1, Value.UINT64)
writer.add_key_value("test.int64", -2**63, Value.INT64)
writer.add_key_value("test.float64", 1e-300, Value.FLOAT64)
writer.add_array("test.strings", ["", "a", "Ġthe", "日本"])
writer.add_array("test.integers", [1, -2, 3])
writer.add_array("test.floats", [0.5, -1.25])
writer.add_array("test.flags", [True, False, True])
writer.add_key_value("test.bytes", [1, 2, 255], Value.ARRAY, sub_type=Value.UINT8)

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
