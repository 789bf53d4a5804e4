// Rotary position embedding over [rows, heads, size]: one work-item per pair or element beyond the pairs of each head.
// In place is allowed: a work-item reads both elements before it writes them. positions have been checked (guard).
// Its gradient turns the other way (back).

__kernel void rotary(__global const int* guard, long guardAt, __global const float* in, long4 inAt, __global const float* cosines,
                     long4 cosinesAt, __global const float* sines, long4 sinesAt, __global const int* positions,
                     long4 positionsAt, int interleaved, int back, __global float* out, long4 outAt, int4 sizes, int pairs,
                     long count) {
  if (guard[guardAt] != 0) {
    return;
  }
  int items = sizes.w - pairs;
  for (long e = get_global_id(0); e < count; e += get_global_size(0)) {
    int head = (int)(e / items);
    int item = (int)(e - (long)head * items);
    int row = head / sizes.z;
    long i = row_offset(head, sizes, inAt);
    long o = row_offset(head, sizes, outAt);
    if (item >= pairs) {
      out[o + pairs + item] = in[i + pairs + item];
      continue;
    }
    int first = interleaved ? 2 * item : item;
    int second = interleaved ? 2 * item + 1 : item + pairs;
    long position = positions[positionsAt.x + row];
    float cosine = cosines[cosinesAt.x + position * cosinesAt.w + item];
    float sine = sines[sinesAt.x + position * sinesAt.w + item];
    sine = back ? -sine : sine;
    float x = in[i + first];
    float y = in[i + second];
    out[o + first] = fma(x, cosine, -(y * sine));
    out[o + second] = fma(x, sine, y * cosine);
  }
}
