/** The heed command line. */
module dev.heed.app {
  requires com.google.common;
  requires dev.heed.models;
  requires dev.heed.report;
  requires info.picocli;
  requires jdk.unsupported; // Ctrl-C while an answer comes: sun.misc.Signal
  requires me.tongfei.progressbar;
  requires static org.jspecify;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;

  // Commands and options are filled in by reflection, and the version is asked for.
  opens dev.heed.app to
      info.picocli;
  opens dev.heed.app.flags to
      info.picocli;
  opens dev.heed.app.report to
      info.picocli;
  opens dev.heed.app.training to
      info.picocli;

  provides System.LoggerFinder with
      dev.heed.app.console.LineLoggerFinder;
}
