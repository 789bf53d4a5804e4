/** The OpenCL backend: graphics cards, and whatever else has an OpenCL driver, through JOCL. */
module dev.heed.gpu.opencl {
  requires dev.heed.engine;
  requires static com.google.auto.service;
  requires jocl;

  provides dev.heed.engine.BackendProvider with
      dev.heed.gpu.opencl.OpenClProvider;
}
