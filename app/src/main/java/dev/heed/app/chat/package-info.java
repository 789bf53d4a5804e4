/**
 * What is kept of a conversation with a language model. Reading, printing and the model are not
 * here. Start reading at {@link dev.heed.app.chat.Conversation}.
 */
@NullMarked
package dev.heed.app.chat;

import org.jspecify.annotations.NullMarked;
