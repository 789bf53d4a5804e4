// weight [rows, columns] -> packed [columns, rows], dense, the same bits: neighbours of the product read neighbours.
// Through local memory, so that both sides are read and written along their rows.

#define TILE 16

__kernel __attribute__((reqd_work_group_size(TILE, TILE, 1))) void pack(__global const uchar* weight, long4 weightAt,
                                                                        int bytes, __global uchar* packed, long packedAt,
                                                                        int rows, int columns) {
  __local uint tile[TILE][TILE + 1];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int firstColumn = get_group_id(0) * TILE;
  int firstRow = get_group_id(1) * TILE;
  if (firstRow + y < rows && firstColumn + x < columns) {
    long at = weightAt.x + (firstRow + y) * weightAt.w + firstColumn + x;
    tile[y][x] = bytes == 4 ? ((__global const uint*)weight)[at] : ((__global const ushort*)weight)[at];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (firstRow + x < rows && firstColumn + y < columns) {
    long at = packedAt + (long)(firstColumn + y) * rows + firstRow + x;
    if (bytes == 4) {
      ((__global uint*)packed)[at] = tile[x][y];
    } else {
      ((__global ushort*)packed)[at] = (ushort)tile[x][y];
    }
  }
}
