// A stand-in for a library's function that nothing here ever calls.

#ifndef SALLYPORT_UNPACK_NEVER_CALLED_H_
#define SALLYPORT_UNPACK_NEVER_CALLED_H_

#include <cstdlib>

#define SALLYPORT_NEVER_CALLED(name)                    \
  extern "C" [[noreturn]] void name() { std::abort(); } \
  static_assert(true)

#endif  // SALLYPORT_UNPACK_NEVER_CALLED_H_
