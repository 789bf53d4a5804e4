
// Which elements dropout drops: a function of the seed and the element's number alone, as dev.heed.engine.op.Chance has it.
// A chance is an int4: {number of the first element, low half of the scrambled seed, high half, what an element's upper 24
// bits are at least if it stays}. The last is 0 where nothing is dropped.

static inline uint mixed(uint x) {
  x = (x ^ (x >> 16)) * 0x21F0AAADu;
  x = (x ^ (x >> 15)) * 0xD35A2D97u;
  return x ^ (x >> 15);
}

static inline bool keeps(int4 chance, long e) {
  uint bits = mixed(mixed(((uint)chance.x + (uint)e) ^ (uint)chance.y) + (uint)chance.z);
  return (bits >> 8) >= (uint)chance.w;
}
