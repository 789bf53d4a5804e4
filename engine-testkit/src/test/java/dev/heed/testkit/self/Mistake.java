package dev.heed.testkit.self;

/** What a backend does wrong on purpose. */
enum Mistake {
  NONE
}
