// The header block above the sender's bytes in a held message. It says what
// was found, whose the message is and what it was opened up into, and carries
// our mark: an HMAC-SHA-256 over all of the block, which itself has the
// SHA-256 and the length of the bytes. What does not carry a valid mark is
// not ours to release.
//
//   X-Sallyport-Quarantine: 1 id key-id hmac
//   X-Sallyport-Category: virus                    ("archive" for a copy)
//   X-Sallyport-Finding: cause TAB name TAB part TAB scanner   (each finding)
//   X-Sallyport-Scanner: name:verdict:ms:engine                (each scanner)
//   X-Sallyport-Sender: escaped
//   X-Sallyport-Recipient: escaped                             (each one)
//   X-Sallyport-Relay: IP address or -
//   X-Sallyport-Time: 2026-11-21T10:00:00.123Z
//   X-Sallyport-Host: name
//   X-Sallyport-Part: a row of the manifest                    (each part)
//   X-Sallyport-Sha256: of the sender's bytes
//   X-Sallyport-Bytes: their number; the last line of the block

#ifndef SALLYPORT_MAIL_QUARANTINE_BLOCK_H_
#define SALLYPORT_MAIL_QUARANTINE_BLOCK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "mail/finding.h"
#include "mail/manifest.h"
#include "mail/signing_key.h"

namespace sallyport {

inline constexpr std::string_view kQuarantineField = "X-Sallyport-Quarantine";
/// A block is never larger: what is held must be read again. The manifest's
/// rows end at half of it; what else is too long can't be held.
inline constexpr size_t kMaxBlockBytes = 64 * 1024 * 1024;

struct HeldMessage {
  std::string id;
  Category category = Category::kTrouble;
  bool archived = false;  // a copy of handed-on mail; no category then
  std::vector<Finding> findings;
  std::vector<std::string> scanners;  // as in messages.log
  std::string sender;
  std::vector<std::string> recipients;
  std::string relay;
  WallTime time;
  std::string host;
  std::vector<ManifestRow> parts;
  std::string sha256;
  uint64_t bytes = 0;
};

/// Fails (EFBIG) where the block would be over kMaxBlockBytes: a great many
/// long recipients.
Result<std::string> FormatQuarantineBlock(const HeldMessage& held,
                                          const SigningKey& key);

/// What stands in front of the sender's bytes of a held file.
struct QuarantineBlock {
  HeldMessage held;
  std::string key_name;
  std::string mark;          // hexadecimal HMAC
  std::string signed_bytes;  // what the mark covers
  size_t block_bytes = 0;    // the sender's bytes begin here
};

/// Reads the block at the front of `file`. Says nothing about the mark.
Result<QuarantineBlock> ParseQuarantineBlock(std::string_view file);

/// True if the block carries the mark of `key`.
bool MarkIsValid(const QuarantineBlock& block, const SigningKey& key);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_QUARANTINE_BLOCK_H_
