/** Transformers composed from engine ops. Sees no backend. */
module dev.heed.models {
  requires transitive dev.heed.engine;
  requires com.google.common;
  requires com.google.protobuf;
  requires transitive tools.jackson.databind;

  exports dev.heed.models.checkpoint;
  exports dev.heed.models.tokenizer;
}
