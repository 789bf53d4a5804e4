package dev.heed.app.chat;

import dev.heed.models.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The turns of a conversation. */
public final class Conversation {
  private final List<ChatMessage> turns = new ArrayList<>();
  private final int kept;

  /**
   * An empty one.
   *
   * @param system what the model is told beforehand, or null for what its template tells it
   */
  public Conversation(@Nullable String system) {
    if (system != null) {
      turns.add(ChatMessage.system(system));
    }
    this.kept = turns.size();
  }

  /** All turns so far, what the model is told beforehand first. */
  public List<ChatMessage> turns() {
    return List.copyOf(turns);
  }

  /** The person's turn; the answer is still to come. */
  public void ask(String text) {
    turns.add(ChatMessage.user(text));
  }

  /** The model's turn, perhaps cut short. */
  public void answer(String text) {
    turns.add(ChatMessage.assistant(text));
  }

  /** Takes the last turn back; false where there is none. */
  public boolean takeBack() {
    if (turns.size() <= kept) {
      return false;
    }
    turns.removeLast();
    return true;
  }

  /** Forgets all turns, but for what the model was told beforehand. */
  public void clear() {
    turns.subList(kept, turns.size()).clear();
  }
}
