// Writing the members of one archive: each becomes a part below the archive's,
// is held in memory as long as it may have to be read again, unless it is large
// and its bytes can be had once more, and is opened in turn when it ends.

#ifndef SALLYPORT_UNPACK_MEMBER_H_
#define SALLYPORT_UNPACK_MEMBER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/memory_source.h"
#include "unpack/part.h"

namespace sallyport {

class MemberWriter {
 public:
  MemberWriter(Unpacking* unpacking, Part* archive)
      : unpacking_(unpacking),
        archive_(archive),
        held_(unpacking->member_memory) {}

  /// Begins the next member. False if the budget has no room for it; the
  /// archive is flagged then.
  bool Begin(std::vector<std::string> names, std::string_view kind = "member");

  /// Says, once the member has begun, that its bytes are those of `again`,
  /// which outlives it. So a large one need not be held, if it can be opened
  /// in a way that suits `again`.
  void RereadFrom(Source* again) { again_ = again; }
  /// The same for bytes [begin, end) of `base`.
  void RereadRange(Source* base, uint64_t begin, uint64_t end);

  /// False if the member was cut.
  bool Write(std::string_view bytes);
  /// Writes zeros up to `offset`, for the holes of sparse files.
  bool FillTo(uint64_t offset);
  void Flag(std::string_view flag) { writer_->Flag(flag); }

  /// The bytes given so far, what was cut off as well.
  uint64_t written() const { return written_; }

  /// Ends the member and opens what is in it.
  void End();

 private:
  void Hold(std::string_view bytes);
  void DropFront();
  bool MayReread() const;

  Unpacking* unpacking_;
  Part* archive_;
  std::optional<PartWriter> writer_;
  MemorySource held_;  // the member under way, if it may be opened in turn
  Source* again_ = nullptr;
  std::optional<RangeSource> range_;  // what again_ is, if it is one
  bool rereads_ = false;              // it is not held any more
  uint64_t written_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MEMBER_H_
