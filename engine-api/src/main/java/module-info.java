/** What a backend is: tensors, ops, discovery, errors. */
module dev.heed.engine {
  requires static transitive org.jspecify;

  exports dev.heed.engine;
  exports dev.heed.engine.compose;
  exports dev.heed.engine.error;
  exports dev.heed.engine.host;
  exports dev.heed.engine.op;
  exports dev.heed.engine.queue;
  exports dev.heed.engine.tensor;

  uses dev.heed.engine.BackendProvider;
}
