/** Reports of trainings as pictures and HTML. */
module dev.heed.report {
  requires transitive dev.heed.models;
  requires java.desktop;
  requires static org.jspecify;
  requires xchart;

  exports dev.heed.report;
}
