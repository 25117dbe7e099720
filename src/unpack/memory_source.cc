#include "unpack/memory_source.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>

namespace sallyport {

namespace {

constexpr size_t kChunkBytes = 256 * 1024;
// The next member of an archive is often as large as the one before.
constexpr size_t kSpareChunks = 16;

char* MapChunk(bool whole) {
  void* chunk = ::mmap(nullptr, kChunkBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (chunk == MAP_FAILED) return nullptr;
  // All pages in one call. Where the kernel does not know that, they come one
  // by one.
  if (whole) ::madvise(chunk, kChunkBytes, MADV_POPULATE_WRITE);
  return static_cast<char*>(chunk);
}

}  // namespace

MemorySource::~MemorySource() { Release(0); }

void MemorySource::Release(size_t keep) {
  while (chunks_.size() > keep) {
    ::munmap(chunks_.back(), kChunkBytes);
    chunks_.pop_back();
  }
}

void MemorySource::Clear(uint64_t offset) {
  Release(kSpareChunks);
  base_ = offset;
  size_ = offset;
  overflowed_ = false;
}

void MemorySource::Trim() {
  Release(static_cast<size_t>(Held() / kChunkBytes) + 1);
}

void MemorySource::GiveUp() {
  overflowed_ = true;
  Release(0);
  size_ = base_;
}

void MemorySource::Append(std::string_view bytes) {
  if (overflowed_) return;
  if (bytes.size() > most_ - Held()) {
    GiveUp();
    return;
  }
  while (!bytes.empty()) {
    const size_t chunk = static_cast<size_t>(Held() / kChunkBytes);
    const size_t used = static_cast<size_t>(Held() % kChunkBytes);
    if (chunk == chunks_.size()) {
      char* fresh = MapChunk(chunk > 0);
      if (fresh == nullptr) {
        GiveUp();
        return;
      }
      chunks_.push_back(fresh);
    }
    const std::string_view piece = bytes.substr(0, kChunkBytes - used);
    std::memcpy(chunks_[chunk] + used, piece.data(), piece.size());
    size_ += piece.size();
    bytes.remove_prefix(piece.size());
  }
}

std::string_view MemorySource::View(uint64_t offset) {
  if (offset >= size_ || offset < base_) return {};
  const size_t chunk = static_cast<size_t>((offset - base_) / kChunkBytes);
  const size_t skip = static_cast<size_t>((offset - base_) % kChunkBytes);
  const size_t bytes = static_cast<size_t>(
      std::min<uint64_t>(kChunkBytes - skip, size_ - offset));
  return {chunks_[chunk] + skip, bytes};
}

uint64_t MemoryForMembers(uint64_t part_bytes) {
  struct rlimit space;
  if (::getrlimit(RLIMIT_AS, &space) != 0) return part_bytes;
  if (space.rlim_cur == RLIM_INFINITY) return part_bytes;
  return std::min<uint64_t>(part_bytes, space.rlim_cur / 2);
}

}  // namespace sallyport
