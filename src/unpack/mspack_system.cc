#include "unpack/mspack_system.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace sallyport {

namespace {

// All that libmspack may hold at a time. A help file's list of files takes
// more than the file itself.
constexpr size_t kMostMemory = 64 * 1024 * 1024;
// In front of each block stands its size.
constexpr size_t kBlockFront = alignof(std::max_align_t);

size_t g_held = 0;

MspackFile* Self(struct mspack_file* file) {
  return reinterpret_cast<MspackFile*>(file);
}

struct mspack_file* Open(struct mspack_system*, const char* name, int) {
  MspackFile* file = reinterpret_cast<MspackFile*>(const_cast<char*>(name));
  file->position = 0;
  return reinterpret_cast<struct mspack_file*>(file);
}

void Close(struct mspack_file*) {}

int Read(struct mspack_file* handle, void* buffer, int size) {
  MspackFile* file = Self(handle);
  if (file->source == nullptr || size < 0) return -1;
  const size_t got = ReadAt(*file->source, file->position,
                            static_cast<char*>(buffer),
                            static_cast<size_t>(size));
  file->position += got;
  return static_cast<int>(got);
}

int Write(struct mspack_file* handle, void* buffer, int size) {
  MspackFile* file = Self(handle);
  if (file->member == nullptr || size < 0) return -1;
  file->cut = !file->member->Write(
      {static_cast<const char*>(buffer), static_cast<size_t>(size)});
  return file->cut ? -1 : size;
}

int Seek(struct mspack_file* handle, off_t offset, int mode) {
  MspackFile* file = Self(handle);
  if (file->source == nullptr) return -1;
  const off_t size = static_cast<off_t>(file->source->Size());
  const off_t from = mode == MSPACK_SYS_SEEK_START ? 0
                     : mode == MSPACK_SYS_SEEK_CUR
                         ? static_cast<off_t>(file->position)
                         : size;
  if (offset < -from || offset > size - from) return -1;
  file->position = static_cast<uint64_t>(from + offset);
  return 0;
}

off_t Tell(struct mspack_file* handle) {
  return static_cast<off_t>(Self(handle)->position);
}

void Message(struct mspack_file*, const char*, ...) {}

/// All zero: after a header that is cut, libmspack 0.11 frees pointers that it
/// has not set (kwajd_open).
void* Allocate(struct mspack_system*, size_t bytes) {
  if (bytes > kMostMemory - g_held) return nullptr;
  char* block = static_cast<char*>(std::calloc(1, kBlockFront + bytes));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &bytes, sizeof bytes);
  g_held += bytes;
  return block + kBlockFront;
}

void Free(void* pointer) {
  if (pointer == nullptr) return;
  char* block = static_cast<char*>(pointer) - kBlockFront;
  size_t bytes;
  std::memcpy(&bytes, block, sizeof bytes);
  g_held -= bytes;
  std::free(block);
}

void Copy(void* from, void* to, size_t bytes) {
  std::memmove(to, from, bytes);
}

struct mspack_system g_system = {Open, Close,   Read,     Write, Seek, Tell,
                                 Message, Allocate, Free, Copy,  nullptr};

}  // namespace

struct mspack_system* MspackSystem() { return &g_system; }

}  // namespace sallyport
