/** The last-resort backend: plain loops, the readable twin of the contract. */
module dev.heed.cpu.reference {
  requires dev.heed.engine;
  requires static com.google.auto.service;
}
