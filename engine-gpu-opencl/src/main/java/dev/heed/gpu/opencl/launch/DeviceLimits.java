package dev.heed.gpu.opencl.launch;

/**
 * What decides whether a kernel fits.
 *
 * @param maxWorkGroup most work-items in a group
 * @param localMemory bytes that a group shares
 */
public record DeviceLimits(int maxWorkGroup, long localMemory) {}
