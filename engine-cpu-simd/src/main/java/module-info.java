/** The fast CPU backend, written on jdk.incubator.vector. */
module dev.heed.cpu.simd {
  requires dev.heed.engine;
  requires jdk.incubator.vector;
  requires static com.google.auto.service;
  requires jdk.management;

  provides dev.heed.engine.BackendProvider with
      dev.heed.cpu.simd.SimdProvider;
}
