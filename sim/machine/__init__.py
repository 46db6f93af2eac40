"""What no modeller need read: SIMD, aligned memory, the compile cache, random numbers."""
