/** What a backend is: tensors, ops, discovery, errors. */
module dev.heed.engine {
  requires static transitive org.jspecify;
}
