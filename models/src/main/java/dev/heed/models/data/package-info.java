/**
 * Examples for training and evaluation: how they are read from files, shuffled, parted, made into
 * batches, and what is fitted on them before a model sees any.
 *
 * <p>Here belong files of examples, data sets, splits, normalisation and augmentation of text,
 * label sets and columns beside the text. Tokens and tensors do not belong here: everything works
 * on strings, numbers and lengths. Whatever is random is a function of a seed, an epoch and a
 * place, so that a run can go on where it was cut.
 *
 * <p>What is fitted is fitted on training data alone, and only training data is augmented: a {@link
 * dev.heed.models.data.Dataset} knows which {@link dev.heed.models.data.DataPart part} it is, and
 * both refuse any other.
 *
 * <p>Start with {@link dev.heed.models.data.DataFile} and {@link dev.heed.models.data.Dataset},
 * then {@link dev.heed.models.data.Split} and {@link dev.heed.models.data.LabelSet}.
 */
@NullMarked
package dev.heed.models.data;

import org.jspecify.annotations.NullMarked;
