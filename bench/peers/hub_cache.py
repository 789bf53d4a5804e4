"""Compares the cache that heed pull writes with the one that Python's huggingface_hub writes, on a hub of its own.

    python hub_cache.py list               prints the cache of huggingface_hub, as models/src/test/resources/hub/cache.txt has it
    python hub_cache.py compare ./heed     compares with heed's, and has each use what the other one wrote, without a request

Needs: pip install huggingface_hub. The hub is two servers on this machine; nothing else is asked.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "org/tiny"
SMALL = {
    "config.json": b'{"model_type": "bert"}\n',
    "tokenizer.json": b'{"version": "1.0"}\n',
    "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}\n',
    "README.md": b"# A model\n",
}
LARGE = {"model.safetensors": bytes(i * 7 % 251 for i in range(1000))}
TAKEN = ["config.json", "tokenizer.json", "1_Pooling/config.json", "model.safetensors"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def git_hash(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def pointer(data):
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (sha256(data).encode(), len(data))


def entries():
    for path, data in SMALL.items():
        yield {"type": "file", "oid": git_hash(data), "size": len(data), "path": path}
    for path, data in LARGE.items():
        lfs = {"oid": sha256(data), "size": len(data), "pointerSize": len(pointer(data))}
        yield {"type": "file", "oid": git_hash(pointer(data)), "size": len(data), "path": path, "lfs": lfs}
    yield {"type": "directory", "oid": "0" * 40, "size": 0, "path": "1_Pooling"}


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def reply(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Store(Quiet):
    """The second host, to which the hub sends those who want a large file."""

    def do_GET(self):
        assert "authorization" not in {name.lower() for name in self.headers}, "the token left the hub"
        data = {sha256(data): data for data in LARGE.values()}[self.path.split("?")[0].strip("/")]
        self.reply(200, {"ETag": '"not-the-hash"'}, data)


class Hub(Quiet):
    store = ""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == f"/api/models/{REPOSITORY}/revision/main":
            model = {"id": REPOSITORY, "sha": COMMIT, "siblings": [{"rfilename": name} for name in {**SMALL, **LARGE}]}
            self.reply(200, {"Content-Type": "application/json"}, json.dumps(model).encode())
        elif path == f"/api/models/{REPOSITORY}/tree/{COMMIT}":
            self.reply(200, {"Content-Type": "application/json"}, json.dumps(list(entries())).encode())
        elif path.startswith(f"/{REPOSITORY}/resolve/{COMMIT}/"):
            self.file(path.split("/", 5)[5])
        else:
            self.reply(404, {"X-Error-Code": "EntryNotFound"})

    do_HEAD = do_GET

    def file(self, path):
        told = {"X-Repo-Commit": COMMIT}
        if path in SMALL:
            self.reply(200, {**told, "ETag": f'"{git_hash(SMALL[path])}"'}, SMALL[path])
        else:
            data = LARGE[path]
            told |= {"X-Linked-ETag": f'"{sha256(data)}"', "X-Linked-Size": str(len(data))}
            self.reply(302, {**told, "Location": f"{self.store}/{sha256(data)}?signature=1"})


def serve(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def listing(cache):
    """One line for each thing in the cache, with what it holds."""
    lines = []
    for path in sorted(Path(cache).rglob("*")):
        name = path.relative_to(cache).as_posix()
        if path.is_symlink():
            lines.append(f"link {name} -> {os.readlink(path)}")
        elif path.is_dir():
            lines.append(f"folder {name}")
        elif path.suffix == ".json" and path.parent.name == "trees":
            lines.append(f"json {name} {json.dumps(json.loads(path.read_text()), sort_keys=True)}")
        else:
            lines.append(f"file {name} {path.stat().st_size} {sha256(path.read_bytes())}")
    return "\n".join(lines) + "\n"


def python(cache, offline):
    """Pulls in a process of its own, since huggingface_hub reads its variables once."""
    program = "import sys, huggingface_hub as h; print(h.snapshot_download(sys.argv[1], allow_patterns=sys.argv[2:]))"
    environment = {**os.environ, "HF_HUB_CACHE": cache, "HF_HUB_OFFLINE": str(offline), "HF_TOKEN": "hf_test"}
    command = [sys.executable, "-c", program, REPOSITORY, *TAKEN]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def heed(command, cache, offline):
    environment = {**os.environ, "HF_HUB_CACHE": cache, "HF_HUB_OFFLINE": str(offline), "HF_TOKEN": "hf_test"}
    run = subprocess.run([command, "pull", "-q", REPOSITORY], env=environment, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def main():
    Hub.store = serve(Store)
    os.environ["HF_ENDPOINT"] = serve(Hub)
    with tempfile.TemporaryDirectory() as by_python, tempfile.TemporaryDirectory() as by_heed:
        python(by_python, 0)
        if sys.argv[1] == "list":
            print(listing(by_python), end="")
            return
        heed(sys.argv[2], by_heed, 0)
        assert listing(by_python) == listing(by_heed), f"huggingface_hub:\n{listing(by_python)}\nheed:\n{listing(by_heed)}"
        assert python(by_heed, 1).startswith(by_heed)
        assert heed(sys.argv[2], by_python, 1).startswith(by_python)
        print("the caches are alike, and each program uses the other's")


if __name__ == "__main__":
    main()
