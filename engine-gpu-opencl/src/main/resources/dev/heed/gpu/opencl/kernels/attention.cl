// Attention over sequences of any lengths, a block of BLOCK keys at a time (Dao et al., 2022): the score matrix is never
// whole. One work-group makes TILE query rows of one head of one sequence; work-item (x, y) makes rows y, y + GROUP_ROWS, …
// and of these the keys x and x + 16 of a block, then every 16th value column.
//
// Blocks begin at multiples of BLOCK keys of the sequence, whoever asks, and a block that a row does not see leaves the row
// as it was to the bit: a row depends on its keys alone, and not on its tile.
//
// Keys and values of KV_TYPE are widened on their way to local memory, which is exact.
//
// A weight that is dropped (see chance.cl) counts in the total of its row, and not in the values.

#define BLOCK 32
#define GROUP_COLUMNS 16
#define EACH_ROWS (TILE / GROUP_ROWS)
#define CHUNK 32
#define STEP (CHUNK + 1)

// Loops over the rows and sums of a work-item are unrolled: arrays that are indexed by a variable lie in memory and not in
// registers.

__kernel __attribute__((reqd_work_group_size(GROUP_COLUMNS, GROUP_ROWS, 1))) void attention(
    __global const float* q, long4 qAt, __global const uchar* k, long4 kAt, __global const uchar* v, long4 vAt,
    __global const int* plan, long planAt, int tilesAt, int slopesAt, int headSize, int valueSize, int heads, int sharing,
    int left, int right, float scale, float softCap, __global const float* bias, long4 biasAt, int biasPerHead,
    __global float* out, long4 outAt, __global float* logSumExp, long4 logSumExpAt, __global float* weights,
    long4 weightsAt, int4 chance, float kept, __local float* tileQ) {
  __local float tile[BLOCK * STEP];
  __local float scores[TILE * (BLOCK + 1)];
  __local float rowGreatest[TILE];
  __local float rowTotal[TILE];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int lane = y * GROUP_COLUMNS + x;
  int group = GROUP_COLUMNS * GROUP_ROWS;
  int head = get_group_id(1);
  int firstValue = get_group_id(2) * (VALUE_CHUNKS * CHUNK);
  __global const int* where = plan + planAt;
  int s = where[tilesAt + 2 * get_group_id(0)];
  int firstQuery = where[tilesAt + 2 * get_group_id(0) + 1];
  Sequence sequence = sequence_of(where, s);
  int queries = sequence.queries;
  int keys = sequence.keys;
  long pairsBefore = sequence.pairsBefore;
  bool drops = chance.w != 0;
  __global const float* headQ = q + qAt.x + sequence.firstQuery * qAt.y + head * qAt.z;
  long headK = kAt.x + sequence.firstKey * kAt.y + (head / sharing) * kAt.z;
  long headV = vAt.x + sequence.firstKey * vAt.y + (head / sharing) * vAt.z;
  float slope = slopesAt < 0 ? 0.0f : as_float(where[slopesAt + head]);
  int stepQ = headSize + 1;

  for (int e = lane; e < TILE * headSize; e += group) {
    int r = e / headSize;
    int d = e - r * headSize;
    tileQ[r * stepQ + d] = firstQuery + r < queries ? headQ[(firstQuery + r) * qAt.y + d] : 0.0f;
  }

  Keys seen[EACH_ROWS];
  float greatest[EACH_ROWS];
  float total[EACH_ROWS];
  float sums[EACH_ROWS][2 * VALUE_CHUNKS];
#pragma unroll
  for (int r = 0; r < EACH_ROWS; r++) {
    int i = firstQuery + y + r * GROUP_ROWS;
    seen[r] = visible(min(i, queries - 1), queries, keys, left, right);
    greatest[r] = -INFINITY;
    total[r] = 0;
#pragma unroll
    for (int c = 0; c < 2 * VALUE_CHUNKS; c++) {
      sums[r][c] = 0;
    }
  }
  // Windows move with the query, so that the first and the last row of the tile bound it.
  Keys first = visible(firstQuery, queries, keys, left, right);
  Keys last = visible(min(firstQuery + TILE, queries) - 1, queries, keys, left, right);
  for (long from = first.first / BLOCK * BLOCK; from < last.end; from += BLOCK) {
    int count = (int)min((long)BLOCK, keys - from);
    float scored[EACH_ROWS][2];
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      scored[r][0] = 0;
      scored[r][1] = 0;
    }
    for (int chunk = 0; chunk < headSize; chunk += CHUNK) {
      int depth = min(CHUNK, headSize - chunk);
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int e = lane; e < BLOCK * CHUNK; e += group) {
        int j = e / CHUNK;
        int d = e - j * CHUNK;
        tile[j * STEP + d] =
            j < count && d < depth ? load_float(KV_TYPE, k, headK + (from + j) * kAt.y + chunk + d) : 0.0f;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int d = 0; d < depth; d++) {
        float near = tile[x * STEP + d];
        float far = tile[(x + GROUP_COLUMNS) * STEP + d];
#pragma unroll
        for (int r = 0; r < EACH_ROWS; r++) {
          float value = tileQ[(y + r * GROUP_ROWS) * stepQ + chunk + d];
          scored[r][0] = fma(value, near, scored[r][0]);
          scored[r][1] = fma(value, far, scored[r][1]);
        }
      }
    }
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      int i = firstQuery + y + r * GROUP_ROWS;
#pragma unroll
      for (int c = 0; c < 2; c++) {
        int column = x + c * GROUP_COLUMNS;
        long j = from + column;
        float score = -INFINITY;
        if (i < queries && j >= seen[r].first && j < seen[r].end) {
          score = scale * scored[r][c];
          if (softCap > 0) {
            score = softCap * tanh(score / softCap);
          }
          if (!ABSENT(biasAt)) {
            long row = biasPerHead ? pairsBefore * heads + ((long)head * queries + i) * keys
                                   : pairsBefore + (long)i * keys;
            score += bias[biasAt.x + row + j];
          }
          if (slopesAt >= 0) {
            score -= slope * fabs((float)((long)i + keys - queries - j));
          }
          if (!ABSENT(weightsAt) && firstValue == 0) {
            weights[weightsAt.x + pairsBefore * heads + ((long)head * queries + i) * keys + j] = score;
          }
        }
        scores[(y + r * GROUP_ROWS) * (BLOCK + 1) + column] = score;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float grown[EACH_ROWS];
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      float most = greatest[r];
      for (int j = 0; j < BLOCK; j++) {
        most = fmax(most, scores[(y + r * GROUP_ROWS) * (BLOCK + 1) + j]);
      }
      grown[r] = most;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      float shift = grown[r] == -INFINITY ? 0.0f : grown[r];
      float shrink = grown[r] == greatest[r] ? 1.0f : exp(greatest[r] - grown[r]);
      greatest[r] = grown[r];
      total[r] *= shrink;
#pragma unroll
      for (int c = 0; c < 2 * VALUE_CHUNKS; c++) {
        sums[r][c] *= shrink;
      }
#pragma unroll
      for (int c = 0; c < 2; c++) {
        int at = (y + r * GROUP_ROWS) * (BLOCK + 1) + x + c * GROUP_COLUMNS;
        long j = from + x + c * GROUP_COLUMNS;
        bool sees = j >= seen[r].first && j < seen[r].end;
        scores[at] = sees ? exp(scores[at] - shift) : 0.0f;
      }
    }
    if (drops) {
      barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
      for (int r = 0; r < EACH_ROWS; r++) {
        for (int j = 0; j < count; j++) {
          total[r] += scores[(y + r * GROUP_ROWS) * (BLOCK + 1) + j];
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
      for (int r = 0; r < EACH_ROWS; r++) {
        int i = firstQuery + y + r * GROUP_ROWS;
        long row = pairsBefore * heads + ((long)head * queries + i) * keys + from;
#pragma unroll
        for (int c = 0; c < 2; c++) {
          int column = x + c * GROUP_COLUMNS;
          if (!keeps(chance, row + column)) {
            scores[(y + r * GROUP_ROWS) * (BLOCK + 1) + column] = 0;
          }
        }
      }
    }
#pragma unroll
    for (int chunk = 0; chunk < VALUE_CHUNKS; chunk++) {
      int firstColumn = firstValue + chunk * CHUNK;
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int e = lane; e < BLOCK * CHUNK; e += group) {
        int j = e / CHUNK;
        int d = e - j * CHUNK;
        tile[j * STEP + d] = j < count && firstColumn + d < valueSize
                                 ? load_float(KV_TYPE, v, headV + (from + j) * vAt.y + firstColumn + d)
                                 : 0.0f;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int j = 0; j < count; j++) {
        float near = tile[j * STEP + x];
        float far = tile[j * STEP + x + GROUP_COLUMNS];
#pragma unroll
        for (int r = 0; r < EACH_ROWS; r++) {
          // What a row does not see may be NaN: 0 times it would show.
          bool sees = from + j >= seen[r].first && from + j < seen[r].end;
          float weight = scores[(y + r * GROUP_ROWS) * (BLOCK + 1) + j];
          total[r] += chunk == 0 && !drops ? weight : 0.0f;
          sums[r][2 * chunk] = sees ? fma(weight, near, sums[r][2 * chunk]) : sums[r][2 * chunk];
          sums[r][2 * chunk + 1] = sees ? fma(weight, far, sums[r][2 * chunk + 1]) : sums[r][2 * chunk + 1];
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#pragma unroll
  for (int r = 0; r < EACH_ROWS; r++) {
    int i = firstQuery + y + r * GROUP_ROWS;
    if (i >= queries) {
      continue;
    }
    // The greatest weight is 1, so that the sum is 0 only where every score is minus infinity, or none is.
    bool empty = total[r] == 0;
    long row = sequence.firstQuery + i;
    __global float* to = out + outAt.x + row * outAt.y + head * outAt.z;
#pragma unroll
    for (int c = 0; c < 2 * VALUE_CHUNKS; c++) {
      int column = firstValue + c / 2 * CHUNK + (c & 1) * GROUP_COLUMNS + x;
      if (column < valueSize) {
        to[column] = empty ? 0.0f : kept * sums[r][c] / total[r];
      }
    }
    if (x == 0 && firstValue == 0 && !ABSENT(logSumExpAt)) {
      logSumExp[logSumExpAt.x + head * logSumExpAt.y + row] = empty ? -INFINITY : greatest[r] + log(total[r]);
    }
  }
  if (!ABSENT(weightsAt) && firstValue == 0) {
    // The scores that were written on the way become weights.
#pragma unroll
    for (int r = 0; r < EACH_ROWS; r++) {
      rowGreatest[y + r * GROUP_ROWS] = greatest[r] == -INFINITY ? 0.0f : greatest[r];
      rowTotal[y + r * GROUP_ROWS] = total[r];
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    __global float* to = weights + weightsAt.x + pairsBefore * heads + ((long)head * queries + firstQuery) * keys;
    long count = (long)min(TILE, queries - firstQuery) * keys;
    for (long e = lane; e < count; e += group) {
      int r = (int)(e / keys);
      long j = e - (long)r * keys;
      Keys sees = visible(firstQuery + r, queries, keys, left, right);
      float weight = 0;
      if (j >= sees.first && j < sees.end && rowTotal[r] != 0) {
        weight = exp(to[e] - rowGreatest[r]) / rowTotal[r];
      }
      to[e] = weight;
    }
  }
}
