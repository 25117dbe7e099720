#include "unpack/rar5_blocks.h"

#include <optional>
#include <string>
#include <string_view>

#include "unpack/crc32.h"
#include "unpack/little_endian.h"

namespace sallyport {

namespace {

constexpr uint64_t kMarkBytes = 8;
constexpr size_t kSumBytes = 4;
constexpr size_t kMostSizeBytes = 3;
constexpr uint64_t kMostHeader = 2 * 1024 * 1024;
constexpr uint64_t kHasExtra = 1;
constexpr uint64_t kHasData = 2;
constexpr uint64_t kMemberType = 2;
constexpr uint64_t kServiceType = 3;
constexpr uint64_t kEncryptionType = 4;
constexpr uint64_t kEndType = 5;
constexpr uint64_t kEncryptionRecord = 1;

/// The number in front of `bytes`, seven bits a byte; takes it away.
uint64_t TakeNumber(std::string_view* bytes) {
  uint64_t number = 0;
  for (int shift = 0; shift < 63 && !bytes->empty(); shift += 7) {
    const uint64_t byte = static_cast<unsigned char>(bytes->front());
    bytes->remove_prefix(1);
    number |= (byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) break;
  }
  return number;
}

struct Block {
  uint64_t type = 0;
  uint64_t data = 0;   // bytes behind the header
  uint64_t next = 0;   // where those begin
  std::string extra;   // records that tell more of it
};

std::optional<Block> ReadBlock(Source* source, uint64_t offset) {
  const std::string head = BytesAt(*source, offset, kSumBytes + kMostSizeBytes);
  if (head.size() <= kSumBytes) return std::nullopt;
  std::string_view rest = std::string_view(head).substr(kSumBytes);
  const uint64_t size = TakeNumber(&rest);
  if (size == 0 || size > kMostHeader) return std::nullopt;
  const size_t before = head.size() - rest.size() - kSumBytes;
  const std::string bytes = BytesAt(*source, offset + kSumBytes,
                                    before + static_cast<size_t>(size));
  if (bytes.size() < before + size || Crc32(bytes) != Le32(head))
    return std::nullopt;
  std::string_view body = std::string_view(bytes).substr(before);
  Block block;
  block.next = offset + kSumBytes + bytes.size();
  block.type = TakeNumber(&body);
  const uint64_t flags = TakeNumber(&body);
  const uint64_t extra = (flags & kHasExtra) != 0 ? TakeNumber(&body) : 0;
  if ((flags & kHasData) != 0) block.data = TakeNumber(&body);
  if (extra > 0 && extra <= body.size())
    block.extra = body.substr(body.size() - static_cast<size_t>(extra));
  return block;
}

bool HasEncryptionRecord(std::string_view extra) {
  while (!extra.empty()) {
    const uint64_t size = TakeNumber(&extra);
    std::string_view record = extra.substr(0, static_cast<size_t>(size));
    if (record.empty()) return false;
    extra.remove_prefix(record.size());
    if (TakeNumber(&record) == kEncryptionRecord) return true;
  }
  return false;
}

}  // namespace

Rar5Blocks ReadRar5Blocks(Source* source) {
  Rar5Blocks blocks;
  uint64_t offset = kMarkBytes;
  while (const std::optional<Block> block = ReadBlock(source, offset)) {
    if (block->type == kEncryptionType) blocks.encrypted = true;
    if (block->type == kMemberType || block->type == kServiceType)
      blocks.encrypted =
          blocks.encrypted || HasEncryptionRecord(block->extra);
    if (block->type == kEndType) {
      blocks.end = block->next;
      break;
    }
    if (block->data > source->Size() - block->next) break;
    offset = block->next + block->data;
  }
  return blocks;
}

}  // namespace sallyport
