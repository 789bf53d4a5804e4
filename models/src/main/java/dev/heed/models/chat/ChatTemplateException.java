package dev.heed.models.chat;

import dev.heed.engine.error.HeedException;

/**
 * A chat template that cannot be read, asks for what is not supported, fails, or refuses a
 * conversation. The message names the line and what it is.
 */
public final class ChatTemplateException extends HeedException {
  private static final long serialVersionUID = 1L;

  ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
