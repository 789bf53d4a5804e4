
// Where the sequences of a batch lie, and what their queries see.
//
// A plan holds for each sequence {first query row, queries, first key row, keys, pairs before (two ints)}, then for each
// tile {sequence, first row in it}, then one slope for each head (floats).

#define SEQUENCE_INTS 6

typedef struct {
  long firstQuery;
  int queries;
  long firstKey;
  int keys;
  long pairsBefore;
} Sequence;

static inline Sequence sequence_of(__global const int* plan, int s) {
  __global const int* ints = plan + SEQUENCE_INTS * s;
  Sequence sequence;
  sequence.firstQuery = ints[0];
  sequence.queries = ints[1];
  sequence.firstKey = ints[2];
  sequence.keys = ints[3];
  sequence.pairsBefore = (long)(((ulong)(uint)ints[5] << 32) | (uint)ints[4]);
  return sequence;
}

typedef struct {
  long first;
  long end;
} Keys;

// Which keys query i sees, within [0, keys].
static inline Keys visible(int i, int queries, int keys, int left, int right) {
  long last = (long)i + keys - queries;
  Keys seen;
  seen.first = min((long)keys, max(0L, last - left));
  seen.end = max(seen.first, min((long)keys, last + right + 1));
  return seen;
}
