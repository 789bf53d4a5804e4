/**
 * Reads and writes model files: weights by name, and the JSON beside them.
 *
 * <p>Here belong file formats: safetensors (one file or shards), ONNX as a carrier of weights,
 * GGUF, llama2.c's, and the folder layout that Hugging Face uses. What a name or a setting
 * <em>means</em> to an architecture does not belong here, and nothing here needs a backend: this
 * package knows files, element types, shapes and read-only memory.
 *
 * <p>Start with {@link dev.heed.models.checkpoint.Checkpoint}, then {@link
 * dev.heed.models.checkpoint.SafetensorsFile}. Every file is taken for hostile: each length, offset
 * and shape is checked before it is used, and each refusal is a {@link
 * dev.heed.models.checkpoint.CheckpointException}. Maps by names from a file are Guava's, which
 * stay fast when the names share one hash code; those of {@code Map.copyOf} do not.
 */
@NullMarked
package dev.heed.models.checkpoint;

import org.jspecify.annotations.NullMarked;
