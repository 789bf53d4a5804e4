// The gradient of attention, from its log-sum-exp (Dao et al., 2022): weights are made again for BLOCK queries against BLOCK
// keys at a time, and no matrix is ever whole. attention_query_gradient goes over the keys of a block of queries, and leaves
// the delta of each query; attention_key_gradient goes over the queries of a block of keys. No two work-groups add to one
// place, and blocks begin at multiples of BLOCK of the sequence: the bits of a sequence depend on it alone.
//
// Work-item (x, y) of a group of SIDE x SIDE makes rows y and y + SIDE of a product and of these the columns x and x + SIDE.
// Products with more columns than BLOCK are made BLOCK of them at a time, and added to where the gradient lies: heads may be
// of any size.
//
// plan: see sequences.cl. tiles are of queries in one kernel, and of keys in the other.

#define BLOCK 32
#define SIDE 16
#define STEP (BLOCK + 1)

// What one pair of query and key needs besides its products.
typedef struct {
  float scale;
  float softCap;
  int left;
  int right;
  int heads;
  float slope;
  int4 chance;
  float kept;
} Scoring;

// What comes of it: the weight that the value met, and the gradients of the score and of q * k.
typedef struct {
  float weight;
  float score;
  float product;
} Learnt;

// The places of a pair in weights, and in a bias.
static inline long pair_of(Sequence sequence, int heads, int head, int i, int j) {
  return sequence.pairsBefore * heads + ((long)head * sequence.queries + i) * sequence.keys + j;
}

static inline long bias_of(Sequence sequence, int heads, int perHead, int head, int i, int j) {
  return perHead ? pair_of(sequence, heads, head, i, j) : sequence.pairsBefore + (long)i * sequence.keys + j;
}

// product = q * k, valueProduct = outGradient * v.
static inline Learnt learn(Scoring scoring, Sequence sequence, int head, int i, int j, float product, float valueProduct,
                           float bias, float logSumExp, float delta) {
  Learnt learnt = {0, 0, 0};
  Keys seen = visible(i, sequence.queries, sequence.keys, scoring.left, scoring.right);
  if (j < seen.first || j >= seen.end || logSumExp == -INFINITY) {
    return learnt;
  }
  float score = scoring.scale * product;
  float slope = scoring.scale;
  if (scoring.softCap > 0) {
    float bent = tanh(score / scoring.softCap);
    score = scoring.softCap * bent;
    slope *= (1.0f - bent) * (1.0f + bent);
  }
  score += bias;
  if (scoring.slope != 0) {
    score -= scoring.slope * fabs((float)((long)i + sequence.keys - sequence.queries - j));
  }
  float weight = exp(score - logSumExp);
  bool stays = keeps(scoring.chance, pair_of(sequence, scoring.heads, head, i, j));
  learnt.weight = stays ? scoring.kept * weight : 0.0f;
  learnt.score = weight * ((stays ? scoring.kept * valueProduct : 0.0f) - delta);
  learnt.product = learnt.score * slope;
  return learnt;
}

// Columns first to first + BLOCK of rows [count, width], 0 beyond.
static inline void load_tile(__local float* tile, __global const float* rows, long step, int count, int first,
                             int width) {
  int x = get_local_id(0);
  int y = get_local_id(1);
#pragma unroll
  for (int r = 0; r < 2; r++) {
#pragma unroll
    for (int c = 0; c < 2; c++) {
      int row = y + r * SIDE;
      int column = x + c * SIDE;
      bool inside = row < count && first + column < width;
      tile[row * STEP + column] = inside ? rows[row * step + first + column] : 0.0f;
    }
  }
}

