/** The heed command line. */
module dev.heed.app {
  requires dev.heed.models;
  requires com.google.common;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires tools.jackson.databind;
}
