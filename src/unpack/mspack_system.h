// libmspack's view of the world: it reads our sources and writes our members
// instead of files, and gets so much memory and no more.

#ifndef SALLYPORT_UNPACK_MSPACK_SYSTEM_H_
#define SALLYPORT_UNPACK_MSPACK_SYSTEM_H_

#include <mspack.h>

#include "unpack/member.h"
#include "unpack/source.h"

namespace sallyport {

/// What libmspack takes for a file; its name is its own address.
struct MspackFile {
  Source* source = nullptr;
  MemberWriter* member = nullptr;
  uint64_t position = 0;
  bool cut = false;  // the member takes no more
};

/// The name to hand to libmspack for `file`.
inline char* NameOf(MspackFile* file) { return reinterpret_cast<char*>(file); }

/// One system for all; only one unpacking goes on at a time.
struct mspack_system* MspackSystem();

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MSPACK_SYSTEM_H_
