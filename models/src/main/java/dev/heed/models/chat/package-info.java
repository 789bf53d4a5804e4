/**
 * Conversations as the text that a model was trained on: messages, tools, and the template that
 * comes with a model.
 *
 * <p>Here belong messages and the rendering of templates. Tokens do not: a {@link
 * dev.heed.models.chat.ChatPrompt} is text that says which of its characters the template wrote,
 * and only among these are a tokenizer's special tokens to be looked for. The language of templates
 * is in {@code dev.heed.models.chat.jinja}.
 *
 * <p>Start with {@link dev.heed.models.chat.ChatTemplate}.
 */
@NullMarked
package dev.heed.models.chat;

import org.jspecify.annotations.NullMarked;
