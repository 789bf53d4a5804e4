
// A work-group of ROW_LANES goes over a row: each lane takes every ROW_LANES-th column, and what the lanes have found meets
// in a tree. The order is the same for any row of one width, on any device.

#define ROW_LANES 64

// The sum over the lanes, given to each; `cells` has ROW_LANES places.
static inline float sum_of_lanes(float value, __local float* cells) {
  int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  cells[lane] = value;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_way = ROW_LANES / 2; half_way > 0; half_way /= 2) {
    if (lane < half_way) {
      cells[lane] += cells[lane + half_way];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return cells[0];
}

// The greatest over the lanes, NaN passed over.
static inline float max_of_lanes(float value, __local float* cells) {
  int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  cells[lane] = value;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_way = ROW_LANES / 2; half_way > 0; half_way /= 2) {
    if (lane < half_way) {
      cells[lane] = fmax(cells[lane], cells[lane + half_way]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return cells[0];
}
