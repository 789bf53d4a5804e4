/** The last-resort backend: plain loops, the readable twin of the contract. */
module dev.heed.cpu.reference {
  requires dev.heed.engine;
  requires static com.google.auto.service;

  provides dev.heed.engine.BackendProvider with
      dev.heed.cpu.reference.ReferenceProvider;
}
