/**
 * What a Transformer is, as data: sizes, kinds and names, without weights or computation.
 *
 * <p>Here belong the records that say how models differ, and one file per family that reads them
 * from a configuration. How a layer computes belongs to {@code nn}, how files are read to {@code
 * checkpoint}. Start with {@link dev.heed.models.spec.TransformerSpec} (encoders) and {@link
 * dev.heed.models.spec.DecoderSpec}; a new family of a known shape is one class beside {@link
 * dev.heed.models.spec.BertFamily} or {@link dev.heed.models.spec.LlamaFamily} and one line in
 * {@link dev.heed.models.spec.Families} or {@link dev.heed.models.spec.DecoderFamilies}.
 */
@NullMarked
package dev.heed.models.spec;

import org.jspecify.annotations.NullMarked;
