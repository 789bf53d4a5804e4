// Checks of indices before anything is read or written by them, one work-group of LANES.

#define LANES 256

#define OUTSIDE 1
#define TWICE 2

// What the host reads: {what is wrong, or 0; place; value; limit; which op}, of the first op that went wrong.
#define FINDING_WHAT 0
#define FINDING_PLACE 1
#define FINDING_VALUE 2
#define FINDING_LIMIT 3
#define FINDING_OP 4

// The least place over the lanes.
static inline int least_of_lanes(int value, __local int* cells) {
  int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  cells[lane] = value;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_way = LANES / 2; half_way > 0; half_way /= 2) {
    if (lane < half_way) {
      cells[lane] = min(cells[lane], cells[lane + half_way]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return cells[0];
}

// guards[guardAt] = 0 if each of indices [count] is in [0, limit) or `allowed`, where that is below 0, and, where `owners`
// [limit] is there, none is given twice.
__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void check(__global const int* indices, long4 indicesAt,
                                                                       int count, int limit, int allowed, int op,
                                                                       __global int* owners, long4 ownersAt,
                                                                       __global int* guards, long guardAt, __global int* findings,
                                                                       long findingAt) {
  __local int cells[LANES];
  __global const int* index = indices + indicesAt.x;
  int lane = get_local_id(0);
  int place = INT_MAX;
  for (int i = lane; i < count; i += LANES) {
    bool passes = allowed < 0 && index[i] == allowed;
    if (!passes && (index[i] < 0 || index[i] >= limit)) {
      place = min(place, i);
    }
  }
  place = least_of_lanes(place, cells);
  int what = place == INT_MAX ? 0 : OUTSIDE;
  if (what == 0 && !ABSENT(ownersAt)) {
    __global int* owner = owners + ownersAt.x;
    for (int i = lane; i < count; i += LANES) {
      owner[index[i]] = INT_MAX;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int i = lane; i < count; i += LANES) {
      atomic_min(&owner[index[i]], i);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    for (int i = lane; i < count; i += LANES) {
      if (owner[index[i]] != i) {
        place = min(place, i);
      }
    }
    place = least_of_lanes(place, cells);
    what = place == INT_MAX ? 0 : TWICE;
  }
  if (lane == 0) {
    __global int* finding = findings + findingAt;
    guards[guardAt] = what;
    if (what != 0 && finding[FINDING_WHAT] == 0) {
      finding[FINDING_WHAT] = what;
      finding[FINDING_PLACE] = place;
      finding[FINDING_VALUE] = index[place];
      finding[FINDING_LIMIT] = limit;
      finding[FINDING_OP] = op;
    }
  }
}
