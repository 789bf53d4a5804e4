"""Loads models that Heed saved with transformers, sentence-transformers and peft, and compares what they compute with what Heed did.

  python3 -m venv /tmp/bench && /tmp/bench/bin/pip install torch transformers sentence-transformers peft
  HEED_BENCH_PYTHON=/tmp/bench/bin/python bench/run saved       writes the models, and runs this

FOLDER/cases.json lists the models: how each is loaded, what went in and what came out. Prints one JSON object a model:
  {"name": ..., "by": "transformers 5.24.0", "greatest": largest value, "difference": greatest difference, "problems": [...]}
A parameter that the file has too much or too little, and labels that differ, are problems.

With a second argument, make, it writes adapters over the models there, and FOLDER/made.json, the same list, for Heed to compare.
"""

import json
import pathlib
import sys

import numpy
import peft
import safetensors
import sentence_transformers
import torch
import transformers

CLASSES = {
    "sequence": transformers.AutoModelForSequenceClassification,
    "tokens": transformers.AutoModelForTokenClassification,
    "masked": transformers.AutoModelForMaskedLM,
    "causal": transformers.AutoModelForCausalLM,
}


def rows(logits):
    return logits[0].float().numpy().reshape(-1, logits.shape[-1])


def run(model, ids):
    return [rows(model(torch.tensor([one])).logits) for one in ids]


def plain(case, folder):
    model, info = CLASSES[case["kind"]].from_pretrained(folder, output_loading_info=True)
    problems = [f"{key}: {sorted(map(str, names))}" for key, names in info.items() if names]
    if case["labels"] and [model.config.id2label[i] for i in range(len(case["labels"]))] != case["labels"]:
        problems.append(f"labels: {model.config.id2label}")
    return f"transformers {transformers.__version__}", run(model.eval(), case["ids"]), problems


def adapter(case, folder, base):
    labels = {"num_labels": len(case["labels"])} if case["labels"] else {}
    model = CLASSES[case["kind"]].from_pretrained(base, **labels)
    tuned = peft.PeftModel.from_pretrained(model, folder)
    stored = set(peft.get_peft_model_state_dict(tuned))
    with safetensors.safe_open(folder / "adapter_model.safetensors", "pt") as file:
        problems = [f"only one has {name}" for name in sorted(stored ^ set(file.keys()))]
    return f"peft {peft.__version__}", run(tuned.eval(), case["ids"]), problems


def sentences(case, folder):
    model = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    vectors = model.encode(case["texts"], convert_to_numpy=True)
    return f"sentence-transformers {sentence_transformers.__version__}", [vector.reshape(1, -1) for vector in vectors], []


def compare(case, home):
    folder = home / case["folder"]
    if case["kind"] == "sentences":
        by, found, problems = sentences(case, folder)
    elif case["base"]:
        by, found, problems = adapter(case, folder, home / case["base"])
    else:
        by, found, problems = plain(case, folder)
    expected = [numpy.array(one, "f4").reshape(there.shape) for one, there in zip(case["expected"], found, strict=True)]
    return {
        "name": case["name"],
        "by": by,
        "values": sum(one.size for one in expected),
        "greatest": float(max(numpy.abs(one).max() for one in expected)),
        "difference": float(max(numpy.abs(one - there).max() for one, there in zip(expected, found))),
        "problems": problems,
    }


def make(home):
    """Adapters as peft writes them; B is drawn, since it would begin as 0."""
    cases = {case["name"]: case for case in json.loads((home / "cases.json").read_text())}
    ids = cases["gpt2"]["ids"]
    settings = {
        "gpt2": ("causal", peft.LoraConfig(task_type="CAUSAL_LM", r=3, lora_alpha=5, use_rslora=True, target_modules=["c_attn", "c_fc"])),
        "llama": ("causal", peft.LoraConfig(task_type="CAUSAL_LM", r=2, lora_alpha=7, target_modules="all-linear")),
        "bert, embeddings": (
            "sequence",
            peft.LoraConfig(task_type="SEQ_CLS", r=4, target_modules=["query", "dense"], exclude_modules=".*pooler.*",
                            modules_to_save=["classifier", "pooler"])),
    }
    made = []
    for name, (kind, config) in settings.items():
        torch.manual_seed(5)
        labels = {"num_labels": 3} if kind == "sequence" else {}
        base = cases[name]["folder"]
        model = peft.get_peft_model(CLASSES[kind].from_pretrained(home / base, **labels), config).eval()
        for parameter_name, parameter in model.named_parameters():
            if "lora_B" in parameter_name:
                parameter.copy_(0.2 * torch.randn_like(parameter))
        folder = "made-" + base
        model.save_pretrained(home / folder)
        made.append({
            "name": name + ", adapter made by peft", "kind": kind, "folder": folder, "base": base, "labels": [], "texts": [],
            "ids": ids, "expected": [rows.reshape(-1).tolist() for rows in run(model, ids)]})
    (home / "made.json").write_text(json.dumps(made))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["make"]):
        sys.exit(__doc__)
    home = pathlib.Path(sys.argv[1])
    with torch.no_grad():
        if sys.argv[2:]:
            make(home)
        else:
            for case in json.loads((home / "cases.json").read_text()):
                print(json.dumps(compare(case, home)), flush=True)
