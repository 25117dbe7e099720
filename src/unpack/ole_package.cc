#include "unpack/ole_package.h"

#include <algorithm>
#include <string>

#include "unpack/embedded.h"
#include "unpack/little_endian.h"
#include "unpack/names.h"
#include "unpack/wide_text.h"

namespace sallyport {

namespace {

// Three paths of Windows and the numbers between have room in this.
constexpr size_t kFrontBytes = 8 * 1024;
constexpr size_t kMostWideName = 2048;

/// Reads the front of a package, step by step.
class Front {
 public:
  explicit Front(std::string_view bytes) : bytes_(bytes) {}

  bool Number(size_t count, uint64_t* number) {
    if (bytes_.size() - at_ < count) return false;
    *number = LittleEndian(bytes_, at_, count);
    at_ += count;
    return true;
  }
  /// Up to a NUL.
  bool Name(std::vector<std::string>* names) {
    const size_t end = bytes_.find('\0', at_);
    if (end == std::string_view::npos) return false;
    AddName(bytes_.substr(at_, end - at_), names);
    at_ = end + 1;
    return true;
  }
  /// Of a length that was told.
  bool Name(uint64_t length, std::vector<std::string>* names) {
    if (bytes_.size() - at_ < length) return false;
    const std::string_view name =
        bytes_.substr(at_, static_cast<size_t>(length));
    AddName(name.substr(0, name.find('\0')), names);
    at_ += static_cast<size_t>(length);
    return true;
  }
  size_t at() const { return at_; }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

struct File {
  std::vector<std::string> names;
  uint64_t begin = 0;
  uint64_t bytes = 0;
};

bool ReadFront(std::string_view bytes, File* file) {
  Front front(bytes);
  uint64_t number = 0;
  uint64_t path = 0;
  // A 2, label, file, kind, path with its length; the bytes with theirs. A
  // link ends behind its names.
  if (!front.Number(2, &number) || number != 2 || !front.Name(&file->names) ||
      !front.Name(&file->names) || !front.Number(4, &number) ||
      !front.Number(4, &path) || !front.Name(path, &file->names) ||
      !front.Number(4, &file->bytes))
    return false;
  file->begin = front.at();
  return true;
}

/// The names once more, as UTF-16.
void ReadWideNames(Source* package, uint64_t at,
                   std::vector<std::string>* names) {
  for (int i = 0; i < 3; ++i) {
    char count[4];
    if (ReadAt(*package, at, count, sizeof count) < sizeof count) return;
    const uint64_t length = uint64_t{2} * Le32({count, sizeof count});
    const size_t most = static_cast<size_t>(
        std::min<uint64_t>(length, 2 * kMostWideName));
    AddName(Utf8OfWide(BytesAt(*package, at + sizeof count, most)), names);
    at += sizeof count + length;
  }
}

}  // namespace

void OpenPackage(Unpacking* unpacking, Source* package, Part* parent) {
  const std::string front = BytesAt(*package, 0, kFrontBytes);
  File file;
  if (!ReadFront(front, &file)) {
    OpenEmbedded(unpacking, package, {"member", std::move(file.names), {}},
                 parent);
    return;
  }
  const uint64_t end = std::min(file.begin + file.bytes, package->Size());
  if (end < file.begin + file.bytes)
    FlagPart(unpacking, kDamagedFlag, parent);
  else
    ReadWideNames(package, end, &file.names);
  RangeSource bytes(package, file.begin, end);
  OpenEmbedded(unpacking, &bytes, {"member", std::move(file.names), {}},
               parent);
}

}  // namespace sallyport
