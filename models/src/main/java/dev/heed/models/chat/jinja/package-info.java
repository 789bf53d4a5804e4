/**
 * An interpreter for the part of Jinja that chat templates use, as Hugging Face transformers sets
 * it up: {@code trim_blocks}, {@code lstrip_blocks}, loop controls, the sandbox, and its own {@code
 * tojson}, {@code raise_exception} and {@code strftime_now}.
 *
 * <p>It knows of each character of its output whether the template wrote it or a user: {@link
 * dev.heed.models.chat.jinja.Text}. A template has no way to anything of Java: values are the ones
 * of {@link dev.heed.models.chat.jinja.Value} and nothing else, and {@link
 * dev.heed.models.chat.jinja.Budget} bounds what it may do. What is not built is an error that
 * names it.
 *
 * <p>Start with {@link dev.heed.models.chat.jinja.Template}: source → {@code Lexer} → {@code
 * StatementParser}, {@code ExpressionParser} → {@code Renderer}, {@code Evaluator}. Chats and
 * messages belong to {@code dev.heed.models.chat}.
 */
@NullMarked
package dev.heed.models.chat.jinja;

import org.jspecify.annotations.NullMarked;
