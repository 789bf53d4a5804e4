/**
 * Tests of chat prompts. What a template renders to is told by transformers: templates.json comes
 * from bench/peers/chat_templates.py.
 */
@NullMarked
package dev.heed.models.chat;

import org.jspecify.annotations.NullMarked;
