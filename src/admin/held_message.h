// What is inside a file of the quarantine: our block, whether the mark on it
// is that of one of our keys, and whether the sender's bytes are those that
// the mark covers. All that stands in a file is doubted until then.

#ifndef SALLYPORT_ADMIN_HELD_MESSAGE_H_
#define SALLYPORT_ADMIN_HELD_MESSAGE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "mail/quarantine_block.h"

namespace sallyport {

/// The keys in spool/keys/, each read once.
class SigningKeys {
 public:
  explicit SigningKeys(int spool) : spool_(spool) {}

  /// The key of this name, or why there is none. A name comes from a file
  /// that nobody vouches for: it is never a path.
  const Result<SigningKey>& Find(const std::string& name);

 private:
  int spool_;
  std::map<std::string, Result<SigningKey>> keys_;
};

struct HeldFile {
  uint64_t file_bytes = 0;
  std::optional<QuarantineBlock> block;  // nobody's word while `doubt` is set
  std::string doubt;  // why it is not ours; empty if mark and length are right
};

/// Reads the block at the front of the file and checks its mark and the
/// length behind it; the sender's bytes are not read. Fails only if the file
/// can't be read.
Result<HeldFile> ReadHeldFile(int file, SigningKeys* keys);

/// Succeeds if the SHA-256 of `bytes` bytes at `offset` is `sha256`.
Status CheckBytes(int file, uint64_t offset, uint64_t bytes,
                  const std::string& sha256);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_MESSAGE_H_
