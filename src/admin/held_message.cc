#include "admin/held_message.h"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/file_digest.h"
#include "base/io.h"
#include "base/sha256.h"

namespace sallyport {

namespace {

constexpr size_t kFirstReadBytes = 8192;
constexpr size_t kReadGrowth = 4;

/// False if no further byte could make a block of this front.
bool MayBeBlock(std::string_view front) {
  if (!front.starts_with(kQuarantineField)) return false;
  const size_t last = front.rfind('\n');
  if (last == std::string_view::npos) return true;
  const size_t before = last == 0 ? last : front.rfind('\n', last - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return front.substr(begin).starts_with("X-Sallyport-");
}

/// Most blocks are short; some name a great many recipients.
Result<QuarantineBlock> ReadBlock(int file, uint64_t file_bytes) {
  const size_t most =
      static_cast<size_t>(std::min<uint64_t>(file_bytes, kMaxBlockBytes));
  std::string front;
  size_t want = std::min(kFirstReadBytes, most);
  for (;;) {
    const size_t have = front.size();
    front.resize(want);
    const Status read =
        ReadExactlyAt(file, front.data() + have, want - have, have);
    if (!read.ok()) return read.error();
    Result<QuarantineBlock> block = ParseQuarantineBlock(front);
    if (block.ok() || want == most || !MayBeBlock(front)) return block;
    want = std::min(want * kReadGrowth, most);
  }
}

std::string DoubtOf(const HeldFile& file, SigningKeys* keys) {
  const QuarantineBlock& block = *file.block;
  const Result<SigningKey>& key = keys->Find(block.key_name);
  if (!key.ok()) return "no key for its mark: " + key.error().Text();
  if (!MarkIsValid(block, key.value()))
    return "its mark is not that of the key " + block.key_name;
  if (file.file_bytes - block.block_bytes != block.held.bytes)
    return "it has " + std::to_string(file.file_bytes - block.block_bytes) +
           " bytes of a message that had " + std::to_string(block.held.bytes);
  return "";
}

}  // namespace

const Result<SigningKey>& SigningKeys::Find(const std::string& name) {
  auto found = keys_.find(name);
  if (found == keys_.end())
    found = keys_.emplace(name, ReadSigningKey(spool_, name)).first;
  return found->second;
}

Result<HeldFile> ReadHeldFile(int file, SigningKeys* keys) {
  struct stat status = {};
  if (::fstat(file, &status) != 0) return SystemError("fstat", "");
  HeldFile held;
  held.file_bytes = static_cast<uint64_t>(status.st_size);
  Result<QuarantineBlock> block = ReadBlock(file, held.file_bytes);
  if (!block.ok() && block.error().err != 0) return block.error();
  if (!block.ok()) {
    held.doubt =
        "it does not begin with a block of ours (" + block.error().Text() + ")";
    return held;
  }
  held.block = std::move(block.value());
  held.doubt = DoubtOf(held, keys);
  return held;
}

Status CheckBytes(int file, uint64_t offset, uint64_t bytes,
                  const std::string& sha256) {
  const Result<Digest> digest = DigestOfRange(file, offset, bytes);
  if (!digest.ok()) return digest.error();
  if (!EqualInConstantTime(Hex(digest.value()), sha256))
    return FormatError("the message's bytes",
                       "are not those that the mark covers");
  return {};
}

}  // namespace sallyport
