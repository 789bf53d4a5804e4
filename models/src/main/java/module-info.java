/** Transformers composed from engine ops. Sees no backend. */
module dev.heed.models {
  requires transitive dev.heed.engine;
  requires com.google.common;
  requires com.google.protobuf;
  requires java.net.http;
  requires transitive tools.jackson.databind;

  exports dev.heed.models;
  exports dev.heed.models.arch;
  exports dev.heed.models.chat;
  exports dev.heed.models.checkpoint;
  exports dev.heed.models.data;
  exports dev.heed.models.evaluate;
  exports dev.heed.models.generate;
  exports dev.heed.models.hub;
  exports dev.heed.models.load;
  exports dev.heed.models.loss;
  exports dev.heed.models.nn;
  exports dev.heed.models.save;
  exports dev.heed.models.spec;
  exports dev.heed.models.tokenizer;
  exports dev.heed.models.train;
  exports dev.heed.models.tune;
}
