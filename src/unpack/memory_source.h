// A growing piece of anonymous memory that holds one archive member while
// that is opened in turn. It never takes more than it was allowed, and memory
// that the system refuses is the same as the cap: overflowed(), never an
// abort.

#ifndef SALLYPORT_UNPACK_MEMORY_SOURCE_H_
#define SALLYPORT_UNPACK_MEMORY_SOURCE_H_

#include <string_view>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

class MemorySource : public Source {
 public:
  /// Holds at most `most` bytes.
  explicit MemorySource(uint64_t most) : most_(most) {}
  MemorySource(const MemorySource&) = delete;
  MemorySource& operator=(const MemorySource&) = delete;
  ~MemorySource() override;

  /// Adds bytes at the end. Past the cap all that was held is given up.
  void Append(std::string_view bytes);
  /// Gives up as if over the cap.
  void GiveUp();
  /// Forgets the bytes; keeps room for the next few. The bytes added next
  /// stand at `offset`.
  void Clear(uint64_t offset = 0);
  /// Gives back the room that Clear kept and that is still not used.
  void Trim();
  /// The bytes held in memory; those before were forgotten.
  uint64_t Held() const { return size_ - base_; }
  bool overflowed() const { return overflowed_; }

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return size_; }
  bool broken() const override { return overflowed_; }

 private:
  void Release(size_t keep);

  uint64_t most_;
  uint64_t base_ = 0;  // the offset of the first byte held
  uint64_t size_ = 0;
  std::vector<char*> chunks_;
  bool overflowed_ = false;
};

/// How much memory may be used to hold members: `part_bytes`, but at most half
/// of this process's address space, so that the decoders keep theirs.
uint64_t MemoryForMembers(uint64_t part_bytes);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MEMORY_SOURCE_H_
