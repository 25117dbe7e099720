#include "unpack/carried.h"

#include <algorithm>
#include <array>
#include <string>

namespace sallyport {

namespace {

using namespace std::string_view_literals;

struct Mark {
  std::string_view bytes;
  Container container;
};

constexpr std::array kMarks = {
    Mark{"7z\xBC\xAF\x27\x1C\0"sv, Container::kSevenZip},
    Mark{"Rar!\x1A\x07\0"sv, Container::kRar},
    Mark{"Rar!\x1A\x07\x01\0"sv, Container::kRar5},
    Mark{"MSCF\0\0\0\0"sv, Container::kCab},
};
constexpr size_t kLongestMark = 8;

// A directory record that is not the zip's own can stand anywhere; so many
// are tried.
constexpr int kMaxRecords = 64;
constexpr size_t kRecordBytes = 22;

}  // namespace

bool HasZipDirectory(std::string_view tail) {
  size_t at = tail.rfind("PK\x05\x06"sv);
  for (int i = 0; i < kMaxRecords && at != std::string_view::npos; ++i) {
    if (tail.size() - at >= kRecordBytes) {
      const auto byte = [tail, at](size_t k) {
        return static_cast<size_t>(static_cast<unsigned char>(tail[at + k]));
      };
      // Its comment may be followed by a little more, but not by less.
      if (at + kRecordBytes + (byte(20) | byte(21) << 8) <= tail.size())
        return true;
    }
    if (at == 0) break;
    at = tail.rfind("PK\x05\x06"sv, at - 1);
  }
  return false;
}

std::vector<CarriedArchive> FindCarried(Source* source) {
  std::vector<CarriedArchive> found;
  std::array<bool, kMarks.size()> have{};
  std::string joint;  // the end of the last view, and the next one's front
  uint64_t offset = 0;
  const auto search = [&](std::string_view bytes, uint64_t at) {
    for (size_t i = 0; i < kMarks.size(); ++i) {
      const size_t hit =
          have[i] ? std::string_view::npos : bytes.find(kMarks[i].bytes);
      if (hit == std::string_view::npos) continue;
      have[i] = true;
      found.push_back({at + hit, kMarks[i].container});
    }
  };
  for (std::string_view view = source->View(0); !view.empty();
       view = source->View(offset)) {
    const size_t kept = joint.size();
    joint += view.substr(0, kLongestMark - 1);
    search(joint, offset - kept);
    search(view, offset);
    offset += view.size();
    joint += view.substr(std::min(view.size(), kLongestMark - 1));
    joint.erase(0, joint.size() - std::min(joint.size(), kLongestMark - 1));
  }
  return found;
}

}  // namespace sallyport