// sums = a [aCount, width] * transposed b [bCount, width]; {y x, y x', y' x, y' x'}.
static inline float4 product_of_rows(__global const float* a, long aStep, int aCount, __global const float* b, long bStep,
                                     int bCount, int width, __local float* tileA, __local float* tileB) {
  int x = get_local_id(0);
  int y = get_local_id(1);
  float4 sums = 0;
  for (int first = 0; first < width; first += BLOCK) {
    barrier(CLK_LOCAL_MEM_FENCE);
    load_tile(tileA, a, aStep, aCount, first, width);
    load_tile(tileB, b, bStep, bCount, first, width);
    barrier(CLK_LOCAL_MEM_FENCE);
    int depth = min(BLOCK, width - first);
    for (int d = 0; d < depth; d++) {
      float2 left = (float2)(tileA[y * STEP + d], tileA[(y + SIDE) * STEP + d]);
      float2 right = (float2)(tileB[x * STEP + d], tileB[(x + SIDE) * STEP + d]);
      sums = fma(left.xxyy, right.xyxy, sums);
    }
  }
  return sums;
}

// to [count, width] += factors * rows [inner, width]. Factor (row, n) lies at row * rowStep + n * innerStep.
static inline void add_product(__global float* to, long toStep, int count, __local const float* factors, int rowStep,
                               int innerStep, __global const float* rows, long step, int inner, int width,
                               __local float* tile) {
  int x = get_local_id(0);
  int y = get_local_id(1);
  for (int first = 0; first < width; first += BLOCK) {
    barrier(CLK_LOCAL_MEM_FENCE);
    load_tile(tile, rows, step, inner, first, width);
    barrier(CLK_LOCAL_MEM_FENCE);
    float4 sums = 0;
    for (int n = 0; n < inner; n++) {
      float2 left = (float2)(factors[y * rowStep + n * innerStep], factors[(y + SIDE) * rowStep + n * innerStep]);
      float2 right = (float2)(tile[n * STEP + x], tile[n * STEP + x + SIDE]);
      sums = fma(left.xxyy, right.xyxy, sums);
    }
    __global float* near = to + y * toStep + first + x;
    __global float* far = near + SIDE * toStep;
    if (y < count && first + x < width) {
      near[0] += sums.x;
    }
    if (y < count && first + x + SIDE < width) {
      near[SIDE] += sums.y;
    }
    if (y + SIDE < count && first + x < width) {
      far[0] += sums.z;
    }
    if (y + SIDE < count && first + x + SIDE < width) {
      far[SIDE] += sums.w;
    }
  }
}

// Rows [count, width] = 0, each place by the work-item that adds to it later.
static inline void clear_rows(__global float* to, long step, int count, int width) {
  for (int r = get_local_id(1); r < count; r += SIDE) {
    for (int c = get_local_id(0); c < width; c += SIDE) {
      to[r * step + c] = 0;
    }
  }
}

