package dev.heed.engine;

/**
 * What a backend holds at this moment.
 *
 * @param scopes open scopes
 * @param queues open queues
 * @param bytes memory that scopes and queues keep, in use or for reuse
 */
public record Usage(int scopes, int queues, long bytes) {}
