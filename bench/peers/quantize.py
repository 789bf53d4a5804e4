"""Makes the GGUF files in Q4_0 and Q8_0 that bench/run generate needs beside the one in Q4_1, by llama.cpp's own quantizer.

  python bench/peers/quantize.py FOLDER      with smollm2-135m-instruct-q4_1.gguf in it; the others are written beside it
Weights become floats and are rounded once more, to nearest: good for measuring, not for using. The table of word embeddings stays
in Q8_0, as the Q4_1 file has it. Needs: pip install llama-cpp-python.
"""

import ctypes
import pathlib
import sys

import llama_cpp

NAME = "smollm2-135m-instruct-{}.gguf"
FILES = {"q4_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0, "q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0}
GGML_TYPE_Q8_0 = 8

if len(sys.argv) != 2:
    sys.exit(__doc__)
folder = pathlib.Path(sys.argv[1])
source = folder / NAME.format("q4_1")
if not source.is_file():
    sys.exit(f"there is no {source}")
for quantization, kind in FILES.items():
    settings = llama_cpp.llama_model_quantize_default_params()
    settings.ftype = kind
    settings.allow_requantize = True
    settings.token_embedding_type = GGML_TYPE_Q8_0
    target = folder / NAME.format(quantization)
    status = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(settings))
    if status != 0:
        sys.exit(f"llama.cpp could not write {target}: {status}")
    print(target)