// A group makes a block of queries for the heads from `headsEach` times its number on: one, or all where they share a bias
// whose gradient is wanted.
__kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void attention_query_gradient(
    __global const float* q, long4 qAt, __global const float* k, long4 kAt, __global const float* v, long4 vAt,
    __global const int* plan, long planAt, int tilesAt, int slopesAt, int headSize, int valueSize, int heads, int sharing,
    int left, int right, float scale, float softCap, __global const float* bias, long4 biasAt, int biasPerHead,
    __global const float* outGradient, long4 outGradientAt, __global const float* logSumExp, long4 logSumExpAt,
    __global float* deltas, long4 deltasAt, int4 chance, float kept, __global const float* out, long4 outAt,
    __global float* qGradient, long4 qGradientAt, __global float* biasGradient, long4 biasGradientAt, int headsEach) {
  __local float tileA[BLOCK * STEP];
  __local float tileB[BLOCK * STEP];
  __local float factors[BLOCK * STEP];
  __local float rowDeltas[BLOCK];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int lane = y * SIDE + x;
  __global const int* where = plan + planAt;
  __global const int* place = where + tilesAt + 2 * get_group_id(0);
  Sequence sequence = sequence_of(where, place[0]);
  int firstQuery = place[1];
  long row = sequence.firstQuery + firstQuery;
  int count = min(BLOCK, sequence.queries - firstQuery);
  Keys first = visible(firstQuery, sequence.queries, sequence.keys, left, right);
  Keys last = visible(firstQuery + count - 1, sequence.queries, sequence.keys, left, right);
  for (int h = 0; h < headsEach; h++) {
    int head = get_group_id(1) * headsEach + h;
    __global const float* queries = q + qAt.x + row * qAt.y + head * qAt.z;
    __global const float* gradients = outGradient + outGradientAt.x + row * outGradientAt.y + head * outGradientAt.z;
    __global const float* outs = out + outAt.x + row * outAt.y + head * outAt.z;
    __global float* to = qGradient + qGradientAt.x + row * qGradientAt.y + head * qGradientAt.z;
    __global float* delta = deltas + deltasAt.x + head * deltasAt.y + row;
    long headK = kAt.x + sequence.firstKey * kAt.y + (head / sharing) * kAt.z;
    long headV = vAt.x + sequence.firstKey * vAt.y + (head / sharing) * vAt.z;
    Scoring scoring = {scale, softCap, left, right, heads, slopesAt < 0 ? 0.0f : as_float(where[slopesAt + head]),
                       chance, kept};

    // Eight work-items sum up each row.
    barrier(CLK_LOCAL_MEM_FENCE);
    int summed = lane / 8;
    float part = 0;
    for (int d = lane % 8; summed < count && d < valueSize; d += 8) {
      part = fma(gradients[summed * outGradientAt.y + d], outs[summed * outAt.y + d], part);
    }
    factors[lane] = part;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < BLOCK) {
      float sum = 0;
      for (int p = 0; p < 8; p++) {
        sum += factors[8 * lane + p];
      }
      rowDeltas[lane] = sum;
      if (lane < count) {
        delta[lane] = sum;
      }
    }
    clear_rows(to, qGradientAt.y, count, headSize);
    barrier(CLK_LOCAL_MEM_FENCE);

    for (long from = first.first / BLOCK * BLOCK; from < last.end; from += BLOCK) {
      int keys = (int)min((long)BLOCK, sequence.keys - from);
      __global const float* blockK = k + headK + from * kAt.y;
      __global const float* blockV = v + headV + from * vAt.y;
      float4 products = product_of_rows(queries, qAt.y, count, blockK, kAt.y, keys, headSize, tileA, tileB);
      float4 valueProducts =
          product_of_rows(gradients, outGradientAt.y, count, blockV, vAt.y, keys, valueSize, tileA, tileB);
      float product[4] = {products.x, products.y, products.z, products.w};
      float valueProduct[4] = {valueProducts.x, valueProducts.y, valueProducts.z, valueProducts.w};
#pragma unroll
      for (int p = 0; p < 4; p++) {
        int r = y + p / 2 * SIDE;
        int c = x + p % 2 * SIDE;
        float found = 0;
        if (r < count && c < keys) {
          int i = firstQuery + r;
          int j = (int)from + c;
          long at = bias_of(sequence, heads, biasPerHead, head, i, j);
          Learnt learnt =
              learn(scoring, sequence, head, i, j, product[p], valueProduct[p], ABSENT(biasAt) ? 0.0f : bias[biasAt.x + at],
                    logSumExp[logSumExpAt.x + head * logSumExpAt.y + row + r], rowDeltas[r]);
          found = learnt.product;
          if (!ABSENT(biasGradientAt)) {
            biasGradient[biasGradientAt.x + at] += learnt.score;
          }
        }
        factors[r * STEP + c] = found;
      }
      add_product(to, qGradientAt.y, count, factors, STEP, 1, blockK, kAt.y, keys, headSize, tileA);
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }
}

// A group makes a block of keys of one head of keys, for the query heads that share it in their order.
__kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void attention_key_gradient(
    __global const float* q, long4 qAt, __global const float* k, long4 kAt, __global const float* v, long4 vAt,
    __global const int* plan, long planAt, int tilesAt, int slopesAt, int headSize, int valueSize, int heads, int sharing,
    int left, int right, float scale, float softCap, __global const float* bias, long4 biasAt, int biasPerHead,
    __global const float* outGradient, long4 outGradientAt, __global const float* logSumExp, long4 logSumExpAt,
    __global const float* deltas, long4 deltasAt, int4 chance, float kept, __global float* kGradient, long4 kGradientAt,
    __global float* vGradient, long4 vGradientAt) {
  __local float tileA[BLOCK * STEP];
  __local float tileB[BLOCK * STEP];
  __local float factors[BLOCK * STEP];
  int x = get_local_id(0);
  int y = get_local_id(1);
  __global const int* where = plan + planAt;
  __global const int* place = where + tilesAt + 2 * get_group_id(0);
  Sequence sequence = sequence_of(where, place[0]);
  int firstKey = place[1];
  long row = sequence.firstKey + firstKey;
  int count = min(BLOCK, sequence.keys - firstKey);
  int keyHead = get_group_id(1);
  __global const float* blockK = k + kAt.x + row * kAt.y + keyHead * kAt.z;
  __global const float* blockV = v + vAt.x + row * vAt.y + keyHead * vAt.z;
  __global float* toK = kGradient + kGradientAt.x + row * kGradientAt.y + keyHead * kGradientAt.z;
  __global float* toV = vGradient + vGradientAt.x + row * vGradientAt.y + keyHead * vGradientAt.z;
  clear_rows(toK, kGradientAt.y, count, headSize);
  clear_rows(toV, vGradientAt.y, count, valueSize);
  // Query i stands at key i + shift, and sees `left` keys before and `right` keys after.
  long shift = (long)sequence.keys - sequence.queries;
  long begin = max(0L, firstKey - shift - right) / BLOCK * BLOCK;
  long end = min((long)sequence.queries, firstKey + count - shift + left);
  for (int head = keyHead * sharing; head < (keyHead + 1) * sharing; head++) {
    Scoring scoring = {scale, softCap, left, right, heads, slopesAt < 0 ? 0.0f : as_float(where[slopesAt + head]),
                       chance, kept};
    for (long from = begin; from < end; from += BLOCK) {
      long queryRow = sequence.firstQuery + from;
      int queries = (int)min((long)BLOCK, sequence.queries - from);
      __global const float* blockQ = q + qAt.x + queryRow * qAt.y + head * qAt.z;
      __global const float* gradients =
          outGradient + outGradientAt.x + queryRow * outGradientAt.y + head * outGradientAt.z;
      float4 products = product_of_rows(blockQ, qAt.y, queries, blockK, kAt.y, count, headSize, tileA, tileB);
      float4 valueProducts =
          product_of_rows(gradients, outGradientAt.y, queries, blockV, vAt.y, count, valueSize, tileA, tileB);
      float product[4] = {products.x, products.y, products.z, products.w};
      float valueProduct[4] = {valueProducts.x, valueProducts.y, valueProducts.z, valueProducts.w};
      float later[4];
#pragma unroll
      for (int p = 0; p < 4; p++) {
        int r = y + p / 2 * SIDE;
        int c = x + p % 2 * SIDE;
        Learnt learnt = {0, 0, 0};
        if (r < queries && c < count) {
          int i = (int)from + r;
          int j = firstKey + c;
          long at = bias_of(sequence, heads, biasPerHead, head, i, j);
          learnt =
              learn(scoring, sequence, head, i, j, product[p], valueProduct[p], ABSENT(biasAt) ? 0.0f : bias[biasAt.x + at],
                    logSumExp[logSumExpAt.x + head * logSumExpAt.y + queryRow + r],
                    deltas[deltasAt.x + head * deltasAt.y + queryRow + r]);
        }
        factors[r * STEP + c] = learnt.weight;
        later[p] = learnt.product;
      }
      add_product(toV, vGradientAt.y, count, factors, 1, STEP, gradients, outGradientAt.y, queries, valueSize, tileA);
      barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
      for (int p = 0; p < 4; p++) {
        factors[(y + p / 2 * SIDE) * STEP + x + p % 2 * SIDE] = later[p];
      }
      add_product(toK, kGradientAt.y, count, factors, 1, STEP, blockQ, qAt.y, queries, headSize, tileA);
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }
}
